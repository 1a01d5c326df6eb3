import { expect } from 'vitest'
import type { Dump } from '#shared/netfilter/dump'
import { trafficDifference } from '#shared/traffic/difference'
import { flowReader } from '#shared/traffic/flow-verdict'
import type { Packet } from '#shared/traffic/packet'
import { holder } from './flow-holds.ts'

const EXACT = { mostChanges: 1e6, mostKept: 1e6, longest: 1e6, work: 1e8 }

/** Throws unless every packet is in exactly one row where what becomes of it is another, and in none where it is the same. */
export function judgeTraffic(before: Dump, after: Dump, taps?: readonly string[]): (packet: Packet) => void {
  const { changes, more, notComputed } = trafficDifference(before, after, { ...EXACT, ...(taps === undefined ? {} : { taps }) })
  expect([more.changes, notComputed]).toEqual([0, []])
  const rows = changes.map((row) => ({ row, holds: holder(row) }))
  const [was, is] = [flowReader(before), flowReader(after)]
  return (packet) => {
    const [b, a] = [was(packet), is(packet)]
    let held = 0
    for (const { row, holds } of rows) {
      if (!holds(packet)) continue
      held += 1
      if (row.before.verdict !== b || row.after.verdict !== a)
        throw new Error(`${JSON.stringify(packet)} was ${b} and is ${a}, told as ${JSON.stringify(row)}`)
    }
    // Unsure before and after, for different reasons, may be told as well.
    if (held !== (b === a ? 0 : 1) && !(b === 'unsure' && a === 'unsure' && held === 1))
      throw new Error(`${JSON.stringify(packet)} was ${b} and is ${a}, told ${held} times`)
  }
}
