import type { Dump } from '../netfilter/dump.ts'
import type { Plan, TableStep } from './plan.ts'
import { chainKey } from './replay.ts'

/** In a table, one after another: chains made, filled, then rules that come, rules that go, chains emptied, chains taken away. */
type Phase = 0 | 1 | 2 | 3 | 4 | 5

function phaseOf(step: TableStep, isNew: boolean): Phase {
  switch (step.do) {
    case 'new-chain':
      return 0
    case 'append':
    case 'insert':
      return isNew ? 1 : 2
    case 'delete':
      return 3
    case 'flush-chain':
      return 4
    default:
      return 5
  }
}

/**
 * Whether the plan keeps the order in which nothing is let through at any boundary that neither the old nor the new rules let through:
 * new sets before rules, new chains filled before anything jumps to them, rules that come before rules that go, and what nobody uses
 * any more last.
 */
export function keepsSafeOrder(dump: Dump, plan: Plan): boolean {
  const chains = new Set(
    dump.tables.flatMap(({ family, table, chains: own }) => own.map(({ name }) => chainKey(family, table, name))),
  )
  const sets = new Set(dump.sets.map(({ name }) => name))
  const phases = new Map<string, Phase>()
  let tablesBegun = false
  let removalsBegun = false
  for (const transaction of plan.transactions) {
    if (transaction.on === 'set-removal') {
      removalsBegun = true
      continue
    }
    if (removalsBegun) return false
    if (transaction.on === 'set') {
      if (tablesBegun && !sets.has(transaction.write.name)) return false
      continue
    }
    tablesBegun = true
    const { family, table, steps } = transaction
    for (const step of steps) {
      const key = chainKey(family, table, step.chain)
      // A built-in chain is there with its table, also when the table is not in the dump yet.
      const isNew = !chains.has(key) && /[^A-Z]/.test(step.chain)
      const phase = phaseOf(step, isNew)
      if (phase < (phases.get(`${family} ${table}`) ?? 0)) return false
      phases.set(`${family} ${table}`, phase)
    }
  }
  return true
}
