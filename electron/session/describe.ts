import type { KernelRules } from '#shared/contract/states'
import type { Dump } from '#shared/netfilter/dump'
import { indexMarks } from '#shared/ruleset/rows'
import type { Ruleset } from '#shared/ruleset/ruleset'

/** The kernel's rules with what each of ours came from. */
export function describe(dump: Dump, version: number, ruleset: Ruleset | undefined): KernelRules {
  if (ruleset === undefined) return { version, dump, origins: {}, chains: [] }
  const origins: KernelRules['origins'] = {}
  for (const [mark, { rule }] of indexMarks(ruleset)) origins[mark] = rule.origin
  return { version, dump, origins, chains: chainsOf(ruleset) }
}

/** What the chains of a ruleset are for. A chain that stands in both families is told once. */
export function chainsOf(ruleset: Ruleset): KernelRules['chains'] {
  const chains = new Map<string, KernelRules['chains'][number]>()
  for (const { table, chains: own } of ruleset.tables)
    for (const { name, role, portId } of own) chains.set(`${table} ${name}`, { table, name, role, portId })
  return [...chains.values()]
}
