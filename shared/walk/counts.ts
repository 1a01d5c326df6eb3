import type { Family, TableName } from '../netfilter/rule-spec.ts'
import { passesOf } from './passes.ts'
import type { Journey, Pass, Step } from './step.ts'

/** What packets add to one counter: of a rule (from 1), or of a policy (null). */
export interface Count {
  readonly place: string
  readonly family: Family
  readonly table: TableName
  readonly chain: string
  readonly rule: number | null
  /** Those that surely count, and their bytes: null where the length of one is not known. */
  readonly packets: number
  readonly bytes: number | null
  /** Those that may count besides: it is not known whether they match, or whether they come so far. */
  readonly possible: number
}

/**
 * Whether the counter of a step rises. A chain of one's own has none for its end; what is unsure, or stands behind something unsure that may
 * have ended the packet's way, may count.
 */
export function countingOf({ match, rule, text, isDoubtful }: Step): Step['match'] {
  if (match === 'no' || (rule === null && text === '')) return 'no'
  return match === 'yes' && isDoubtful !== true ? 'yes' : 'unsure'
}

/**
 * The counters that rise by these journeys, or may, in the order in which they were first met. Only chains that a dump does not have, or
 * that jump to each other too deep to be walked, may hold more.
 */
export function countsOf(journeys: readonly Journey[]): Count[] {
  const counts = new Map<string, Count>()
  for (const { first } of journeys) for (const pass of passesOf(first)) addPass(counts, pass)
  return [...counts.values()]
}

function addPass(counts: Map<string, Count>, { place, packet: { family, length }, hooks }: Pass): void {
  for (const { steps } of hooks)
    for (const step of steps) {
      const counting = countingOf(step)
      if (counting === 'no') continue
      const { table, chain, rule } = step
      const key = `${place} ${family} ${table} ${chain} ${rule}`
      const known = counts.get(key) ?? { place, family, table, chain, rule, packets: 0, bytes: 0, possible: 0 }
      const { packets, bytes, possible } = known
      if (counting === 'unsure') counts.set(key, { ...known, possible: possible + 1 })
      else
        counts.set(key, { ...known, packets: packets + 1, bytes: bytes === null || length === undefined ? null : bytes + length })
    }
}
