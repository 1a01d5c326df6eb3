import type { Chain, Rule, Ruleset } from '../ruleset/ruleset.ts'

/**
 * Ports of one host whose ids share ten characters have the same chains, and Neutron puts the rules of both into them, one port's behind
 * the other's; of equal lines its table writer keeps the last (iptables_manager.py, _modify_rules). So each of the two may do what the
 * rules of either let through, and send from the addresses of both.
 */
export function mergeChains(ruleset: Ruleset): Ruleset {
  return { ...ruleset, tables: ruleset.tables.map((table) => ({ ...table, chains: merged(table.chains).map(lastOfPorts) })) }
}

function merged(chains: readonly Chain[]): readonly Chain[] {
  const byName = new Map<string, Chain>()
  for (const chain of chains) {
    const there = byName.get(chain.name)
    byName.set(chain.name, there === undefined ? chain : { ...there, rules: [...there.rules, ...chain.rules] })
  }
  return [...byName.values()]
}

const portOf = ({ origin }: Rule): string => (origin.kind === 'skeleton' ? '' : origin.portId)

/** Equal lines of one port were told apart before, by what Neutron wrote; those of two ports are equal. */
function lastOfPorts(chain: Chain): Chain {
  const last = new Map(chain.rules.map((rule) => [rule.text, portOf(rule)]))
  return { ...chain, rules: chain.rules.filter((rule) => last.get(rule.text) === portOf(rule)) }
}
