import { hash53 } from '../hash.ts'
import type { Dump, DumpChain, DumpRule } from '../netfilter/dump.ts'
import type { Family, SetSpec, TableName } from '../netfilter/rule-spec.ts'
import type { Origin } from '../ruleset/ruleset.ts'
import { commonSubsequence } from './common-subsequence.ts'
import { type Expected, type ExpectedChain, type ExpectedRule, placeOf } from './expected.ts'
import { foreignSets, OUR_SETS } from './sync-sets.ts'
import { foreignTargets, isOurs } from './sync-table.ts'

/**
 * One difference between what was applied and what the kernel holds. `missing`: ours, and gone. `changed`: ours by its mark, or the
 * policy of a hook, with other words than the kernel had for it just after the apply. `foreign`: of others and among ours. `moved`:
 * ours, as it was, at another place.
 */
export interface DriftItem {
  /** Equal as long as the difference is: another text of the same rule is another difference. */
  readonly id: string
  readonly kind: 'missing' | 'changed' | 'foreign' | 'moved'
  readonly what: 'rule' | 'chain' | 'policy' | 'set' | 'member'
  /** Null for sets, which have no family of tables. */
  readonly family: Family | null
  readonly table: TableName | null
  /** Name of the chain or set. */
  readonly chain: string
  /** Of a rule, counted from 1: where it stands now, or, when it is missing, where it stood. */
  readonly at: number | null
  /** Text as applied and as it is now; of a chain the number of its rules, of a set the words after its name, of a member the member. */
  readonly was: string | null
  readonly now: string | null
  readonly mark: string | null
  readonly origin: Origin | null
  /** Whose chain it is, where it is a port's. */
  readonly portId: string | null
  /** Where a rule stood that stands elsewhere now. */
  readonly from: { readonly chain: string; readonly at: number } | null
}

type Found = Omit<DriftItem, 'id'>

/** Everything that differs, tables first in the order of the dump. Rules of others behind ours in hooks and chains of others do not. */
export function driftOf(expected: Expected, seen: Dump): DriftItem[] {
  const found: Found[] = []
  for (const { family, table, chains } of tablesOf(expected, seen)) found.push(...tableDrift(expected, family, table, chains))
  found.push(...setDrift(expected.sets, seen))
  const times = new Map<string, number>()
  return found.map((item) => {
    const words = [item.kind, item.what, item.family, item.table, item.chain, item.mark, item.was, item.now, item.from?.chain]
    const text = words.map((word) => word ?? '').join('\n')
    const nth = times.get(text) ?? 0
    times.set(text, nth + 1)
    return { ...item, id: hash53(`${text}\n${nth}`).toString(36) }
  })
}

/** The kernel's tables, and those of ours that are gone altogether. */
function tablesOf(expected: Expected, seen: Dump): { family: Family; table: TableName; chains: readonly DumpChain[] }[] {
  const held = new Set(seen.tables.map(({ family, table }) => `${family} ${table}`))
  const gone = new Map<string, { family: Family; table: TableName; chains: DumpChain[] }>()
  for (const { family, table } of expected.chains.values())
    if (!held.has(`${family} ${table}`)) gone.set(`${family} ${table}`, { family, table, chains: [] })
  return [...seen.tables, ...gone.values()]
}

const nothing = { at: null, was: null, now: null, mark: null, origin: null, portId: null, from: null } as const

/** A rule of ours that is at its place in no chain, and one with a mark of ours at no place of its own. */
interface Lost {
  readonly chain: ExpectedChain
  readonly rule: ExpectedRule
  readonly at: number
}
interface Stray {
  readonly chain: string
  readonly portId: string | null
  readonly rule: DumpRule
  readonly at: number
}

function tableDrift(expected: Expected, family: Family, table: TableName, seen: readonly DumpChain[]): Found[] {
  const found: Found[] = []
  const lost = new Map<string, Lost>()
  const strays: Stray[] = []
  const add = (item: Partial<Found> & Pick<Found, 'kind' | 'what' | 'chain'>): void => {
    found.push({ ...nothing, family, table, ...item })
  }
  const there = new Set<string>()
  let targets: ReadonlySet<string> | null = null

  for (const chain of seen) {
    const { name, policy, rules } = chain
    const place = placeOf(family, table, name)
    there.add(place)
    const policyWas = expected.policies.get(place)
    if (policyWas !== undefined && policyWas !== policy)
      add({ kind: 'changed', what: 'policy', chain: name, was: policyWas, now: policy })
    const want = expected.chains.get(place)
    if (want === undefined) {
      targets ??= foreignTargets(seen)
      if (isOurs(chain) && !targets.has(name)) add({ kind: 'foreign', what: 'chain', chain: name, now: String(rules.length) })
      else
        rules.forEach((rule, at) => {
          if (rule.mark !== null || expected.ours.has(name)) strays.push({ chain: name, portId: null, rule, at: at + 1 })
        })
    } else if (!isAsItWas(want, rules)) compareChain(want, rules, { add, lost, strays })
  }

  for (const [place, chain] of expected.chains) {
    if (chain.family !== family || chain.table !== table || there.has(place)) continue
    if (chain.role === 'hook')
      chain.rules.forEach((rule, at) => void lost.set(`${place} ${rule.mark}`, { chain, rule, at: at + 1 }))
    else add({ kind: 'missing', what: 'chain', chain: chain.name, was: String(chain.rules.length), portId: chain.portId })
  }
  settle(lost, strays, add)
  return found
}

const isAsItWas = ({ rules: want, role }: ExpectedChain, rules: readonly DumpRule[]): boolean =>
  (role === 'hook'
    ? rules.length >= want.length && rules.slice(want.length).every(({ mark }) => mark === null)
    : rules.length === want.length) && want.every(({ mark, text }, at) => rules[at]?.mark === mark && rules[at]?.text === text)

interface Finds {
  readonly add: (item: Partial<Found> & Pick<Found, 'kind' | 'what' | 'chain'>) => void
  readonly lost: Map<string, Lost>
  readonly strays: Stray[]
}

function compareChain(want: ExpectedChain, rules: readonly DumpRule[], { add, lost, strays }: Finds): void {
  const { family, table, name, portId } = want
  const stayed = new Map(
    commonSubsequence(
      want.rules.map(({ mark }) => mark),
      rules.map(({ mark }) => mark ?? ''),
    ).map(([wanted, seen]) => [seen, wanted]),
  )
  const found = new Set(stayed.values())
  want.rules.forEach((rule, at) => {
    if (!found.has(at)) lost.set(`${placeOf(family, table, name)} ${rule.mark}`, { chain: want, rule, at: at + 1 })
  })
  // In a hook the rules of others may stand behind ours.
  const ownMarks = new Set(want.rules.map(({ mark }) => mark))
  const end = want.role === 'hook' ? rules.findLastIndex(({ mark }) => mark !== null && ownMarks.has(mark)) : rules.length
  rules.forEach((rule, at) => {
    const expected = want.rules[stayed.get(at) ?? -1]
    if (expected === undefined) {
      if (rule.mark !== null) strays.push({ chain: name, portId, rule, at: at + 1 })
      else if (at < end) add({ kind: 'foreign', what: 'rule', chain: name, at: at + 1, now: rule.text, portId })
    } else if (expected.text !== rule.text) {
      const { mark, origin, text } = expected
      add({ kind: 'changed', what: 'rule', chain: name, at: at + 1, was: text, now: rule.text, mark, origin, portId })
    }
  })
}

/** What is lost here and astray there was moved; a stray that nobody misses is a copy made by others. */
function settle(lost: Map<string, Lost>, strays: readonly Stray[], add: Finds['add']): void {
  const byMark = new Map([...lost.values()].map((one) => [one.rule.mark, one]))
  for (const { chain, portId, rule, at } of strays) {
    const { mark, text } = rule
    const home = mark === null ? undefined : byMark.get(mark)
    if (home === undefined) {
      add({ kind: 'foreign', what: 'rule', chain, at, now: text, mark, portId })
      continue
    }
    byMark.delete(home.rule.mark)
    const from = { chain: home.chain.name, at: home.at }
    const { origin, text: was } = home.rule
    add({ kind: text === was ? 'moved' : 'changed', what: 'rule', chain, at, was, now: text, mark, origin, portId, from })
  }
  for (const { chain, rule, at } of byMark.values()) {
    const { mark, origin, text } = rule
    add({ kind: 'missing', what: 'rule', chain: chain.name, at, was: text, mark, origin, portId: chain.portId })
  }
}

function setDrift(want: ReadonlyMap<string, SetSpec>, seen: Dump): Found[] {
  const found: Found[] = []
  const add = (item: Partial<Found> & Pick<Found, 'kind' | 'what' | 'chain'>): void => {
    found.push({ ...nothing, family: null, table: null, ...item })
  }
  const held = new Map(seen.sets.map((set) => [set.name, set]))
  for (const { name, type, family, members } of want.values()) {
    const set = held.get(name)
    const was = `${type} family ${family}`
    if (set === undefined) {
      add({ kind: 'missing', what: 'set', chain: name, was })
      continue
    }
    if (!set.create.startsWith(`${was} `)) add({ kind: 'changed', what: 'set', chain: name, was, now: set.create })
    const wanted = new Set(members)
    const there = new Set(set.members)
    for (const member of members) if (!there.has(member)) add({ kind: 'missing', what: 'member', chain: name, was: member })
    for (const member of set.members) if (!wanted.has(member)) add({ kind: 'foreign', what: 'member', chain: name, now: member })
  }
  const unknown = seen.sets.filter(({ name }) => !want.has(name) && OUR_SETS.test(name))
  const needed = unknown.length > 0 ? foreignSets(seen) : new Set<string>()
  for (const { name, create } of unknown) if (!needed.has(name)) add({ kind: 'foreign', what: 'set', chain: name, now: create })
  return found
}
