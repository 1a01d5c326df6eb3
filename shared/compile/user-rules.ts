import { printedProtocol, protocolNumber } from '../net/protocol.ts'
import type { Family, Match, RuleSpec } from '../netfilter/rule-spec.ts'
import type { Direction, Ethertype, Port, SecurityGroup, SecurityGroupRule } from '../project/schema.ts'
import type { Origin } from '../ruleset/ruleset.ts'
import { addressPart, type Line, line, onePort, RETURN, surePrefix } from './lines.ts'
import { type Members, setName } from './members.ts'
import type { ReleaseFacts } from './releases.ts'

export interface UserRuleContext {
  readonly facts: ReleaseFacts
  readonly enableIpset: boolean
  readonly groups: ReadonlyMap<string, SecurityGroup>
  readonly members: Members
  /** Told of each group and family whose set a line refers to. */
  readonly noteSet: (groupId: string, ethertype: Ethertype) => void
}

/** The lines of a port's groups for one chain: in the order of the port's groups, then of their rules. */
export function userLines(context: UserRuleContext, port: Port, direction: Direction, family: Family): Line[] {
  const ethertype = family === 'ipv4' ? 'IPv4' : 'IPv6'
  return port.securityGroupIds.flatMap((groupId) =>
    (context.groups.get(groupId)?.rules ?? [])
      .filter((rule) => rule.direction === direction && rule.ethertype === ethertype)
      .flatMap((rule) => ruleLines(context, port, groupId, rule)),
  )
}

/** One line; none for a remote group without members; without ipset one for each member. */
function ruleLines(context: UserRuleContext, port: Port, groupId: string, rule: SecurityGroupRule): Line[] {
  const { facts, enableIpset, members } = context
  const { matches, protocol, typed } = protocolPart(facts, rule)
  const side = rule.direction === 'ingress' ? 'source' : 'destination'
  const make = (
    member: string | null,
    address: Pick<RuleSpec, 'source' | 'destination'>,
    more: readonly Match[],
    text: string,
  ): Line =>
    line(
      { kind: 'group-rule', portId: port.id, groupId, ruleId: rule.id, member } satisfies Origin,
      { ...address, ...protocol, matches: [...matches, ...more], target: RETURN },
      `${text} ${typed}`,
    )

  if (rule.remoteGroupId === null) {
    const { remoteIpPrefix } = rule
    const address = remoteIpPrefix === null ? {} : addressPart(side, surePrefix(remoteIpPrefix))
    return [make(null, address, [], remoteIpPrefix ?? '')]
  }
  const remote = members.of(rule.remoteGroupId, rule.ethertype)
  if (remote.length === 0) return []
  if (enableIpset) {
    context.noteSet(rule.remoteGroupId, rule.ethertype)
    const name = setName(facts, rule.remoteGroupId, rule.ethertype)
    return [make(null, {}, [{ kind: 'set', name, flag: rule.direction === 'ingress' ? 'src' : 'dst' }], name)]
  }
  // Own fixed addresses are left out, own address pairs are not (iptables_firewall.py, _expand_sg_rule_with_remote_ips).
  const own = new Set(port.fixedIps.map(({ ipAddress }) => surePrefix(ipAddress).text))
  return remote
    .filter((member) => !own.has(member.text))
    .map((member) => make(member.text, addressPart(side, member), [], member.text))
}

/** Protocol, ports and ICMP type of a rule. Juno: iptables_firewall.py, _protocol_arg and _port_arg. */
function protocolPart(
  facts: ReleaseFacts,
  rule: SecurityGroupRule,
): { protocol: Pick<RuleSpec, 'protocol'>; matches: Match[]; typed: string } {
  if (rule.protocol === null) return { protocol: {}, matches: [], typed: '' }
  const name = rule.protocol.toLowerCase()
  const typed = name === 'icmp' && rule.ethertype === 'IPv6' ? 'icmpv6' : name
  const number = protocolNumber(typed)
  const printed = number === null ? typed : printedProtocol(number)
  return { protocol: printed === null ? {} : { protocol: printed }, matches: protocolMatches(facts, rule, typed), typed }
}

function protocolMatches(facts: ReleaseFacts, rule: SecurityGroupRule, typed: string): Match[] {
  const given = (value: number | null): number | null => (value === 0 && facts.zeroIsAbsent ? null : value)
  const min = given(rule.portRangeMin)
  const max = given(rule.portRangeMax)
  if (facts.icmpProtocols.includes(typed)) {
    if (min === null) return []
    return [{ kind: 'icmp', version: typed === 'icmp' ? 4 : 6, type: min, ...(max === null ? {} : { code: max }) }]
  }
  const protocol = PORT_MATCHES.find((name) => name === typed)
  if (protocol === undefined || !facts.portProtocols.includes(protocol)) return []
  const bare: Match = { kind: 'ports', protocol }
  if (min === null || max === null) return [bare]
  if (min === max) return [{ ...bare, destination: onePort(min) }]
  return [bare, { kind: 'multiport-destination', ports: [{ from: min, to: max }] }]
}

const PORT_MATCHES = ['tcp', 'udp', 'sctp', 'dccp'] as const
