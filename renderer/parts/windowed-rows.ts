import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useRef } from 'react'

/** Fewer rows are all drawn: a browser's own search then finds each of them. */
const DRAW_ALL = 300
/** Drawn above and below what is in sight, so that a scroll or an arrow key meets rows that are there. */
const OVERSCAN = 10

/** A row that is drawn, or the room of rows that are not. */
export type Drawn =
  | { readonly kind: 'row'; readonly at: number }
  | { readonly kind: 'gap'; readonly from: number; readonly height: number }

interface WindowedRows {
  readonly drawn: readonly Drawn[]
  /** True when some rows are not drawn. */
  readonly isWindowed: boolean
  /** Scrolls so that the row is in sight, and with it soon drawn. */
  readonly show: (at: number) => void
}

interface WindowOptions {
  readonly count: number
  /** Pixels; all rows are of one height. */
  readonly height: number
  /** Element inside of what scrolls, or that itself. */
  readonly inside: RefObject<HTMLElement | null>
  /** Rows that stay drawn wherever one scrolls to, because they hold the focus or the choice. */
  readonly keep: readonly number[]
}

/** The next ancestor that scrolls, or the element itself. */
export function scrollerOf(element: HTMLElement | null): HTMLElement | null {
  for (let at = element; at !== null; at = at.parentElement) if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at
  return null
}

/** Draws of a long table what is in sight. Nothing is measured: rows have one height, and what differs is less than the overscan. */
export function useWindowedRows({ count, height, inside, keep }: WindowOptions): WindowedRows {
  const isWindowed = count > DRAW_ALL
  const scroller = useRef<HTMLElement | null>(null)
  const virtual = useVirtualizer({
    count,
    estimateSize: () => height,
    getScrollElement: () => {
      // Asked for at every frame; asking for styles makes the browser lay everything out.
      if (scroller.current?.contains(inside.current) !== true) scroller.current = scrollerOf(inside.current)
      return scroller.current
    },
    overscan: OVERSCAN,
    enabled: isWindowed,
  })
  const show = (at: number) => virtual.scrollToIndex(at, { align: 'auto' })
  if (!isWindowed) return { drawn: Array.from({ length: count }, (_, at) => ({ kind: 'row', at })), isWindowed, show }
  const wanted = new Set(virtual.getVirtualItems().map((item) => item.index))
  // With their neighbours, which an arrow key goes to.
  for (const at of keep) for (const near of [at - 1, at, at + 1]) if (at >= 0 && near >= 0 && near < count) wanted.add(near)
  return {
    drawn: withGaps(
      [...wanted].sort((a, b) => a - b),
      count,
      height,
    ),
    isWindowed,
    show,
  }
}

/** Rows in order, and between them the room of those that are left out. */
export function withGaps(rows: readonly number[], count: number, height: number): readonly Drawn[] {
  const drawn: Drawn[] = []
  let next = 0
  const leaveOut = (until: number) => {
    if (until > next) drawn.push({ kind: 'gap', from: next, height: (until - next) * height })
  }
  for (const at of rows) {
    leaveOut(at)
    drawn.push({ kind: 'row', at })
    next = at + 1
  }
  leaveOut(count)
  return drawn
}
