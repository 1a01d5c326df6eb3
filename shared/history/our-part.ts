import type { Dump, DumpChain } from '../netfilter/dump.ts'
import type { Plan } from '../sync/plan.ts'
import type { AppliedHostEntry } from './entry.ts'

/** `IPv4` or `IPv6` and the beginning of a group's id, before it `NET` (2015.1) or `N` (later): Neutron's ipset_manager.py. */
const OUR_SET = /^(N|NET)?IPv[46][0-9a-f-]{1,27}$/

/** What of a dump a restore point keeps: our chains and sets, and in the hooks the jumps that carry our mark. Rules of others are theirs. */
export function ourPart({ tables, sets }: Dump): Dump {
  const kept = tables.map((table) => ({ ...table, chains: table.chains.map(ourChain).filter((chain) => chain !== null) }))
  return { tables: kept.filter(({ chains }) => chains.length > 0), sets: sets.filter(({ name }) => OUR_SET.test(name)) }
}

function ourChain(chain: DumpChain): DumpChain | null {
  if (chain.policy === null)
    return chain.name.startsWith('neutron-') || chain.rules.some(({ mark }) => mark !== null) ? chain : null
  const rules = chain.rules.filter(({ mark }) => mark !== null)
  return rules.length === 0 ? null : { ...chain, rules }
}

/** A plan in numbers. A rule that became another one is both added and removed. */
export function planCounts({ host, transactions }: Plan): AppliedHostEntry {
  const counts = { host, transactions: transactions.length, added: 0, removed: 0, sets: 0 }
  for (const transaction of transactions) {
    if (transaction.on !== 'table') counts.sets += 1
    else
      for (const step of transaction.steps) {
        if (step.do === 'append' || step.do === 'insert') counts.added += 1
        if (step.do === 'delete') counts.removed += 1
      }
  }
  return counts
}
