import type { Dump } from '../netfilter/dump.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import type { Side } from './side.ts'

/** Names that cards of VMs have on a host: Neutron's and nova's, libvirt's. */
const CARD = /^(tap|vnet)/

/** The devices of ports that the filter table names. */
export function tapsOf(side: Side): Set<string> {
  const found = new Set<string>()
  for (const { table, rules } of side.all()) {
    if (table !== 'filter') continue
    for (const { line } of rules)
      for (const { where, name, isStart } of line.devices) if (where !== 'bridge' && !isStart && CARD.test(name)) found.add(name)
  }
  return found
}

export const familiesOf = (before: Dump, after: Dump): Family[] =>
  (['ipv4', 'ipv6'] as const).filter((family) =>
    [...before.tables, ...after.tables].some((table) => table.family === family && table.chains.some((c) => c.rules.length > 0)),
  )
