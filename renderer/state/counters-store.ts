import type { Reading } from '#shared/counters/reading'
import { carryReading, changed, type Memory, type RowCounter, rateOf, zeroCounter } from './counters-memory.ts'
import type { KernelIndex } from './kernel-index.ts'

/**
 * Counters, outside React: typed arrays of the last readings, the baseline, and whom to tell. Thousands of numbers a second pass
 * here; a listener hears of them at most once a frame, and a row's listener only when that row's numbers have changed.
 */

/** How long readings are kept for sparklines and late baselines. */
const KEEP_MS = 120_000
/** Readings of very large rule sets are kept for less time: 4 million numbers are 32 MB. */
const KEEP_NUMBERS = 4_000_000

export interface CounterStore {
  takeRules(index: KernelIndex): void
  takeReading(reading: Reading): void
  row(row: number): RowCounter
  sum(rows: readonly number[]): RowCounter
  /** Packets of some rows in each kept reading, oldest first, for sparklines. */
  history(rows: readonly number[]): { readonly at: number; readonly packets: number }[]
  setBaseline(): void
  /** Deltas then count all that the kernel has counted, until a baseline is set again. */
  clearBaseline(): void
  /** Takes the reading of that time as the baseline, also when it has not come yet. */
  baselineAt(at: number): void
  baselineTime(): number | null
  lastReading(): Reading | null
  /** Goes up with every change of numbers, baseline or rules. */
  generation(): number
  subscribe(listener: () => void): () => void
  subscribeRow(row: number, listener: () => void): () => void
}

export function createCounters(nextFrame: (run: () => void) => void): CounterStore {
  const memory: Memory = { keys: [], last: null, before: null, ring: [], base: new Map(), baseAt: null }
  let index: KernelIndex | null = null
  let waiting: Reading[] = []
  let wanted: number | null = null
  let generation = 0
  let framed = false
  /** By a person's wish: the next reading does not become the baseline by itself. */
  let cleared = false
  const listeners = new Set<() => void>()
  const rowListeners = new Map<number, Set<() => void>>()
  const cache = new Map<number, { generation: number; counter: RowCounter }>()
  /** What the listeners of a row last heard; another reader may have renewed the cache since. */
  const told = new Map<number, RowCounter>()

  const flush = () => {
    framed = false
    for (const listener of [...listeners]) listener()
    for (const [row, heard] of [...rowListeners]) {
      const counter = row_(row)
      if (told.get(row) === counter) continue
      told.set(row, counter)
      for (const listener of [...heard]) listener()
    }
  }
  const touch = () => {
    generation += 1
    if (framed) return
    framed = true
    nextFrame(flush)
  }

  const remember = (reading: Reading) => {
    memory.before = memory.last
    memory.last = reading
    memory.ring.push(reading)
    const most = Math.max(2, Math.floor(KEEP_NUMBERS / Math.max(1, reading.packets.length)))
    while (memory.ring.length > most || (memory.ring[0]?.at ?? reading.at) < reading.at - KEEP_MS) memory.ring.shift()
    if (wanted !== null && reading.at >= wanted) settleWanted(wanted)
    else if (memory.baseAt === null && !cleared) takeAsBaseline(reading)
    forgetRestarted(reading)
    touch()
  }
  const takeAsBaseline = (reading: Reading) => {
    cleared = false
    memory.baseAt = reading.at
    memory.base = new Map(memory.keys.map((key, at) => [key, { packets: reading.packets[at] ?? 0, bytes: reading.bytes[at] ?? 0 }]))
  }
  const settleWanted = (at: number) => {
    const known = memory.ring.findLast((reading) => reading.at <= at) ?? memory.ring[0]
    if (!known) return
    wanted = null
    takeAsBaseline(known)
  }
  /** A counter below its baseline was started anew (rule written again, lab started again): it counts from zero now. */
  const forgetRestarted = (reading: Reading) => {
    for (const [key, row] of index?.rowByKey ?? []) {
      const base = memory.base.get(key)
      if (base && (reading.packets[row] ?? 0) < base.packets) memory.base.delete(key)
    }
  }

  const row_ = (row: number): RowCounter => {
    const known = cache.get(row)
    if (known?.generation === generation) return known.counter
    const next = compute(memory, row)
    const counter = known && !changed(known.counter, next) ? known.counter : next
    cache.set(row, { generation, counter })
    return counter
  }

  return {
    takeRules(next) {
      const carry = (reading: Reading) => carryReading(reading, memory.keys, next)
      memory.ring = memory.ring.map(carry)
      memory.last = memory.ring.at(-1) ?? null
      memory.before = memory.ring.at(-2) ?? null
      for (const key of memory.base.keys()) if (!next.rowByKey.has(key)) memory.base.delete(key)
      memory.keys = next.keys
      index = next
      cache.clear()
      touch()
      const ready = waiting.filter((reading) => reading.version === next.version)
      waiting = waiting.filter((reading) => reading.version > next.version)
      ready.forEach(remember)
    },
    takeReading(reading) {
      if (reading.version === index?.version) remember(reading)
      // The rules of a newer version are on their way; a reading of an older one has nothing to number any more.
      else if (index === null || reading.version > index.version) waiting = [...waiting.slice(-20), reading]
    },
    row: row_,
    sum: (rows) =>
      rows.map(row_).reduce(
        (all, one) => ({
          packets: all.packets + one.packets,
          bytes: all.bytes + one.bytes,
          delta: all.delta + one.delta,
          deltaBytes: all.deltaBytes + one.deltaBytes,
          perSecond: all.perSecond + one.perSecond,
        }),
        zeroCounter,
      ),
    history: (rows) =>
      memory.ring.map(({ at, packets }) => ({ at, packets: rows.reduce((sum, row) => sum + (packets[row] ?? 0), 0) })),
    setBaseline() {
      if (memory.last === null) return
      wanted = null
      takeAsBaseline(memory.last)
      touch()
    },
    clearBaseline() {
      wanted = null
      cleared = true
      memory.baseAt = null
      memory.base = new Map()
      touch()
    },
    baselineAt(at) {
      wanted = at
      if (memory.ring.some((reading) => reading.at >= at)) settleWanted(at)
      touch()
    },
    baselineTime: () => memory.baseAt,
    lastReading: () => memory.last,
    generation: () => generation,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    subscribeRow(row, listener) {
      const heard = rowListeners.get(row) ?? new Set()
      rowListeners.set(row, heard.add(listener))
      if (!told.has(row)) told.set(row, row_(row))
      return () => {
        heard.delete(listener)
        if (heard.size > 0 || rowListeners.get(row) !== heard) return
        rowListeners.delete(row)
        told.delete(row)
      }
    },
  }
}

function compute(memory: Memory, row: number): RowCounter {
  const packets = memory.last?.packets[row] ?? 0
  const bytes = memory.last?.bytes[row] ?? 0
  const base = memory.base.get(memory.keys[row] ?? '')
  return {
    packets,
    bytes,
    delta: packets - (base?.packets ?? 0),
    deltaBytes: bytes - (base?.bytes ?? 0),
    perSecond: rateOf(memory, row),
  }
}
