import type { Dump } from '../netfilter/dump.ts'
import type { OwnConnection } from '../netfilter/own-connection.ts'
import { allSteps } from '../steps.ts'
import { type NeverMet, neverMetSteps } from '../traffic/never-met.ts'
import type { Check } from './check.ts'
import { checkLimits } from './limits.ts'
import { checkLockOut } from './lock-out.ts'

export interface Situation {
  readonly before: Dump
  readonly after: Dump
  /** Over which this session is used; none where it is not known or not over a network. */
  readonly connections: readonly OwnConnection[]
}

const LEVELS: readonly Check['level'][] = ['refuse', 'caution', 'good']

/** Everything that is looked at in the rules themselves before they are applied, worst first. */
export const checksBeforeApply = (situation: Situation): Check[] => allSteps(checkSteps(situation))

/** The same in small parts, for a caller that has other things to do between them. */
export function* checkSteps({ before, after, connections }: Situation): Generator<void, Check[]> {
  const lockOut = checkLockOut(before, after, connections)
  yield
  const limits = checkLimits(after)
  yield
  const all = [...lockOut, ...told(yield* neverMetSteps(before, after)), ...limits]
  return LEVELS.flatMap((level) => all.filter((check) => check.level === level))
}

/** Rules of changed chains that no packet can meet; the same of many ports is told once. */
function told(found: readonly NeverMet[]): Check[] {
  const known = new Map<string, { readonly check: Check; readonly chains: Set<string> }>()
  for (const { family, table, chain, rule, text, why, by } of found) {
    const first = by[0]
    const others = by.length > 1 ? ` +${by.length - 1}` : ''
    const key = `${why} ${text} ${by.map((each) => each.text).join('\n')}`
    const same = known.get(key)
    if (same !== undefined) {
      same.chains.add(`${family} ${table} ${chain}`)
      continue
    }
    const values = { text, chain, rule, table, by: first === undefined ? '' : `${first.text}${others}`, byRule: first?.rule ?? 0 }
    known.set(key, { check: { code: why, level: 'caution', values }, chains: new Set([`${family} ${table} ${chain}`]) })
  }
  const checks = [...known.values()].map(
    ({ check, chains }): Check => ({ ...check, values: { ...check.values, count: chains.size } }),
  )
  return checks.length > 0 ? checks : [{ code: 'rules.all-met', level: 'good', values: {} }]
}
