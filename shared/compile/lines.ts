import { type Prefix, parsePrefix } from '../net/prefix.ts'
import { printRule } from '../netfilter/print-rule.ts'
import type { Family, Match, PortRange, RuleSpec, Target } from '../netfilter/rule-spec.ts'
import type { Origin, Rule } from '../ruleset/ruleset.ts'

/** What a line says, printed once and shared by all ports whose chains have it. */
export interface Written {
  readonly spec: RuleSpec
  readonly text: string
  /** Equal where Neutron takes two lines for the same: it compares its own text, which is not always the kernel's. */
  readonly key: string
}

/** `typed` is what Neutron writes and the kernel does not keep: host bits, number or name, letter case. */
export function written(family: Family, spec: RuleSpec, typed = ''): Written {
  const text = printRule(family, spec)
  return { spec, text, key: typed === '' ? text : `${text}\n${typed}` }
}

/** A rule on its way into a chain. */
export interface Line extends Rule {
  readonly key: string
}

export const line = ({ spec, text, key }: Written, origin: Origin): Line => ({ spec, text, key, origin })

/**
 * Equal lines of a chain once, in the last place: Neutron's table writer drops a repeated text and keeps its last copy
 * (iptables_manager.py, _modify_rules).
 */
export function keepLast(lines: readonly Line[]): readonly Rule[] {
  const seen = new Set<string>()
  for (const { key } of lines) seen.add(key)
  if (seen.size === lines.length) return lines
  seen.clear()
  return lines
    .toReversed()
    .filter(({ key }) => !seen.has(key) && seen.add(key))
    .reverse()
}

/** Equal lines once, in the first place, as the driver of later releases prunes what several groups let in (21.0, _convert_sgr_to_iptables_rules). */
export function keepFirst(lines: readonly Line[]): readonly Line[] {
  const seen = new Set<string>()
  for (const { key } of lines) seen.add(key)
  if (seen.size === lines.length) return lines
  seen.clear()
  return lines.filter(({ key }) => !seen.has(key) && seen.add(key))
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

/** Reads prefixes of a checked project, each text once. */
export type ReadPrefix = (text: string) => Prefix

export function prefixReader(): ReadPrefix {
  const known = new Map<string, Prefix>()
  return (text) => {
    const there = known.get(text)
    if (there !== undefined) return there
    const prefix = parsePrefix(text)
    // A bug, not an input.
    if (!prefix.ok) throw new Error(`an unchecked project was compiled: ${prefix.error}`)
    known.set(text, prefix.value)
    return prefix.value
  }
}

export const familyOf = (version: 4 | 6): Family => (version === 4 ? 'ipv4' : 'ipv6')
