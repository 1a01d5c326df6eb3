import type { HostReview } from '../contract/review.ts'
import type { Dump, DumpSet } from '../netfilter/dump.ts'
import type { Family, TableName } from '../netfilter/rule-spec.ts'
import { allSteps } from '../steps.ts'
import { chainKey, type ReplayedChain, type ReplayedSet, replaySteps } from '../sync/replay.ts'

/** Places are counted from 1. `packets`: counted so far, null for a line that comes. */
export type ChainLine = { readonly text: string; readonly mark: string | null } & (
  | { readonly kind: 'stays'; readonly before: number; readonly after: number; readonly packets: number }
  | { readonly kind: 'goes'; readonly before: number; readonly packets: number }
  | { readonly kind: 'comes'; readonly after: number }
)

type How = 'new' | 'gone' | 'changed'

/** `first` and `last`: numbers from 1 of the transactions that touch it; a long plan comes to a chain more than once. */
export interface ChangedChain {
  readonly family: Family
  readonly table: TableName
  readonly name: string
  readonly how: How
  readonly first: number
  readonly last: number
  /** Lines that go stand before those that come in their place. */
  readonly lines: readonly ChainLine[]
  readonly comes: number
  readonly goes: number
  readonly stays: number
  /** Packets that the lines that go have counted. */
  readonly atStake: number
}

export interface ChangedSet {
  readonly name: string
  /** Words after `create NAME `. */
  readonly create: string
  readonly how: How
  readonly first: number
  readonly last: number
  readonly joins: readonly string[]
  readonly leaves: readonly string[]
  /** Members that stay. */
  readonly stays: number
}

export interface UntouchedChain {
  readonly family: Family
  readonly table: TableName
  readonly name: string
  readonly lines: number
  /** Sum of what its lines have counted. */
  readonly packets: number
}

export interface TransactionHead {
  /** From 1, as the plan runs them. */
  readonly number: number
  readonly on: 'set' | 'set-removal' | 'table'
  readonly family: Family | null
  readonly table: TableName | null
}

/** What an apply does to one host, line by line. */
export interface KernelChange {
  readonly transactions: readonly TransactionHead[]
  readonly chains: readonly ChangedChain[]
  readonly sets: readonly ChangedSet[]
  readonly untouched: readonly UntouchedChain[]
  readonly comes: number
  readonly goes: number
  readonly atStake: number
  /** Lines that keep their counters, and the chains that have such lines. */
  readonly kept: { readonly lines: number; readonly chains: number }
  /** Lines without a mark: how many there are, and how many would go. */
  readonly foreign: { readonly lines: number; readonly goes: number }
}

export const kernelChange = (host: Reviewed): KernelChange => allSteps(kernelChangeSteps(host))

type Reviewed = Pick<HostReview, 'dump' | 'packets' | 'plan'>

/** Lines that are looked at between two pauses. */
const AT_ONCE = 1000

/** The same in small parts, for a caller that has other things to do between them. */
export function* kernelChangeSteps({ dump, packets, plan }: Reviewed): Generator<void, KernelChange> {
  const { chains: replayed, sets } = yield* replaySteps(dump, plan)
  const rows = firstRows(dump)
  const chains: ChangedChain[] = []
  let since = 0
  const isEnough = (lines: number): boolean => {
    since += lines
    if (since < AT_ONCE) return false
    since = 0
    return true
  }
  for (const chain of replayed.values()) {
    const from = rows.get(chainKey(chain.family, chain.table, chain.name)) ?? 0
    chains.push(changedChain(chain, (at) => packets[from + at] ?? 0))
    if (isEnough(chain.rules.length)) yield
  }
  const untouched: UntouchedChain[] = []
  let foreignLines = 0
  for (const { family, table, chains: held } of dump.tables)
    for (const { name, rules } of held) {
      for (const { mark } of rules) if (mark === null) foreignLines++
      if (isEnough(rules.length)) yield
      const key = chainKey(family, table, name)
      if (replayed.has(key)) continue
      const from = rows.get(key) ?? 0
      const sum = rules.reduce((all, _, at) => all + (packets[from + at] ?? 0), 0)
      untouched.push({ family, table, name, lines: rules.length, packets: sum })
    }
  yield
  const sum = (of: (chain: ChangedChain) => number) => chains.reduce((all, chain) => all + of(chain), 0)
  const foreignGoes = sum(({ lines }) => lines.filter(({ kind, mark }) => kind === 'goes' && mark === null).length)
  return {
    transactions: plan.transactions.map((each, at) => ({
      number: at + 1,
      on: each.on,
      family: each.on === 'table' ? each.family : null,
      table: each.on === 'table' ? each.table : null,
    })),
    chains,
    sets: [...sets.values()].map(changedSet),
    untouched,
    comes: sum(({ comes }) => comes),
    goes: sum(({ goes }) => goes),
    atStake: sum(({ atStake }) => atStake),
    kept: {
      lines: sum(({ stays }) => stays) + untouched.reduce((all, { lines }) => all + lines, 0),
      chains: chains.filter(({ stays }) => stays > 0).length + untouched.filter(({ lines }) => lines > 0).length,
    },
    foreign: { lines: foreignLines, goes: foreignGoes },
  }
}

/** By chain the row (see `rowsOf`) of its first rule. */
function firstRows(dump: Dump): ReadonlyMap<string, number> {
  const rows = new Map<string, number>()
  let row = 0
  for (const { family, table, chains } of dump.tables)
    for (const { name, policy, rules } of chains) {
      if (policy !== null) row += 1
      rows.set(chainKey(family, table, name), row)
      row += rules.length
    }
  return rows
}

function changedChain(chain: ReplayedChain, packetsOf: (at: number) => number): ChangedChain {
  const { family, table, name, first, last, before, isGone } = chain
  const lines: ChainLine[] = []
  const held = before?.rules ?? []
  let atStake = 0
  let [comes, goes, stays] = [0, 0, 0]
  let next = 0
  const goUntil = (end: number) => {
    for (; next < end; next++) {
      const rule = held[next]
      if (rule === undefined) continue
      const packets = packetsOf(next)
      lines.push({ kind: 'goes', before: next + 1, text: rule.text, mark: rule.mark, packets })
      atStake += packets
      goes++
    }
  }
  /** Of what comes: those that go in their place are told first. */
  let waiting: ChainLine[] = []
  const nowWaiting = () => {
    lines.push(...waiting)
    waiting = []
  }
  chain.rules.forEach((rule, at) => {
    if (rule.before === null) {
      waiting.push({ kind: 'comes', after: at + 1, text: rule.text, mark: rule.mark })
      comes++
      return
    }
    goUntil(rule.before)
    nowWaiting()
    const packets = packetsOf(rule.before)
    lines.push({ kind: 'stays', before: rule.before + 1, after: at + 1, text: rule.text, mark: rule.mark, packets })
    next = rule.before + 1
    stays++
  })
  goUntil(held.length)
  nowWaiting()
  const how = before === null && chain.policy === null ? 'new' : isGone ? 'gone' : 'changed'
  return { family, table, name, how, first, last, lines, comes, goes, stays, atStake }
}

function changedSet({ name, before, after, first, last }: ReplayedSet): ChangedSet {
  const was = new Set(before?.members ?? [])
  const is = new Set(after?.members ?? [])
  const joins = [...is].filter((member) => !was.has(member))
  const leaves = [...was].filter((member) => !is.has(member))
  const how = before === null ? 'new' : after === null ? 'gone' : 'changed'
  return { name, create: createOf(after ?? before), how, first, last, joins, leaves, stays: is.size - joins.length }
}

const createOf = (set: DumpSet | null): string => set?.create ?? ''
