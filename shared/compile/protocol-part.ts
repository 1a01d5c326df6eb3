import { ICMP, ICMPV6, printedProtocol, protocolNumber } from '../net/protocol.ts'
import type { Match, RuleSpec } from '../netfilter/rule-spec.ts'
import type { SecurityGroupRule } from '../project/schema.ts'
import { onePort } from './lines.ts'
import type { RuleFacts } from './releases.ts'

export interface ProtocolPart {
  readonly protocol: Pick<RuleSpec, 'protocol'>
  readonly matches: readonly Match[]
  /** The protocol as the driver writes it, where it compares texts. */
  readonly typed: string
}

/** /etc/protocols of netbase: IPIP is 94 there, and 4 is called ipencap. */
const IPIP_OF_DEBIAN = 94

/** Protocol, ports and ICMP type of a rule: iptables_firewall.py, _protocol_arg and _port_arg. */
export function protocolPart(facts: RuleFacts, rule: SecurityGroupRule): ProtocolPart {
  if (rule.protocol === null) return { protocol: {}, matches: [], typed: '' }
  const word = rule.protocol.toLowerCase()
  // `icmp` in a rule of IPv6 is ICMPv6.
  const name = word === 'icmp' && rule.ethertype === 'IPv6' ? 'icmpv6' : word
  const number = name === 'ipip' && !facts.ipipIsFour ? IPIP_OF_DEBIAN : protocolNumber(name)
  const printed = number === null ? name : printedProtocol(number)
  const known = facts.namesProtocols ? driverName(number, name) : name
  return {
    protocol: printed === null ? {} : { protocol: printed },
    matches: matchesOf(facts, rule, known),
    typed: typedWord(facts, word, name, printed),
  }
}

/**
 * Nothing where the driver's word is the kernel's, or its own one for ICMPv6: then it is equal to a built-in line that says the same.
 * Where numbers become names only a protocol of number 0 differs: by name it is written, by number it is none.
 */
function typedWord(facts: RuleFacts, word: string, name: string, printed: string | null): string {
  if (facts.namesProtocols) return printed === null && word !== '0' ? word : ''
  return name === printed || name === 'icmpv6' ? '' : name
}

/** 21.0, _protocol_name_map: numbers by /etc/protocols; what has no name stays as it is. */
function driverName(number: number | null, name: string): string {
  if (number === null) return name
  if (number === ICMPV6) return 'ipv6-icmp'
  return number === ICMP ? 'icmp' : (printedProtocol(number) ?? name)
}

function matchesOf(facts: RuleFacts, rule: SecurityGroupRule, name: string): readonly Match[] {
  const given = (value: number | null): number | null => (value === 0 && facts.zeroIsAbsent ? null : value)
  const min = given(rule.portRangeMin)
  const max = given(rule.portRangeMax)
  if (facts.icmpProtocols.includes(name)) {
    if (min === null) return []
    return [{ kind: 'icmp', version: name === 'icmp' ? 4 : 6, type: min, ...(max === null ? {} : { code: max }) }]
  }
  if (!facts.portProtocols.includes(name)) return []
  // udplite has no match of its own in iptables: multiport looks at its ports.
  const protocol = MATCH_NAMES.find((each) => each === name)
  const bare: Match[] = protocol === undefined ? [] : [{ kind: 'ports', protocol }]
  if (min === null || max === null) return facts.bareMatch.includes(name) ? bare : []
  if (min === max && protocol !== undefined) return [{ kind: 'ports', protocol, destination: onePort(min) }]
  return [...bare, { kind: 'multiport-destination', ports: [{ from: min, to: max }] }]
}

const MATCH_NAMES = ['tcp', 'udp', 'sctp', 'dccp'] as const
