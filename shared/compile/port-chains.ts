import type { Family, RuleSpec } from '../netfilter/rule-spec.ts'
import type { Port } from '../project/schema.ts'
import { unreachable } from '../result.ts'
import { portChain, type WrapPrefix, wrapped } from '../ruleset/naming.ts'
import type { Chain, Origin, Rule } from '../ruleset/ruleset.ts'
import { COMMENTS } from './comments.ts'
import { DROP, icmpv6, jump, keepFirst, keepLast, type Line, line, RETURN, spec, udp, withComment } from './lines.ts'
import type { Providers } from './providers.ts'
import type { EgressPart, IngressPart, ReleaseFacts } from './releases.ts'
import { sourceChecks } from './source-check.ts'
import type { UserRules } from './user-rules.ts'

export interface PortContext {
  readonly facts: ReleaseFacts
  readonly prefix: WrapPrefix
  readonly providers: Providers
  readonly userRules: UserRules
  /** The comment, or null where the host writes none. */
  readonly say: (comment: string) => string | null
}

/** The chains of a port for one family: i and o always, s where the port has an address of the family to check. */
export function portChains(context: PortContext, port: Port, family: Family): Chain[] {
  const { prefix, facts } = context
  const sourceRules = sourceChecks(facts, port, family, context.say)
  const chain = (letter: 'i' | 'o' | 's', role: Chain['role'], rules: Rule[]): Chain => ({
    name: portChain(prefix, letter, port.id),
    role,
    portId: port.id,
    rules,
  })
  const egress = facts.egress[family]
    .filter((part) => part !== 'source-check' || sourceRules.length > 0)
    .flatMap((part) => egressLines(context, port, family, part))
  return [
    chain('i', 'port-in', keepLast(family, ingressOf(context, port, family))),
    chain('o', 'port-out', keepLast(family, egress)),
    ...(sourceRules.length > 0 ? [chain('s', 'port-source', keepLast(family, sourceRules))] : []),
  ]
}

/** Provider rules and those of groups are pruned together. */
function ingressOf(context: PortContext, port: Port, family: Family): Line[] {
  const parts = context.facts.ingress[family]
  const lines = (from: number, to: number) => parts.slice(from, to).flatMap((part) => ingressLines(context, port, family, part))
  if (context.facts.rules.ofEqual === 'last') return lines(0, parts.length)
  const [first, end] = [parts.indexOf('providers'), parts.indexOf('user') + 1]
  return [...lines(0, first), ...keepFirst(family, lines(first, end)), ...lines(end, parts.length)]
}

function ingressLines(context: PortContext, port: Port, family: Family, part: IngressPart): Line[] {
  switch (part) {
    case 'icmpv6-inbound':
      return context.facts.inboundIcmpv6Types.map((type) => line(base(port, 'icmpv6'), icmpv6(type, RETURN)))
    case 'providers':
      return context.providers.linesFor(port, family)
    case 'user':
      return context.userRules.linesFor(port, 'ingress', family)
    default:
      return [commonLine(context, port, part)]
  }
}

/** From the unspecified address, before an address is a card's own: MLD report, neighbour solicitation, MLDv2 report (RFC 4861, 3810). */
const UNSPECIFIED_TYPES = [131, 135, 143]

function egressLines(context: PortContext, port: Port, family: Family, part: EgressPart): Line[] {
  const said = (what: Base['what'], rule: RuleSpec, comment: string): Line =>
    line(base(port, what), withComment(rule, context.say(comment)))
  // RFC 2131: client 68, server 67. RFC 8415: client 546, server 547.
  const [client, server] = family === 'ipv4' ? [68, 67] : [546, 547]
  switch (part) {
    case 'icmpv6-outbound':
      return [said('icmpv6', { ...spec(RETURN), protocol: 'ipv6-icmp' }, COMMENTS.icmpv6)]
    case 'icmpv6-unspecified':
      return UNSPECIFIED_TYPES.map((type) =>
        said('icmpv6', { source: '::', destination: 'ff02::/16', ...icmpv6(type, RETURN) }, COMMENTS.icmpv6),
      )
    case 'advertisement-drop':
      return [said('router-advertisement', icmpv6(134, DROP), COMMENTS.advertisementDrop)]
    case 'dhcp-client-first': {
      const narrow =
        context.facts.dhcpClientFirst === 'unspecified' ? { source: '0.0.0.0/32', destination: '255.255.255.255/32' } : {}
      return [said('dhcp-client', { ...narrow, ...udp(client, server, RETURN) }, COMMENTS.dhcpClient)]
    }
    case 'dhcp-client':
      return [said('dhcp-client', udp(client, server, RETURN), COMMENTS.dhcpClient)]
    case 'dhcp-server':
      return [said('dhcp-server', udp(server, client, DROP), COMMENTS.dhcpServer)]
    case 'source-check':
      return [line({ kind: 'port', portId: port.id }, spec(jump(portChain(context.prefix, 's', port.id))))]
    case 'user': {
      const lines = context.userRules.linesFor(port, 'egress', family)
      return context.facts.rules.ofEqual === 'first' ? keepFirst(family, lines) : lines
    }
    default:
      return [commonLine(context, port, part)]
  }
}

function commonLine(context: PortContext, port: Port, part: 'invalid' | 'established' | 'fallback'): Line {
  const said = (rule: RuleSpec, comment: string): Line => line(base(port, part), withComment(rule, context.say(comment)))
  switch (part) {
    case 'invalid':
      return said(spec(DROP, { kind: 'state', states: ['INVALID'] }), COMMENTS.invalidDrop)
    case 'established':
      return said(spec(RETURN, { kind: 'state', states: ['RELATED', 'ESTABLISHED'] }), COMMENTS.established)
    case 'fallback':
      return said(spec(jump(wrapped(context.prefix, 'sg-fallback'))), COMMENTS.unmatched)
    default:
      return unreachable(part)
  }
}

type Base = Extract<Origin, { kind: 'base' }>
const base = (port: Port, what: Base['what']): Base => ({ kind: 'base', portId: port.id, what })
