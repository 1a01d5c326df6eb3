import { useCallback, useRef, useSyncExternalStore } from 'react'
import { changed, type RowCounter, zeroCounter } from './counters-memory.ts'
import { createCounters } from './counters-store.ts'
import { onReading } from './readings.ts'

/** The page's counters and the hooks that read them. A component hears only of numbers that it shows. */
export const counters = createCounters((run) => {
  // A hidden page gets no frames; its listeners are then told by the clock, so that a test that ends meanwhile is not lost.
  if (document.hidden) window.setTimeout(run, 250)
  else window.requestAnimationFrame(run)
})

onReading(counters.takeReading)

export const setBaseline = (): void => counters.setBaseline()
export const clearBaseline = (): void => counters.clearBaseline()
/** The reading of this time becomes the baseline, also when it has not arrived yet. */
export const baselineAt = (at: number): void => counters.baselineAt(at)

/** One row's numbers. Null for a row that is not there. */
export function useRowCounter(row: number | null): RowCounter {
  const subscribe = useCallback((hear: () => void) => (row === null ? () => {} : counters.subscribeRow(row, hear)), [row])
  return useSyncExternalStore(subscribe, () => (row === null ? zeroCounter : counters.row(row)))
}

/** Anything that can be computed from counters; `same` decides whether the component hears of it. */
export function useCounters<T>(compute: () => T, same: (a: T, b: T) => boolean = Object.is): T {
  const last = useRef<{ generation: number; compute: () => T; value: T } | null>(null)
  return useSyncExternalStore(counters.subscribe, () => {
    const generation = counters.generation()
    const known = last.current
    if (known !== null && known.generation === generation && known.compute === compute) return known.value
    const next = compute()
    const value = known !== null && same(known.value, next) ? known.value : next
    last.current = { generation, compute, value }
    return value
  })
}

/** Sum over several rows. `rows` must be stable between renders. */
export function useCounterSum(rows: readonly number[]): RowCounter {
  return useCounters(
    useCallback(() => counters.sum(rows), [rows]),
    (a, b) => !changed(a, b),
  )
}

/** Packets of each kept interval, oldest first, at most `most` of them: what a sparkline draws. */
export function useCounterHistory(rows: readonly number[], most = 60): readonly number[] {
  return useCounters(
    useCallback(() => {
      const told = counters.history(rows).slice(-most - 1)
      return told.slice(1).map(({ packets }, at) => Math.max(0, packets - (told[at]?.packets ?? 0)))
    }, [rows, most]),
    (a, b) => a.length === b.length && a.every((value, at) => value === b[at]),
  )
}

/** Time of the reading that deltas count from; null before the first reading. */
export const useBaselineTime = (): number | null => useCounters(counters.baselineTime)
