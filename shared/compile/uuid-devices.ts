import { printRule } from '../netfilter/print-rule.ts'
import type { Match, RuleSpec } from '../netfilter/rule-spec.ts'
import { tapName, wrapped } from '../ruleset/naming.ts'
import type { Chain, Rule, Ruleset } from '../ruleset/ruleset.ts'

/**
 * What 2014.2's plain driver made when its agent was handed port ids for devices (the article's 3.3): rules name the id as it is, 36
 * characters, and chains lose its first three, which the driver takes for `tap` (iptables_firewall.py, _get_device_name and
 * _port_chain_name). No kernel takes it: `checkNames` says which line it would refuse.
 */
export function withUuidDevices(ruleset: Ruleset): Ruleset {
  return {
    ...ruleset,
    tables: ruleset.tables.map((table) => {
      const names = new Map(table.chains.map((chain) => [chain.name, nameOf(chain)]))
      const rename = (name: string): string => names.get(name) ?? name
      return {
        ...table,
        chains: table.chains.map((chain) => ({
          ...chain,
          name: rename(chain.name),
          rules: chain.rules.map((rule) => renamed(rule, rename, table.family)),
        })),
      }
    }),
  }
}

/** `prefix-i` and ten characters of the id, from the fourth on. */
function nameOf({ name, portId }: Chain): string {
  if (portId === null) return name
  const at = name.indexOf(portId.slice(0, 10)) - 1
  const [prefix, letter] = [name.slice(0, at - 1), name.charAt(at)]
  return prefix === 'neutron-openvswi' || prefix === 'neutron-linuxbri' ? wrapped(prefix, `${letter}${portId.slice(3)}`) : name
}

function renamed(rule: Rule, rename: (chain: string) => string, family: 'ipv4' | 'ipv6'): Rule {
  const { origin, spec } = rule
  const { target } = spec
  const to = target.kind === 'jump' ? { ...target, chain: rename(target.chain) } : target
  const portId = origin.kind === 'skeleton' ? null : origin.portId
  const device = (name: string | undefined): string | undefined => (portId !== null && name === tapName(portId) ? portId : name)
  const matches = spec.matches.map((match) => (match.kind === 'physdev' ? named(match, device) : match))
  const made: RuleSpec = { ...spec, matches, target: to }
  return { spec: made, text: printRule(family, made), origin }
}

type Physdev = Extract<Match, { kind: 'physdev' }>

function named(match: Physdev, device: (name: string | undefined) => string | undefined): Physdev {
  const [into, out] = [device(match.in), device(match.out)]
  return {
    kind: 'physdev',
    isBridged: match.isBridged,
    ...(into === undefined ? {} : { in: into }),
    ...(out === undefined ? {} : { out }),
  }
}
