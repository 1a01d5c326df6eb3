import { type Row, rowKey } from '../netfilter/dump.ts'
import type { Reading } from './reading.ts'

/** The numbers of a reading, in the order of its rows. */
export interface Counts {
  readonly packets: ArrayLike<number>
  readonly bytes: ArrayLike<number>
}

/** A row whose counter moved. `packets` and `bytes` are what came since. */
export interface Moved {
  family: Row['family']
  table: Row['table']
  chain: string
  rule: number | null
  text: string
  mark: string | null
  packets: number
  bytes: number
  beforePackets: number
  afterPackets: number
}

/**
 * What moved between two readings, in the order of the later one. Rows are matched by `rowKey`, the nth of equal keys with the nth, so
 * rules may come and go between. A rule that is new, or whose counter fell because it was written anew, began at 0.
 */
export function moved(rowsBefore: readonly Row[], before: Counts, rowsAfter: readonly Row[], after: Counts): Moved[] {
  const places = new Map<string, number[]>()
  rowsBefore.forEach((row, at) => {
    const key = rowKey(row)
    const known = places.get(key)
    if (known === undefined) places.set(key, [at])
    else known.push(at)
  })
  const seen = new Map<string, number>()
  return rowsAfter.flatMap((row, at): Moved[] => {
    const key = rowKey(row)
    const nth = seen.get(key) ?? 0
    seen.set(key, nth + 1)
    const place = places.get(key)?.[nth]
    const was = place === undefined ? none : { packets: before.packets[place] ?? 0, bytes: before.bytes[place] ?? 0 }
    const is = { packets: after.packets[at] ?? 0, bytes: after.bytes[at] ?? 0 }
    const start = is.packets < was.packets || is.bytes < was.bytes ? none : was
    const packets = is.packets - start.packets
    const bytes = is.bytes - start.bytes
    if (packets === 0 && bytes === 0) return []
    const { family, table, chain, rule, text, mark } = row
    return [{ family, table, chain, rule, text, mark, packets, bytes, beforePackets: start.packets, afterPackets: is.packets }]
  })
}

const none = { packets: 0, bytes: 0 }

/** Packets and bytes a second between two readings of the same version, by row; null when their rows are not the same ones. */
export function rates(before: Reading, after: Reading): { packets: Float64Array; bytes: Float64Array } | null {
  const seconds = (after.at - before.at) / 1000
  if (before.version !== after.version || before.packets.length !== after.packets.length || seconds <= 0) return null
  const rate = (was: Float64Array, is: Float64Array) => is.map((value, at) => Math.max(0, value - (was[at] ?? 0)) / seconds)
  return { packets: rate(before.packets, after.packets), bytes: rate(before.bytes, after.bytes) }
}
