import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useRef } from 'react'
import type { Drawn } from '../windowed-rows.ts'
import { scrollerOf } from '../windowed-rows.ts'

/** Fewer rows are all drawn: a browser's own search then finds each of them. */
const DRAW_ALL = 120
const OVERSCAN = 20
/** Height of a row of one line. */
const LINE = 24

interface MeasuredRows {
  readonly drawn: readonly Drawn[]
  /** For a drawn row, so that what it really takes is known. */
  readonly measure: ((row: HTMLElement | null) => void) | undefined
}

/** Draws of a long table what is in sight, whatever the heights of its rows. `keep`: rows that stay drawn, since they hold the focus. */
export function useMeasuredRows(
  count: number,
  inside: RefObject<HTMLElement | null>,
  keep: readonly number[],
  keyOf: (at: number) => string,
): MeasuredRows {
  const isWindowed = count > DRAW_ALL
  const scroller = useRef<HTMLElement | null>(null)
  const virtual = useVirtualizer({
    count,
    estimateSize: () => LINE,
    getScrollElement: () => {
      if (scroller.current?.contains(inside.current) !== true) scroller.current = scrollerOf(inside.current)
      return scroller.current
    },
    getItemKey: keyOf,
    overscan: OVERSCAN,
    enabled: isWindowed,
  })
  if (!isWindowed) return { drawn: Array.from({ length: count }, (_, at) => ({ kind: 'row', at })), measure: undefined }
  const wanted = new Set(virtual.getVirtualItems().map((item) => item.index))
  for (const at of keep) for (const near of [at - 1, at, at + 1]) if (at >= 0 && near >= 0 && near < count) wanted.add(near)
  const startOf = (at: number): number => virtual.measurementsCache[at]?.start ?? at * LINE
  const drawn: Drawn[] = []
  let next = 0
  const leaveOut = (until: number) => {
    if (until > next) drawn.push({ kind: 'gap', from: next, height: startOf(until) - startOf(next) })
  }
  for (const at of [...wanted].sort((a, b) => a - b)) {
    leaveOut(at)
    drawn.push({ kind: 'row', at })
    next = at + 1
  }
  if (next < count) drawn.push({ kind: 'gap', from: next, height: virtual.getTotalSize() - startOf(next) })
  return { drawn, measure: virtual.measureElement }
}
