import { hash53 } from '../hash.ts'
import type { Dump, DumpSet } from '../netfilter/dump.ts'
import type { PlannedFrom, Transaction } from './plan.ts'

/**
 * The fingerprint of a chain's rules, texts as the kernel prints them after `-A CHAIN `, in their order. Null for one without rules: a
 * hook that nobody used yet is printed by some tools and by others not.
 */
export const chainPrint = (texts: readonly string[]): string | null =>
  texts.length === 0 ? null : hash53(texts.join('\n')).toString(36)

/** The fingerprint of a set; members in any order, since a hash set has none. */
export const setPrint = ({ create, members }: Pick<DumpSet, 'create' | 'members'>): string =>
  hash53([plainCreate(create), ...members.toSorted()].join('\n')).toString(36)

/** Without the size of the hash, which the kernel raises as a set grows. */
const plainCreate = (create: string): string => create.replace(/ hashsize \d+/, '')

/** What the steps of a plan touch, as it is seen now. */
export function plannedFrom(transactions: readonly Transaction[], seen: Dump): PlannedFrom[] {
  const found = new Map<string, PlannedFrom>()
  for (const transaction of transactions) {
    if (transaction.on === 'table') {
      const { family, table, steps } = transaction
      const chains = seen.tables.find((held) => held.family === family && held.table === table)?.chains ?? []
      const byName = new Map(chains.map((chain) => [chain.name, chain]))
      for (const { chain } of steps) {
        const key = `${family} ${table} ${chain}`
        if (found.has(key)) continue
        const there = byName.get(chain)
        const texts = there?.rules.map(({ text }) => text) ?? []
        found.set(key, { what: 'chain', family, table, chain, print: chainPrint(texts) })
      }
      continue
    }
    const name = transaction.on === 'set' ? transaction.write.name : transaction.name
    const there = seen.sets.find((set) => set.name === name)
    found.set(`set ${name}`, { what: 'set', set: name, print: there === undefined ? null : setPrint(there) })
  }
  return [...found.values()]
}
