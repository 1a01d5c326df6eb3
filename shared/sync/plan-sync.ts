import type { Dump } from '../netfilter/dump.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import type { Plan, Transaction } from './plan.ts'
import { plannedFrom } from './prints.ts'
import { setsOfTouchedChains, syncSets } from './sync-sets.ts'
import { syncTable } from './sync-table.ts'

/**
 * The least steps from what the kernel holds to what should be: sets first, then a transaction for each table, then members that may
 * join only now, then sets that are no longer referred to. Empty when nothing differs. What is compared are marks and their order, never the kernel's text, and for sets
 * type, family and members. A table of the kernel that is not wanted at all loses what is ours.
 */
export function planSync(want: Ruleset, seen: Dump): Plan {
  const unwantedTables = seen.tables.filter(
    ({ family, table }) => !want.tables.some((wanted) => wanted.family === family && wanted.table === table),
  )
  const tables = [...want.tables, ...unwantedTables.map(({ family, table }) => ({ family, table, chains: [] }))].flatMap(
    ({ family, table, chains }): Transaction[] => {
      const held = seen.tables.find((other) => other.family === family && other.table === table)
      const steps = syncTable(family, table, chains, held?.chains ?? [])
      return steps.length === 0 ? [] : [{ on: 'table', family, table, steps }]
    },
  )
  // Only where a set of the kernel may change does it matter who refers to it.
  const touched = seen.sets.length === 0 ? new Set<string>() : setsOfTouchedChains(tables, want, seen)
  const { before, after, removals } = syncSets(want.sets, seen, (name) => touched.has(name))
  const transactions = [...before, ...tables, ...after, ...removals]
  return { host: want.host, from: plannedFrom(transactions, seen), transactions }
}

/** The kernel holds exactly these rules of ours, in this order, and these sets. Rules of others do not count. */
export const inStep = (want: Ruleset, seen: Dump): boolean => planSync(want, seen).transactions.length === 0

/** How many rules, chains and sets a plan writes or takes away; emptying a chain goes with its deletion. */
export const countSteps = (plan: Plan): number =>
  plan.transactions.reduce(
    (sum, transaction) =>
      sum + (transaction.on === 'table' ? transaction.steps.filter((step) => step.do !== 'flush-chain').length : 1),
    0,
  )
