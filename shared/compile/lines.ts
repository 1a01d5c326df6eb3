import { type Prefix, parsePrefix } from '../net/prefix.ts'
import { printRule } from '../netfilter/print-rule.ts'
import type { Family, Match, PortRange, RuleSpec, Target } from '../netfilter/rule-spec.ts'
import type { Origin, Rule } from '../ruleset/ruleset.ts'

/**
 * A rule on its way into a chain. `typed` is what Neutron writes and the kernel does not keep: host bits, number or name, letter case.
 */
export interface Line {
  readonly spec: RuleSpec
  readonly origin: Origin
  readonly typed: string
}

export const line = (origin: Origin, spec: RuleSpec, typed = ''): Line => ({ origin, spec, typed })

/** Specs are shared by the ports of a group, so each is printed once. */
const printed = { ipv4: new WeakMap<RuleSpec, string>(), ipv6: new WeakMap<RuleSpec, string>() }

/** `printRule`, remembered for as long as the spec lives. */
export function textOf(family: Family, spec: RuleSpec): string {
  const known = printed[family].get(spec)
  if (known !== undefined) return known
  const text = printRule(family, spec)
  printed[family].set(spec, text)
  return text
}

/**
 * Equal lines of a chain once, in the last place: Neutron's table writer drops a repeated text and keeps its last copy
 * (iptables_manager.py, _modify_rules). It compares its own text, so 10.0.0.5/24 and 10.0.0.0/24 stay two rules.
 */
export function keepLast(family: Family, lines: readonly Line[]): Rule[] {
  const last = new Map<string, Rule>()
  for (const { spec, origin, typed } of lines) {
    const key = `${textOf(family, spec)}\n${typed}`
    // Deleting first moves the key to the end.
    if (last.has(key)) last.delete(key)
    last.set(key, { spec, origin })
  }
  return [...last.values()]
}

/** Equal lines once, in the first place, as the driver of later releases prunes what several groups let in (21.0, _convert_sgr_to_iptables_rules). */
export function keepFirst(family: Family, lines: readonly Line[]): Line[] {
  const seen = new Set<string>()
  return lines.filter(({ spec, typed }) => {
    const key = `${textOf(family, spec)}\n${typed}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

export const ACCEPT: Target = { kind: 'accept' }
export const DROP: Target = { kind: 'drop' }
export const RETURN: Target = { kind: 'return' }
export const jump = (chain: string): Target => ({ kind: 'jump', chain })

export const spec = (target: Target, ...matches: Match[]): RuleSpec => ({ matches, target })

/** The comment stands behind all other matches, just before the target (iptables_manager.py, comment_rule). */
export const withComment = (rule: RuleSpec, comment: string | null): RuleSpec =>
  comment === null ? rule : { ...rule, matches: [...rule.matches, { kind: 'comment', text: comment }] }

export const onePort = (port: number): PortRange => ({ from: port, to: port })

/** `-p udp -m udp --sport A --dport B`. */
export const udp = (source: number, destination: number, target: Target): RuleSpec => ({
  protocol: 'udp',
  matches: [{ kind: 'ports', protocol: 'udp', source: onePort(source), destination: onePort(destination) }],
  target,
})

export const icmpv6 = (type: number, target: Target): RuleSpec => ({
  protocol: 'ipv6-icmp',
  matches: [{ kind: 'icmp', version: 6, type }],
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
