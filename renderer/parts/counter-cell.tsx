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
    // The other of two equal animations: a counter that moves twice within one lights up anew, and nothing has to be laid out for it.
    const { classList } = cell.current
    const again = classList.contains('counter-moved')
    classList.toggle('counter-moved', !again)
    classList.toggle('counter-moved-again', again)
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
