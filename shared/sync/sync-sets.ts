import type { Dump, DumpSet } from '../netfilter/dump.ts'
import type { SetSpec } from '../netfilter/rule-spec.ts'
import { splitWords } from '../netfilter/words.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import type { Transaction } from './plan.ts'

export interface SetSteps {
  /** Before any rule is written. */
  readonly before: readonly Transaction[]
  /** When all rules are written. */
  readonly after: readonly Transaction[]
  /** Sets of ours that are no longer wanted, last of all. */
  readonly removals: readonly Transaction[]
}

/**
 * Sets are not of one piece with rules, and a set that changes while rules that refer to it come or go would let through what neither
 * the old nor the new rules let through with their own members. So such a set (`entangled`) first loses who leaves, and gets who joins
 * when the rules are written.
 */
export function syncSets(want: readonly SetSpec[], seen: Dump, entangled: (name: string) => boolean): SetSteps {
  const seenSets = new Map(seen.sets.map((set) => [set.name, set]))
  const wanted = new Set(want.map(({ name }) => name))
  const before: Transaction[] = []
  const after: Transaction[] = []
  for (const set of want) {
    const there = seenSets.get(set.name)
    if (isSame(set, there)) continue
    if (there === undefined || !entangled(set.name)) {
      before.push({ on: 'set', write: set })
      continue
    }
    const held = new Set(there.members)
    const staying = set.members.filter((member) => held.has(member))
    if (staying.length < there.members.length) before.push({ on: 'set', write: { ...set, members: staying } })
    if (staying.length < set.members.length) after.push({ on: 'set', write: set })
  }
  const unwanted = seen.sets.filter(({ name }) => !wanted.has(name) && OUR_SETS.test(name))
  const needed = unwanted.length > 0 ? foreignSets(seen) : new Set<string>()
  const removals = unwanted.filter(({ name }) => !needed.has(name)).map(({ name }): Transaction => ({ on: 'set-removal', name }))
  return { before, after, removals }
}

/** Sets that rules in the chains of these transactions refer to, as they are wanted or as they are. */
export function setsOfTouchedChains(transactions: readonly Transaction[], want: Ruleset, seen: Dump): Set<string> {
  const names = new Set<string>()
  for (const transaction of transactions) {
    if (transaction.on !== 'table') continue
    const { family, table, steps } = transaction
    const touched = new Set(steps.map(({ chain }) => chain))
    for (const { chains } of want.tables.filter((wanted) => wanted.family === family && wanted.table === table))
      for (const { name, rules } of chains)
        if (touched.has(name))
          for (const { spec } of rules) for (const match of spec.matches) if (match.kind === 'set') names.add(match.name)
    for (const { chains } of seen.tables.filter((held) => held.family === family && held.table === table))
      for (const { name, rules } of chains) if (touched.has(name)) for (const { text } of rules) addSets(text, names)
  }
  return names
}

/** Names that Neutron's releases give: a family's word and a group id, cut, and the name that a set is filled under. */
export const OUR_SETS = /^(N|NET)?IPv[46][0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f][0-9a-f-]*(new)?$/

/** hashsize is left out: the kernel raises it as a set grows. */
function isSame(want: SetSpec, seen: DumpSet | undefined): boolean {
  if (seen === undefined || seen.members.length !== want.members.length) return false
  if (!seen.create.startsWith(`${want.type} family ${want.family} `)) return false
  const members = new Set(seen.members)
  return want.members.every((member) => members.has(member))
}

/** Sets that rules of others refer to; the kernel refuses to destroy them. */
export function foreignSets(seen: Dump): Set<string> {
  const names = new Set<string>()
  for (const { chains } of seen.tables)
    for (const { rules } of chains) for (const { mark, text } of rules) if (mark === null) addSets(text, names)
  return names
}

/** Names of the sets in a rule's text; splitting every rule into words would cost more than all else. */
function addSets(text: string, names: Set<string>): void {
  if (!text.includes('-set ')) return
  splitWords(text).forEach((word, at, words) => {
    if (words[at - 1]?.endsWith('-set')) names.add(word)
  })
}
