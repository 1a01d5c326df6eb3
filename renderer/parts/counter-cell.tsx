import { useEffect, useRef } from 'react'
import './counter-cell.css'

/** Full digits in groups of none: never K or M, so that two columns can be compared digit by digit. */
export const digits = (value: number): string => String(Math.round(value))

/** A counter: value, or a dim zero. It lights up for a moment when it has moved since it was last drawn. */
export function CounterCell({ value }: { readonly value: number | null }) {
  const seen = useRef(value)
  const cell = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const moved = seen.current !== null && value !== null && value !== seen.current
    seen.current = value
    if (!moved || cell.current === null) return
    const element = cell.current
    element.classList.remove('counter-moved')
    // Reading the width restarts the animation when a counter moves twice within it.
    void element.offsetWidth
    element.classList.add('counter-moved')
  }, [value])
  return (
    <span ref={cell} className={value === null || value === 0 ? 'counter n zero' : 'counter n'}>
      {value === null ? '' : digits(value)}
    </span>
  )
}

/** A difference always carries its sign, in the accent; no difference is a dim 0. */
export function DeltaCell({ value }: { readonly value: number | null }) {
  if (value === null) return <span className="counter n zero" />
  return <span className={value === 0 ? 'counter n zero' : 'counter n ac'}>{value > 0 ? `+${digits(value)}` : digits(value)}</span>
}
