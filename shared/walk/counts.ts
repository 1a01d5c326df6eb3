import type { Family, TableName } from '../netfilter/rule-spec.ts'
import { passesOf } from './passes.ts'
import type { Journey, Pass } from './step.ts'

/** What packets add to one counter: of a rule (from 1), or of a policy (null). `bytes` is null where the length of a packet is not known. */
export interface Count {
  readonly place: string
  readonly family: Family
  readonly table: TableName
  readonly chain: string
  readonly rule: number | null
  readonly packets: number
  readonly bytes: number | null
}

/**
 * The counters that rise by these journeys, in the order in which they were first met. Rules of which it is not known whether they match
 * are left out, so the sum is exact only where no journey is unsure.
 */
export function countsOf(journeys: readonly Journey[]): Count[] {
  const counts = new Map<string, Count>()
  for (const { first } of journeys) for (const pass of passesOf(first)) addPass(counts, pass)
  return [...counts.values()]
}

function addPass(counts: Map<string, Count>, pass: Pass): void {
  const { place, packet } = pass
  for (const { steps } of pass.hooks)
    for (const { table, chain, rule, match, text } of steps) {
      // The end of a chain of one's own has no counter.
      if (match !== 'yes' || (rule === null && text === '')) continue
      const key = `${place} ${packet.family} ${table} ${chain} ${rule}`
      const { packets, bytes } = counts.get(key) ?? { packets: 0, bytes: 0 }
      const sum = bytes === null || packet.length === undefined ? null : bytes + packet.length
      counts.set(key, { ...{ place, family: packet.family, table, chain, rule }, packets: packets + 1, bytes: sum })
    }
}
