import {
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { placeBeside } from '../place-beside.ts'
import './hint.css'

/** Rest before it comes, so that a pointer or an arrow key on its way opens nothing; and before it goes, so that it can be entered. */
const OPEN_MS = 350
const CLOSE_MS = 120

interface Shown {
  readonly left: number
  /** Where the pointer is on a thing that is not a box, as a drawn line; null: beside all of it. */
  readonly top: number | null
  readonly anchor: Anchor
}
type Anchor = HTMLElement | SVGElement

interface HintPlaceProps {
  readonly className?: string
  /** What to say about the thing with this `data-hint`; null for nothing. */
  readonly of: (key: string) => ReactNode
  readonly children: ReactNode
}

/**
 * One explanation for all things inside that carry `data-hint`: where the pointer or the keyboard's focus rests. Rows of long tables
 * need nothing of their own for it. It holds words only: what it says must be told to those who do not see it in another way.
 */
export function HintPlace({ className, of, children }: HintPlaceProps) {
  const [shown, setShown] = useState<Shown | null>(null)
  const timer = useRef(0)
  const later = (next: Shown | null) => {
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => setShown(next), next === null ? CLOSE_MS : OPEN_MS)
  }
  const close = () => {
    window.clearTimeout(timer.current)
    setShown(null)
  }
  useEffect(() => () => window.clearTimeout(timer.current), [])
  const onPointerOver = (event: PointerEvent) => {
    const anchor = hintedAt(event.target)
    if (event.pointerType === 'touch' || event.buttons !== 0) return
    if (anchor === null) later(null)
    else if (anchor !== shown?.anchor)
      later({ left: event.clientX, top: anchor instanceof SVGElement ? event.clientY : null, anchor })
    else window.clearTimeout(timer.current)
  }
  const onFocus = (event: FocusEvent) => {
    const anchor = hintedAt(event.target)
    if (anchor === null || !event.target.matches(':focus-visible')) return
    later({ left: anchor.getBoundingClientRect().left + INDENT, top: null, anchor })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (shown === null || event.key !== 'Escape') return
    event.stopPropagation()
    close()
  }
  // Asked at each drawing: a row that is drawn anew may be another by now, or gone.
  const key = shown?.anchor.isConnected === true ? shown.anchor.dataset['hint'] : undefined
  const words = key === undefined ? null : of(key)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches where pointer and focus rest
    <div
      className={className}
      onPointerOver={onPointerOver}
      onPointerLeave={() => later(null)}
      onPointerDown={close}
      onFocus={onFocus}
      onBlur={close}
      onKeyDown={onKeyDown}
    >
      {children}
      {shown === null || words === null || words === undefined ? null : (
        <Hint shown={shown} onClose={close} onStay={() => window.clearTimeout(timer.current)}>
          {words}
        </Hint>
      )}
    </div>
  )
}

/** Of a thing that the keyboard reached, from its left edge. */
const INDENT = 40

/** Room around the point on a line, above and below. */
const AROUND = 10

const hintedAt = (target: EventTarget): Anchor | null => (target instanceof Element ? target.closest<Anchor>('[data-hint]') : null)

interface HintProps {
  readonly shown: Shown
  readonly onClose: () => void
  readonly onStay: () => void
  readonly children: ReactNode
}

function Hint({ shown, onClose, onStay, children }: HintProps) {
  const place = useRef<HTMLDivElement>(null)
  // Before it is painted; words of another height are placed anew.
  useLayoutEffect(() => {
    const box = place.current
    if (box === null) return
    const about = shown.anchor.getBoundingClientRect()
    const [y, height] = shown.top === null ? [about.top, about.height] : [shown.top - AROUND, 2 * AROUND]
    const { left, top } = placeBeside(box.getBoundingClientRect(), new DOMRect(shown.left, y, 0, height))
    box.style.left = `${left}px`
    box.style.top = `${top}px`
  })
  useEffect(() => {
    window.addEventListener('wheel', onClose, { capture: true, passive: true })
    window.addEventListener('resize', onClose)
    return () => {
      window.removeEventListener('wheel', onClose, { capture: true })
      window.removeEventListener('resize', onClose)
    }
  }, [onClose])
  return (
    <div ref={place} className="hint" role="tooltip" onPointerEnter={onStay}>
      {children}
    </div>
  )
}
