import type { Family } from '../netfilter/rule-spec.ts'
import type { Port } from '../project/schema.ts'
import { unreachable } from '../result.ts'
import { portChain, type WrapPrefix, wrapped } from '../ruleset/naming.ts'
import type { Chain, Origin, Rule } from '../ruleset/ruleset.ts'
import { addressPart, DROP, familyOf, jump, keepLast, type Line, line, RETURN, spec, surePrefix, udp } from './lines.ts'
import type { Providers } from './providers.ts'
import type { EgressPart, IngressPart } from './releases.ts'
import { type UserRuleContext, userLines } from './user-rules.ts'

export interface PortContext extends UserRuleContext {
  readonly prefix: WrapPrefix
  readonly providers: Providers
}

/** The chains of a port for one family: i and o always, s where the port has an address of the family to check. */
export function portChains(context: PortContext, port: Port, family: Family): Chain[] {
  const { prefix, facts } = context
  const sourceRules = sourceChecks(port, family)
  const chain = (letter: 'i' | 'o' | 's', role: Chain['role'], rules: Rule[]): Chain => ({
    name: portChain(prefix, letter, port.id),
    role,
    portId: port.id,
    rules,
  })
  const ingress = facts.ingress[family].flatMap((part) => ingressLines(context, port, family, part))
  const egress = facts.egress[family]
    .filter((part) => part !== 'source-check' || sourceRules.length > 0)
    .flatMap((part) => egressLines(context, port, family, part))
  return [
    chain('i', 'port-in', keepLast(family, ingress)),
    chain('o', 'port-out', keepLast(family, egress)),
    ...(sourceRules.length > 0 ? [chain('s', 'port-source', keepLast(family, sourceRules))] : []),
  ]
}

function ingressLines(context: PortContext, port: Port, family: Family, part: IngressPart): Line[] {
  switch (part) {
    case 'icmpv6-inbound':
      return context.facts.inboundIcmpv6Types.map((type) =>
        line(base(port, 'icmpv6'), { ...spec(RETURN, { kind: 'icmp', version: 6, type }), protocol: 'ipv6-icmp' }),
      )
    case 'providers':
      return context.providers.linesFor(port, family)
    case 'user':
      return userLines(context, port, 'ingress', family)
    default:
      return commonLines(context, port, part)
  }
}

function egressLines(context: PortContext, port: Port, family: Family, part: EgressPart): Line[] {
  // RFC 2131: client 68, server 67. RFC 8415: client 546, server 547.
  const [client, server] = family === 'ipv4' ? [68, 67] : [546, 547]
  switch (part) {
    case 'icmpv6-outbound':
      return [line(base(port, 'icmpv6'), { ...spec(RETURN), protocol: 'ipv6-icmp' })]
    case 'dhcp-client':
      return [line(base(port, 'dhcp-client'), udp(client, server, RETURN))]
    case 'dhcp-server':
      return [line(base(port, 'dhcp-server'), udp(server, client, DROP))]
    case 'source-check':
      return [line({ kind: 'port', portId: port.id }, spec(jump(portChain(context.prefix, 's', port.id))))]
    case 'user':
      return userLines(context, port, 'egress', family)
    default:
      return commonLines(context, port, part)
  }
}

function commonLines(context: PortContext, port: Port, part: 'invalid' | 'established' | 'fallback'): Line[] {
  switch (part) {
    case 'invalid':
      return [line(base(port, part), spec(DROP, { kind: 'state', states: ['INVALID'] }))]
    case 'established':
      return [line(base(port, part), spec(RETURN, { kind: 'state', states: ['RELATED', 'ESTABLISHED'] }))]
    case 'fallback':
      return [line(base(port, part), spec(jump(wrapped(context.prefix, 'sg-fallback'))))]
    default:
      return unreachable(part)
  }
}

type Base = Extract<Origin, { kind: 'base' }>
const base = (port: Port, what: Base['what']): Base => ({ kind: 'base', portId: port.id, what })

/**
 * Address and MAC pairs that the port may send from: allowed pairs, then fixed addresses, then DROP. A port without fixed addresses
 * may send from any address with its MAC. No line when the family has nothing to check.
 */
function sourceChecks(port: Port, family: Family): Line[] {
  const pairs = port.allowedAddressPairs.map((pair) => ({ typed: pair.ipAddress, mac: pair.macAddress ?? port.macAddress }))
  const fixed = port.fixedIps.map(({ ipAddress }) => ({ typed: ipAddress, mac: port.macAddress }))
  const lines = [...pairs, ...fixed]
    .map(({ typed, mac }) => ({ typed, mac, prefix: surePrefix(typed) }))
    .filter(({ prefix }) => familyOf(prefix.version) === family)
    .map(({ typed, mac, prefix }) =>
      line(
        { kind: 'anti-spoofing', portId: port.id, address: prefix.text, mac: mac.toLowerCase() },
        { ...addressPart('source', prefix), ...spec(RETURN, { kind: 'mac-source', mac: mac.toLowerCase() }) },
        `${mac} ${typed}`,
      ),
    )
  if (port.fixedIps.length === 0) {
    const mac = port.macAddress.toLowerCase()
    const origin: Origin = { kind: 'anti-spoofing', portId: port.id, address: null, mac }
    lines.push(line(origin, spec(RETURN, { kind: 'mac-source', mac }), port.macAddress))
  }
  if (lines.length === 0) return []
  return [...lines, line({ kind: 'anti-spoofing', portId: port.id, address: null, mac: null }, spec(DROP))]
}
