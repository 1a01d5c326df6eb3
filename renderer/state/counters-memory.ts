import type { Reading } from '#shared/counters/reading'
import type { KernelIndex } from './kernel-index.ts'

/** What one row shows. The object stays the same as long as its numbers do. */
export interface RowCounter {
  readonly packets: number
  readonly bytes: number
  /** Since the baseline. */
  readonly delta: number
  readonly deltaBytes: number
  readonly perSecond: number
}
export const zeroCounter: RowCounter = { packets: 0, bytes: 0, delta: 0, deltaBytes: 0, perSecond: 0 }

/** What the counter store remembers, and the arithmetic over it. */
export interface Memory {
  /** Keys of the rows that the readings are numbered by. */
  keys: readonly string[]
  last: Reading | null
  before: Reading | null
  ring: Reading[]
  /** By key, since row numbers move with the rules. A row that is not in it counts from zero. */
  base: Map<string, { readonly packets: number; readonly bytes: number }>
  baseAt: number | null
}

/** The same numbers under the row numbers of other rules; a rule that is new begins with zero. */
export function carryReading(reading: Reading, keys: readonly string[], next: KernelIndex): Reading {
  const packets = new Float64Array(next.keys.length)
  const bytes = new Float64Array(next.keys.length)
  keys.forEach((key, from) => {
    const to = next.rowByKey.get(key)
    if (to === undefined) return
    packets[to] = reading.packets[from] ?? 0
    bytes[to] = reading.bytes[from] ?? 0
  })
  return { ...reading, version: next.version, packets, bytes }
}

/** Packets a second between the last two readings. */
export function rateOf({ last, before }: Memory, row: number): number {
  if (!last || !before || last.at <= before.at) return 0
  const more = (last.packets[row] ?? 0) - (before.packets[row] ?? 0)
  return more <= 0 ? 0 : (more * 1000) / (last.at - before.at)
}

export const changed = (a: RowCounter, b: RowCounter): boolean =>
  a.packets !== b.packets ||
  a.bytes !== b.bytes ||
  a.delta !== b.delta ||
  a.deltaBytes !== b.deltaBytes ||
  a.perSecond !== b.perSecond
