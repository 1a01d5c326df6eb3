import { isLinkLocal } from '../net/address.ts'
import { linkLocalOf } from '../net/mac.ts'
import type { Family, RuleSpec } from '../netfilter/rule-spec.ts'
import type { Port, Project, Subnet } from '../project/schema.ts'
import { addressPart, familyOf, icmpv6, type Line, line, RETURN, type ReadPrefix, udp, type Written, written } from './lines.ts'
import type { ReleaseFacts } from './releases.ts'

/** Servers of a network whose answers every port of it may receive. Addresses in the kernel's form. */
interface Servers {
  readonly dhcp: readonly { readonly family: Family; readonly address: string }[]
  readonly advertisers: readonly string[]
}

/** RFC 8415: DHCPv6 answers may come to the client's link-local address. */
const LINK_LOCAL = 'fe80::/64'
const BROADCAST = '255.255.255.255/32'
/** RFC 4861. */
const ADVERTISEMENT = 134
/** Server's and client's port: RFC 2131, RFC 8415. */
const answer = (family: Family): RuleSpec => (family === 'ipv4' ? udp(67, 68, RETURN) : udp(547, 546, RETURN))

/** Provider rules: securitygroups_rpc_base.py, _add_ingress_ra_rule and _add_ingress_dhcp_rule. */
export class Providers {
  private readonly servers = new Map<string, Servers>()
  private readonly lines = new Map<string, Written>()
  private readonly project: Project
  private readonly kind: ReleaseFacts['providers']
  private readonly readPrefix: ReadPrefix

  constructor(project: Project, kind: ReleaseFacts['providers'], readPrefix: ReadPrefix) {
    this.project = project
    this.kind = kind
    this.readPrefix = readPrefix
  }

  linesFor(port: Port, family: Family): Line[] {
    return this.kind === 'servers' ? this.fromServers(port, family) : this.toOwnAddresses(port, family)
  }

  private fromServers(port: Port, family: Family): Line[] {
    const { dhcp, advertisers } = this.of(port.networkId)
    const portId = port.id
    const from = (address: string) => addressPart('source', this.readPrefix(address))
    return [
      ...(family === 'ipv4' ? [] : advertisers).map((address) =>
        line(
          this.once(`ra ${address}`, family, () => ({ ...from(address), ...icmpv6(ADVERTISEMENT, RETURN) })),
          { kind: 'provider', portId, what: 'router-advertisement', by: 'server', address },
        ),
      ),
      ...dhcp
        .filter((server) => server.family === family)
        .map(({ address }) =>
          line(
            this.once(`from ${address}`, family, () => ({ ...from(address), ...answer(family) })),
            { kind: 'provider', portId, what: 'dhcp', by: 'server', address },
          ),
        ),
    ]
  }

  /** Since 11.0 the server is not named: what it sends must be meant for the port. An advertisement comes only where the port has IPv6. */
  private toOwnAddresses({ id: portId, fixedIps }: Port, family: Family): Line[] {
    const lines: Line[] = []
    const answered = (address: string, rule: Written) =>
      lines.push(line(rule, { kind: 'provider', portId, what: 'dhcp', by: 'own-address', address }))
    for (const { ipAddress } of fixedIps) {
      const { version, text } = this.readPrefix(ipAddress)
      if (familyOf(version) !== family) continue
      if (family === 'ipv6' && lines.length === 0) {
        const rule = this.once('ra', family, () => icmpv6(ADVERTISEMENT, RETURN))
        lines.push(line(rule, { kind: 'provider', portId, what: 'router-advertisement', by: 'own-address', address: null }))
      }
      answered(text, written(family, { destination: text, ...answer(family) }))
    }
    const all = family === 'ipv4' ? BROADCAST : LINK_LOCAL
    answered(
      all,
      this.once(`to ${all}`, family, () => ({ destination: all, ...answer(family) })),
    )
    return lines
  }

  /** Lines that many ports have are printed once. */
  private once(name: string, family: Family, make: () => RuleSpec): Written {
    const key = `${family} ${name}`
    const known = this.lines.get(key) ?? written(family, make())
    this.lines.set(key, known)
    return known
  }

  private of(networkId: string): Servers {
    const known = this.servers.get(networkId)
    if (known !== undefined) return known
    const servers = { dhcp: this.dhcpServers(networkId), advertisers: this.advertisers(networkId) }
    this.servers.set(networkId, servers)
    return servers
  }

  /** A global IPv6 address is replaced by the link-local one of the port's MAC: DHCPv6 answers come from there. */
  private dhcpServers(networkId: string): Servers['dhcp'] {
    const found = new Map<string, Family>()
    for (const port of this.project.ports) {
      if (port.networkId !== networkId || port.deviceOwner !== 'network:dhcp') continue
      for (const { ipAddress } of port.fixedIps) {
        const address = this.readPrefix(ipAddress).network
        const text = address.version === 6 && !isLinkLocal(address) ? linkLocalOf(port.macAddress)?.text : address.text
        if (text !== undefined) found.set(text, familyOf(address.version))
      }
    }
    return [...found].map(([address, family]) => ({ family, address }))
  }

  /** The link-local gateway itself; when Neutron advertises, the link-local address of the router's port; otherwise nobody. */
  private advertisers(networkId: string): string[] {
    const found = new Set<string>()
    for (const subnet of this.project.subnets) {
      if (subnet.networkId !== networkId || subnet.ipVersion !== 6 || subnet.gatewayIp === null) continue
      const gateway = this.readPrefix(subnet.gatewayIp).network
      const address = isLinkLocal(gateway) ? gateway : this.routerLinkLocal(subnet, gateway.text)
      if (address !== null) found.add(address.text)
    }
    return [...found]
  }

  private routerLinkLocal(subnet: Subnet, gateway: string) {
    if (subnet.ipv6RaMode === undefined) return null
    const port = this.project.ports.find(
      ({ deviceOwner, fixedIps }) =>
        deviceOwner === 'network:router_interface' &&
        fixedIps.some((ip) => ip.subnetId === subnet.id && this.readPrefix(ip.ipAddress).network.text === gateway),
    )
    return port === undefined ? null : linkLocalOf(port.macAddress)
  }
}
