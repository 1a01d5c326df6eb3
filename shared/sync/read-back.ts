import type { Dump, DumpChain } from '../netfilter/dump.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import { inStep } from './plan-sync.ts'

/**
 * The kernel rewrites the text of what it is given, and an edit from outside keeps the comment. So whether a rule of ours was changed
 * is seen by comparing the kernel's text now with its own text just after our apply.
 */

const places = function* (dump: Dump): Generator<{ place: string; chain: DumpChain }> {
  for (const { family, table, chains } of dump.tables)
    for (const chain of chains) yield { place: `${family} ${table} ${chain.name}`, chain }
}

/** A mark that no rule of ours has: a plan takes such a rule away and writes the wanted one anew. */
const CHANGED = 'tw:changed'

/** What is seen now, rules of ours whose text is another than it was read back under a mark that is nobody's. */
export function withChangesMarked(readBack: Dump, seen: Dump): Dump {
  const texts = new Map<string, string>()
  for (const { place, chain } of places(readBack))
    for (const { mark, text } of chain.rules) if (mark !== null) texts.set(`${place} ${mark}`, text)
  return {
    ...seen,
    tables: seen.tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) => ({
        ...chain,
        rules: chain.rules.map((rule) => {
          const was = texts.get(`${table.family} ${table.table} ${chain.name} ${rule.mark}`)
          return was === undefined || was === rule.text ? rule : { ...rule, mark: CHANGED }
        }),
      })),
    })),
  }
}

/**
 * The kernel holds what was applied and nothing that changes its meaning: our rules as they were read back, in their order, no rule
 * of others among ours, and the policies of the hooks as they were. Rules of others in hooks behind ours do not count.
 */
export function holdsWhatWasApplied(want: Ruleset, readBack: Dump, seen: Dump): boolean {
  if (!inStep(want, withChangesMarked(readBack, seen))) return false
  const ours = new Set(want.tables.flatMap(({ chains }) => chains.filter(({ role }) => role !== 'hook').map(({ name }) => name)))
  const policies = new Map([...places(readBack)].map(({ place, chain }) => [place, chain.policy]))
  return [...places(seen)].every(
    ({ place, chain }) =>
      (policies.get(place) ?? chain.policy) === chain.policy &&
      !(ours.has(chain.name) && chain.rules.some(({ mark }) => mark === null)),
  )
}
