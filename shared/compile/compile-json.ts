import { printSet } from '../netfilter/print-set.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import type { Chain, Ruleset } from '../ruleset/ruleset.ts'

/** Lines as iptables-save and ipset save print them, by tool and table; without marks. */
export interface CompiledJson {
  readonly iptables: Readonly<Record<string, readonly string[]>>
  readonly ip6tables: Readonly<Record<string, readonly string[]>>
  readonly ipset: readonly string[]
}

export function compileJson(ruleset: Ruleset): CompiledJson {
  const tables = (family: Family): Record<string, readonly string[]> =>
    Object.fromEntries(
      ruleset.tables.filter((table) => table.family === family).map(({ table, chains }) => [table, linesOf(chains)]),
    )
  return { iptables: tables('ipv4'), ip6tables: tables('ipv6'), ipset: ruleset.sets.flatMap(printSet) }
}

function linesOf(chains: readonly Chain[]): string[] {
  const lines = new Array<string>(chains.reduce((count, { rules }) => count + rules.length, 0))
  let at = 0
  for (const { name, rules } of chains) {
    const start = `-A ${name} `
    for (const { text } of rules) lines[at++] = start + text
  }
  return lines
}
