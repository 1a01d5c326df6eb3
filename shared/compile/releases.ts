import type { Release } from '../project/schema.ts'

/**
 * What one release of Neutron writes other than another one, as data: the compiler reads these tables and names no release itself.
 * A release is added by a table, and by a word where it does something that no table can say yet.
 */
export interface ReleaseFacts {
  /** Parts of the chain towards the VM (i) and from it (o), in their order, by IP family. */
  readonly ingress: { readonly ipv4: readonly IngressPart[]; readonly ipv6: readonly IngressPart[] }
  readonly egress: { readonly ipv4: readonly EgressPart[]; readonly ipv6: readonly EgressPart[] }
  /** ICMPv6 types of `icmpv6-inbound`. */
  readonly inboundIcmpv6Types: readonly number[]
  /** Name of a set: `prefix`, the family's word, the group's id, cut to `length`. */
  readonly set: { readonly prefix: string; readonly length: number; readonly type: 'hash:ip' | 'hash:net' }
  /** A lower port or ICMP type of 0, and an ICMP code of 0, mean "not given". */
  readonly zeroIsAbsent: boolean
  /** Protocols, as texts, whose ports are looked at; they carry `-m PROTOCOL` also without a port. */
  readonly portProtocols: readonly string[]
  /** Protocols, as texts, whose ICMP type is looked at. */
  readonly icmpProtocols: readonly string[]
}

export type IngressPart = 'icmpv6-inbound' | StatePart | 'providers' | 'user' | 'fallback'
export type EgressPart = 'icmpv6-outbound' | 'dhcp-client' | 'source-check' | 'dhcp-server' | StatePart | 'user' | 'fallback'
type StatePart = 'invalid' | 'established'

/**
 * Juno, 2014.2.0 to 2014.2.3: neutron/agent/linux/iptables_firewall.py and ipset_manager.py, neutron/db/securitygroups_rpc_base.py.
 * The server loses every 0 of a rule (`if rule_in_db.get(key)`), so tcp 0:80 opens all of TCP. A protocol written as a number keeps
 * its number and loses its ports (_port_arg compares texts).
 */
const juno: ReleaseFacts = {
  ingress: {
    ipv4: ['invalid', 'established', 'providers', 'user', 'fallback'],
    ipv6: ['icmpv6-inbound', 'invalid', 'established', 'providers', 'user', 'fallback'],
  },
  egress: {
    ipv4: ['dhcp-client', 'source-check', 'dhcp-server', 'invalid', 'established', 'user', 'fallback'],
    ipv6: ['icmpv6-outbound', 'dhcp-client', 'source-check', 'dhcp-server', 'invalid', 'established', 'user', 'fallback'],
  },
  // MLD query, report and done, neighbour solicitation and advertisement: RFC 2710 and RFC 4861.
  inboundIcmpv6Types: [130, 131, 132, 135, 136],
  set: { prefix: '', length: 24, type: 'hash:ip' },
  zeroIsAbsent: true,
  portProtocols: ['tcp', 'udp'],
  icmpProtocols: ['icmp', 'icmpv6'],
}

export const releaseFacts: { readonly [R in Release]: ReleaseFacts } = { '2014.2': juno }
