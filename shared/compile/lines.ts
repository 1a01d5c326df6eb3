import { type Prefix, parsePrefix } from '../net/prefix.ts'
import { printRule } from '../netfilter/print-rule.ts'
import type { Family, Match, PortRange, RuleSpec, Target } from '../netfilter/rule-spec.ts'
import type { Cause, Written } from './shared-rule.ts'

/** Prints the lines of one compilation and knows equal ones again. */
export class Writer {
  private readonly numbers = new Map<string, number>()

  /** `typed` is what Neutron writes and the kernel does not keep: host bits, number or name, letter case. */
  write(family: Family, cause: Cause, spec: RuleSpec, typed = ''): Written {
    const text = printRule(family, spec)
    const key = typed === '' ? text : `${text}\n${typed}`
    const known = this.numbers.get(key)
    const number = known ?? this.numbers.size
    if (known === undefined) this.numbers.set(key, number)
    return { spec, text, cause, number }
  }
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
