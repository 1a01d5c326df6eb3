import type { Dump, DumpChain, DumpRule } from '../netfilter/dump.ts'
import type { RuleSpec, SetSpec } from '../netfilter/rule-spec.ts'
import type { DriftItem } from './drift.ts'
import { editChain, type WantedRule } from './edit-chain.ts'
import { type Expected, type ExpectedChain, placeOf } from './expected.ts'
import type { Plan, TableStep, Transaction } from './plan.ts'
import { plannedFrom } from './prints.ts'
import { RANK } from './sync-table.ts'

/** Others made it, and nothing of ours is lost when it stays: it only goes when a person names it. */
export const isOfOthers = ({ kind, mark, what }: DriftItem): boolean =>
  kind === 'foreign' && mark === null && (what === 'rule' || what === 'member')

/** The policy of a hook decides over packets that are not ours, so it is told and left to whoever set it. */
export const canPutBack = ({ what }: DriftItem): boolean => what !== 'policy'

/**
 * The steps that undo the chosen differences and leave all others: our rules as they were applied, in their places; rules of others go
 * from our own chains only. In a hook ours are brought before those of others, which stay. What a chosen rule needs, a chain to jump
 * to or a set, comes with it. `drift` is all that differs, as `driftOf(expected, seen)` tells it.
 */
export function planPutBack(expected: Expected, seen: Dump, drift: readonly DriftItem[], chosen: ReadonlySet<string>): Plan {
  const items = withNeeds(expected, drift, chosen).filter(canPutBack)
  const sets = setSteps(expected, seen, items)
  const tables = new Map<string, DriftItem[]>()
  for (const item of items) {
    if (item.family === null || item.table === null) continue
    const key = `${item.family} ${item.table}`
    tables.set(key, [...(tables.get(key) ?? []), item])
  }
  const transactions = [...tables.values()].flatMap((own): Transaction[] => {
    const [{ family, table } = { family: null, table: null }] = own
    if (family === null || table === null) return []
    const held = seen.tables.find((other) => other.family === family && other.table === table)?.chains ?? []
    const steps = tableSteps(expected, own, held)
    return steps.length === 0 ? [] : [{ on: 'table', family, table, steps }]
  })
  const all = [...sets.before, ...transactions, ...sets.after, ...sets.removals]
  return { host: expected.host, from: plannedFrom(all, seen), transactions: all }
}

/** With a chosen rule come the missing chain that it jumps to and the missing set that it asks, and what these need. */
function withNeeds(expected: Expected, drift: readonly DriftItem[], chosen: ReadonlySet<string>): DriftItem[] {
  const missing = new Map<string, DriftItem>()
  for (const item of drift)
    if (item.kind === 'missing' && (item.what === 'chain' || item.what === 'set'))
      missing.set(item.what === 'set' ? item.chain : `${item.family} ${item.table} ${item.chain}`, item)
  const taken = new Map<string, DriftItem>()
  const take = (item: DriftItem): void => {
    if (taken.has(item.id)) return
    taken.set(item.id, item)
    for (const spec of specsOf(expected, item)) {
      const { target, matches } = spec
      const needs = [
        ...(target.kind === 'jump' ? [missing.get(`${item.family} ${item.table} ${target.chain}`)] : []),
        ...matches.map((match) => (match.kind === 'set' ? missing.get(match.name) : undefined)),
      ]
      for (const need of needs) if (need !== undefined) take(need)
    }
  }
  for (const item of drift) if (chosen.has(item.id)) take(item)
  return [...taken.values()]
}

const homeOf = (expected: Expected, item: DriftItem): ExpectedChain | undefined =>
  item.family === null || item.table === null
    ? undefined
    : expected.chains.get(placeOf(item.family, item.table, item.from?.chain ?? item.chain))

/** The rules that putting this back writes. */
function specsOf(expected: Expected, item: DriftItem): RuleSpec[] {
  if (item.kind === 'foreign') return []
  const rules = homeOf(expected, item)?.rules ?? []
  return (item.what === 'chain' ? rules : rules.filter(({ mark }) => mark === item.mark)).map(({ spec }) => spec)
}

/** What happens to one chain that is there. */
interface Change {
  /** Places, from 0, of rules that go. */
  readonly away: Set<number>
  /** Marks of rules that are written. */
  readonly write: Set<string>
}

function tableSteps(expected: Expected, items: readonly DriftItem[], held: readonly DumpChain[]): TableStep[] {
  const changes = new Map<string, Change>()
  const change = (chain: string): Change => {
    const known = changes.get(chain) ?? { away: new Set(), write: new Set() }
    changes.set(chain, known)
    return known
  }
  const fresh: ExpectedChain[] = []
  const gone: string[] = []
  for (const item of items) {
    const home = homeOf(expected, item)
    if (item.what === 'chain') {
      if (item.kind === 'foreign') gone.push(item.chain)
      else if (home !== undefined) fresh.push(home)
      continue
    }
    const inHook = expected.chains.get(placeOf(item.family ?? 'ipv4', item.table ?? 'filter', item.chain))?.role === 'hook'
    const stays = item.kind === 'missing' || (isOfOthers(item) && inHook)
    const { away } = change(item.chain)
    if (!stays && item.at !== null) away.add(item.at - 1)
    if (item.kind !== 'foreign' && home !== undefined && item.mark !== null) change(home.name).write.add(item.mark)
  }

  const made = fresh.map(({ name }): TableStep => ({ do: 'new-chain', chain: name }))
  const filled = fresh.flatMap(({ name, rules }) =>
    rules.map(({ spec, mark }): TableStep => ({ do: 'append', chain: name, spec, mark })),
  )
  const [first] = items
  const edits = [...changes]
    .flatMap(([name, own]) => {
      const want = expected.chains.get(placeOf(first?.family ?? 'ipv4', first?.table ?? 'filter', name))
      const there = held.find((chain) => chain.name === name)?.rules ?? []
      const edit = want?.role === 'hook' ? hookEdit(want, own, there) : chainEdit(name, want, own, there)
      return [{ rank: want === undefined ? 0 : RANK[want.role], edit }]
    })
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ edit }) => edit)
  return [
    ...made,
    ...filled,
    ...edits.flatMap(({ inserts }) => inserts),
    ...edits.toReversed().flatMap(({ deletes }) => deletes),
    ...gone.map((chain): TableStep => ({ do: 'flush-chain', chain })),
    ...gone.map((chain): TableStep => ({ do: 'delete-chain', chain })),
  ]
}

/** A mark that nobody has: such a rule is taken away. */
const AWAY = 'tw:away'

/** Ours that are to be there, before the rules of others. */
function hookEdit(want: ExpectedChain, { away, write }: Change, there: readonly DumpRule[]) {
  const staying = new Set(there.flatMap(({ mark }, at) => (mark === null || away.has(at) ? [] : [mark])))
  const wanted = want.rules
    .filter(({ mark }) => staying.has(mark) || write.has(mark))
    .map(({ mark, spec }): WantedRule => ({ mark, spec }))
  const seen = there.map((rule, at) => (away.has(at) ? { ...rule, mark: AWAY } : rule))
  return editChain(want.name, wanted, seen, true)
}

/** All that is not chosen stays untouched, in its order; what is written comes behind the rule that stood before it. */
function chainEdit(name: string, want: ExpectedChain | undefined, { away, write }: Change, there: readonly DumpRule[]) {
  const kept = (at: number): string => `tw:kept.${at}`
  const seen = there.map((rule, at): DumpRule => {
    if (away.has(at)) return { ...rule, mark: AWAY }
    return rule.mark === null ? rule : { ...rule, mark: kept(at) }
  })
  // Where each rule of ours stands in the list that is to be; a copy of it made by others comes second.
  const places = new Map<string, number>()
  const wanted: WantedRule[] = []
  there.forEach(({ mark }, at) => {
    if (mark === null || away.has(at)) return
    if (!places.has(mark)) places.set(mark, wanted.length)
    wanted.push({ mark: kept(at), spec: NEVER_WRITTEN })
  })
  let before = -1
  for (const { mark, spec } of want?.rules ?? []) {
    const place = places.get(mark)
    if (place !== undefined && !write.has(mark)) {
      before = place
      continue
    }
    if (!write.has(mark)) continue
    before += 1
    wanted.splice(before, 0, { mark, spec })
    for (const [other, at] of places) if (at >= before) places.set(other, at + 1)
  }
  return editChain(name, wanted, seen, false)
}

const NEVER_WRITTEN: RuleSpec = { matches: [], target: { kind: 'return' } }

interface SetSteps {
  readonly before: readonly Transaction[]
  readonly after: readonly Transaction[]
  readonly removals: readonly Transaction[]
}

/** Who is to leave a set leaves before any rule is written, and who is to join joins after: see `syncSets`. */
function setSteps(expected: Expected, seen: Dump, items: readonly DriftItem[]): SetSteps {
  const heldSets = new Map(seen.sets.map((set) => [set.name, set.members]))
  const writes = new Map<string, SetSpec>()
  const removals: Transaction[] = []
  for (const { what, kind, chain, was, now } of items) {
    if (what === 'set' && kind === 'foreign') removals.push({ on: 'set-removal', name: chain })
    if (what !== 'member' && (what !== 'set' || kind === 'foreign')) continue
    const spec = expected.sets.get(chain)
    if (spec === undefined) continue
    const members = writes.get(chain)?.members ?? (what === 'set' ? spec.members : (heldSets.get(chain) ?? []))
    const next = what === 'set' ? members : kind === 'foreign' ? members.filter((one) => one !== now) : [...members, was ?? '']
    writes.set(chain, { ...spec, members: next })
  }
  const before: Transaction[] = []
  const after: Transaction[] = []
  for (const write of writes.values()) {
    const held = heldSets.get(write.name)
    const staying = held === undefined ? write.members : write.members.filter((member) => held.includes(member))
    // The kernel refuses to swap sets of two types; that is better told than passed over.
    const retyped = items.some(({ what, kind, chain }) => what === 'set' && kind === 'changed' && chain === write.name)
    if (held === undefined || retyped || staying.length < held.length)
      before.push({ on: 'set', write: { ...write, members: staying } })
    if (staying.length < write.members.length) after.push({ on: 'set', write })
  }
  return { before, after, removals }
}
