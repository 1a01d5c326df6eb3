import type { Dump, DumpSet } from '../netfilter/dump.ts'
import type { SetSpec } from '../netfilter/rule-spec.ts'
import { splitWords } from '../netfilter/words.ts'
import type { Transaction } from './plan.ts'

/** Sets to write before any rule, and sets of ours that are no longer wanted, to be destroyed after all rules. */
export function syncSets(want: readonly SetSpec[], seen: Dump): { writes: Transaction[]; removals: Transaction[] } {
  const seenSets = new Map(seen.sets.map((set) => [set.name, set]))
  const wanted = new Set(want.map(({ name }) => name))
  const writes = want.filter((set) => !isSame(set, seenSets.get(set.name))).map((write): Transaction => ({ on: 'set', write }))
  const unwanted = seen.sets.filter(({ name }) => !wanted.has(name) && OUR_SETS.test(name))
  const needed = unwanted.length > 0 ? foreignSets(seen) : new Set<string>()
  const removals = unwanted.filter(({ name }) => !needed.has(name)).map(({ name }): Transaction => ({ on: 'set-removal', name }))
  return { writes, removals }
}

/** Names that Neutron's releases give: a family's word and a group id, cut, and the name that a set is filled under. */
const OUR_SETS = /^(N|NET)?IPv[46][0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f][0-9a-f-]*(new)?$/

/** hashsize is left out: the kernel raises it as a set grows. */
function isSame(want: SetSpec, seen: DumpSet | undefined): boolean {
  if (seen === undefined || seen.members.length !== want.members.length) return false
  if (!seen.create.startsWith(`${want.type} family ${want.family} `)) return false
  const members = new Set(seen.members)
  return want.members.every((member) => members.has(member))
}

/** Sets that rules of others refer to; the kernel refuses to destroy them. */
function foreignSets(seen: Dump): Set<string> {
  const names = new Set<string>()
  for (const { chains } of seen.tables)
    for (const { rules } of chains)
      for (const { mark, text } of rules) {
        if (mark !== null || !text.includes('-set ')) continue
        splitWords(text).forEach((word, at, words) => {
          if (words[at - 1]?.endsWith('-set')) names.add(word)
        })
      }
  return names
}
