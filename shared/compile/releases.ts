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
  /** A DHCP client's packets before the source check: from any address, or from 0.0.0.0 to the broadcast address only. */
  readonly dhcpClientFirst: 'anywhere' | 'unspecified'
  /** Who may send DHCP answers and router advertisements: known servers, or anyone to the port's own addresses. */
  readonly providers: 'servers' | 'own-addresses'
  /** The source check lets a link-local address of its MAC pass beside each IPv6 address. */
  readonly linkLocalSource: boolean
  /** A port without fixed addresses is no member of its groups, whatever pairs it has. */
  readonly membersHaveAddress: boolean
  /** MAC addresses are brought into the kernel's spelling; else a dash in one reaches iptables, which refuses it. */
  readonly normalisesMac: boolean
  /**
   * Name of a set: `prefix`, the family's word, the group's id, cut to `length`. `splitsZero`: a prefix of length 0 becomes its two
   * halves, since a set holds none. `whenEmpty`: a group without members has a set all the same.
   */
  readonly set: {
    readonly prefix: string
    readonly length: number
    readonly type: 'hash:ip' | 'hash:net'
    readonly splitsZero: boolean
    readonly whenEmpty: boolean
  }
  readonly rules: RuleFacts
  /** port_security_enabled is honoured. */
  readonly portSecurity: boolean
  /** sg-chain ends in ACCEPT as soon as the host has any port; else with the first one that has chains. */
  readonly acceptsAtOnce: boolean
  /** Ports of network services are accepted by name in FORWARD. */
  readonly acceptsTrusted: boolean
  /**
   * Each port (or network) has a conntrack zone of its own, set in raw; a stateless group takes its ports out of tracking. Without
   * zones raw (and in 2014.2 and 2015.1 nat) holds Neutron's empty chains only, which are left out here: nothing is ever in them.
   */
  readonly zones: boolean
  /** nat PREROUTING accepts the packets of every port at once, before others' rules there. */
  readonly natShortcut: boolean
  /** comment_iptables_rules is known. */
  readonly comments: boolean
}

/** How a group's rule becomes a line. */
export interface RuleFacts {
  /** A lower port or ICMP type of 0, and an ICMP code of 0, mean "not given": the server loses every 0. */
  readonly zeroIsAbsent: boolean
  /** Protocols written as numbers become names, with all that the name brings; else a number is passed on and its ports are lost. */
  readonly namesProtocols: boolean
  /** Protocols, as texts, whose ports are looked at. */
  readonly portProtocols: readonly string[]
  /** Those of them that carry `-m PROTOCOL` also without a port. */
  readonly bareMatch: readonly string[]
  /** Protocols, as texts, whose ICMP type is looked at. */
  readonly icmpProtocols: readonly string[]
  /** Which one of equal lines from a port's groups stays: the driver keeps the first, or the table writer the last. */
  readonly ofEqual: 'first' | 'last'
  /** Host bits of a remote prefix are cleared by the server, where the driver asks for objects (hybrid) and not for rows (plain). */
  readonly clearsHostBits: boolean
  /** `ipip` is protocol 4 (LP 2054324); else the name is passed on, and /etc/protocols has 94 under it. */
  readonly ipipIsFour: boolean
  /**
   * What a rule with a remote address group matches: its addresses; or every address, since the driver makes the set and forgets the
   * match (LP 2058138); or the release knows no address groups.
   */
  readonly addressGroups: 'matched' | 'open' | 'unknown'
  /** stateful = False is known. */
  readonly stateless: boolean
}

export type IngressPart = 'icmpv6-inbound' | StatePart | 'providers' | 'user' | 'fallback'
export type EgressPart =
  | 'icmpv6-outbound'
  | 'icmpv6-unspecified'
  | 'advertisement-drop'
  | 'dhcp-client-first'
  | 'dhcp-client'
  | 'source-check'
  | 'dhcp-server'
  | StatePart
  | 'user'
  | 'fallback'
type StatePart = 'invalid' | 'established'

/** MLD query, report and done, neighbour solicitation and advertisement: RFC 2710 and RFC 4861. */
const OLD_INBOUND = [130, 131, 132, 135, 136]
const OLD_RULES = {
  zeroIsAbsent: true,
  namesProtocols: false,
  portProtocols: ['tcp', 'udp'],
  bareMatch: ['tcp', 'udp'],
  icmpProtocols: ['icmp', 'icmpv6'],
  ofEqual: 'last',
  clearsHostBits: false,
  ipipIsFour: false,
  addressGroups: 'unknown',
  stateless: false,
} as const satisfies RuleFacts

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
    ipv4: ['dhcp-client-first', 'source-check', 'dhcp-server', 'invalid', 'established', 'user', 'fallback'],
    ipv6: ['icmpv6-outbound', 'dhcp-client', 'source-check', 'dhcp-server', 'invalid', 'established', 'user', 'fallback'],
  },
  inboundIcmpv6Types: OLD_INBOUND,
  dhcpClientFirst: 'anywhere',
  providers: 'servers',
  linkLocalSource: false,
  membersHaveAddress: true,
  normalisesMac: false,
  set: { prefix: '', length: 24, type: 'hash:ip', splitsZero: false, whenEmpty: false },
  rules: OLD_RULES,
  portSecurity: false,
  acceptsAtOnce: false,
  acceptsTrusted: false,
  zones: false,
  natShortcut: false,
  comments: false,
}

/** Kilo, 2015.1.4: the same files; INVALID behind the user's rules since 2015.1.2, the narrow DHCP rule since 2015.1.4. */
const kilo: ReleaseFacts = {
  ...juno,
  ingress: {
    ipv4: ['established', 'providers', 'user', 'invalid', 'fallback'],
    ipv6: ['icmpv6-inbound', 'established', 'providers', 'user', 'invalid', 'fallback'],
  },
  egress: {
    ipv4: ['dhcp-client-first', 'source-check', 'dhcp-client', 'dhcp-server', 'established', 'user', 'invalid', 'fallback'],
    ipv6: ['icmpv6-outbound', 'dhcp-client', 'source-check', 'dhcp-server', 'established', 'user', 'invalid', 'fallback'],
  },
  dhcpClientFirst: 'unspecified',
  set: { prefix: 'NET', length: 27, type: 'hash:net', splitsZero: true, whenEmpty: false },
  portSecurity: true,
  acceptsAtOnce: true,
  comments: true,
}

/** Zed, 21.0.0: neutron/agent/linux/iptables_firewall.py, ip_conntrack.py, ipset_manager.py, neutron/db/securitygroups_rpc_base.py. */
const zed: ReleaseFacts = {
  ...kilo,
  egress: {
    ipv4: kilo.egress.ipv4,
    ipv6: [
      ...(['icmpv6-unspecified', 'source-check', 'advertisement-drop', 'icmpv6-outbound', 'dhcp-client', 'dhcp-server'] as const),
      ...(['established', 'user', 'invalid', 'fallback'] as const),
    ],
  },
  inboundIcmpv6Types: [130, 135, 136],
  providers: 'own-addresses',
  linkLocalSource: true,
  membersHaveAddress: false,
  normalisesMac: true,
  set: { prefix: 'N', length: 29, type: 'hash:net', splitsZero: true, whenEmpty: true },
  rules: {
    zeroIsAbsent: false,
    namesProtocols: true,
    portProtocols: ['tcp', 'udp', 'sctp', 'dccp', 'udplite'],
    bareMatch: [],
    icmpProtocols: ['icmp', 'ipv6-icmp'],
    ofEqual: 'first',
    clearsHostBits: true,
    ipipIsFour: false,
    addressGroups: 'open',
    stateless: true,
  },
  acceptsTrusted: true,
  zones: true,
}

/** 2024.2, 25.2.2: nat PREROUTING since 24.0, address groups matched since 25.0. */
const dalmatian: ReleaseFacts = { ...zed, rules: { ...zed.rules, addressGroups: 'matched', ipipIsFour: true }, natShortcut: true }

export const releaseFacts: { readonly [R in Release]: ReleaseFacts } = {
  '2014.2': juno,
  '2015.1': kilo,
  '21.0': zed,
  '25.2': dalmatian,
}
