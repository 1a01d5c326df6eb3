import type { Dump, DumpChain, DumpTable } from '../netfilter/dump.ts'
import type { Family, TableName } from '../netfilter/rule-spec.ts'
import { allSteps } from '../steps.ts'
import type { Plan } from './plan.ts'
import { chainKey, type ReplayedChain, replaySteps } from './replay.ts'

/** Linux: include/uapi/linux/netfilter_ipv4.h and the tables' valid hooks (iptable_filter.c and its neighbours), as iptables-save prints them. */
const HOOKS: { readonly [T in TableName]: readonly string[] } = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
}

/**
 * What the kernel will hold when the plan is done. Chains and sets that no step touches are the same objects; rules that the plan
 * writes have our own words (see `replay`).
 */
export const afterPlan = (dump: Dump, plan: Plan): Dump => allSteps(afterPlanSteps(dump, plan))

/** The same in small parts, for a caller that has other things to do between them. */
export function* afterPlanSteps(dump: Dump, plan: Plan): Generator<void, Dump> {
  if (plan.transactions.length === 0) return dump
  const { chains, sets } = yield* replaySteps(dump, plan)
  const byTable = new Map<string, ReplayedChain[]>()
  for (const chain of chains.values()) {
    const key = `${chain.family} ${chain.table}`
    const own = byTable.get(key) ?? []
    byTable.set(key, own)
    own.push(chain)
  }
  const held = new Set(dump.tables.map(({ family, table }) => `${family} ${table}`))
  const tables = [...dump.tables, ...[...byTable.keys()].filter((key) => !held.has(key)).map(bareTable)].map((table): DumpTable => {
    const touched = byTable.get(`${table.family} ${table.table}`)
    return touched === undefined ? table : { ...table, chains: chainsAfter(table, touched, chains) }
  })
  const stay = dump.sets.flatMap((set) => {
    const touched = sets.get(set.name)
    return touched === undefined ? [set] : touched.after === null ? [] : [touched.after]
  })
  const fresh = [...sets.values()].flatMap(({ before, after }) => (before === null && after !== null ? [after] : []))
  return { tables, sets: [...stay, ...fresh] }
}

function bareTable(key: string): DumpTable {
  const [family, table] = key.split(' ') as [Family, TableName]
  return { family, table, chains: HOOKS[table].map((name) => ({ name, policy: 'ACCEPT', rules: [] })) }
}

function chainsAfter(
  { family, table, chains }: DumpTable,
  touched: readonly ReplayedChain[],
  all: ReadonlyMap<string, ReplayedChain>,
): DumpChain[] {
  const there = new Set(chains.map(({ name }) => name))
  const kept = chains.flatMap((chain) => {
    const now = all.get(chainKey(family, table, chain.name))
    return now === undefined ? [chain] : now.isGone ? [] : [dumpChain(now)]
  })
  return [...kept, ...touched.filter(({ name, isGone }) => !isGone && !there.has(name)).map(dumpChain)]
}

const dumpChain = ({ name, policy, rules }: ReplayedChain): DumpChain => ({
  name,
  policy,
  rules: rules.map(({ text, mark }) => ({ text, mark })),
})
