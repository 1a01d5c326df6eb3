import { type Prefix, parsePrefix } from '../net/prefix.ts'
import { printRule } from '../netfilter/print-rule.ts'
import type { Family, Match, PortRange, RuleSpec, Target } from '../netfilter/rule-spec.ts'
import type { Origin, Rule } from '../ruleset/ruleset.ts'

/** A rule on its way into a chain. `typed` is what Neutron writes and the kernel does not keep: host bits, number or name, letter case. */
export interface Line {
  readonly rule: Rule
  readonly typed: string
}

export const line = (origin: Origin, spec: RuleSpec, typed = ''): Line => ({ rule: { spec, origin }, typed })

/**
 * Equal lines of a chain once, in the last place: Neutron's table writer drops a repeated text and keeps its last copy
 * (iptables_manager.py, _modify_rules). It compares its own text, so 10.0.0.5/24 and 10.0.0.0/24 stay two rules.
 */
export function keepLast(family: Family, lines: readonly Line[]): Rule[] {
  const last = new Map<string, Rule>()
  for (const { rule, typed } of lines) {
    const key = `${printRule(family, rule.spec)}\n${typed}`
    // Deleting first moves the key to the end.
    last.delete(key)
    last.set(key, rule)
  }
  return [...last.values()]
}

export const ACCEPT: Target = { kind: 'accept' }
export const DROP: Target = { kind: 'drop' }
export const RETURN: Target = { kind: 'return' }
export const jump = (chain: string): Target => ({ kind: 'jump', chain })

export const spec = (target: Target, ...matches: Match[]): RuleSpec => ({ matches, target })

export const onePort = (port: number): PortRange => ({ from: port, to: port })

/** `-p udp -m udp --sport A --dport B`. */
export const udp = (source: number, destination: number, target: Target, from?: string): RuleSpec => ({
  ...(from === undefined ? {} : { source: from }),
  protocol: 'udp',
  matches: [{ kind: 'ports', protocol: 'udp', source: onePort(source), destination: onePort(destination) }],
  target,
})

/** The address part of a rule: nothing for a prefix of length 0, which the kernel does not keep. */
export const addressPart = (side: 'source' | 'destination', prefix: Prefix): Pick<RuleSpec, 'source' | 'destination'> =>
  prefix.length === 0 ? {} : { [side]: prefix.text }

/** A prefix of a checked project; that it cannot be read is a bug, not an input. */
export function surePrefix(text: string): Prefix {
  const prefix = parsePrefix(text)
  if (!prefix.ok) throw new Error(`an unchecked project was compiled: ${prefix.error}`)
  return prefix.value
}

export const familyOf = (version: 4 | 6): Family => (version === 4 ? 'ipv4' : 'ipv6')
