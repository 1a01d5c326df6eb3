import { isLinkLocal } from '../net/address.ts'
import { linkLocalOf } from '../net/mac.ts'
import type { Family, RuleSpec } from '../netfilter/rule-spec.ts'
import type { Port, Project, Subnet } from '../project/schema.ts'
import type { ChainLines } from './chain-lines.ts'
import { LineTemplate, SAMPLE } from './line-template.ts'
import { addressPart, familyOf, icmpv6, RETURN, type ReadPrefix, udp, type Writer } from './lines.ts'
import type { ReleaseFacts } from './releases.ts'
import type { Cause, Written } from './shared-rule.ts'

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
const ANSWER: { readonly [F in Family]: RuleSpec } = { ipv4: udp(67, 68, RETURN), ipv6: udp(547, 546, RETURN) }

const answerTo = (family: Family): LineTemplate =>
  new LineTemplate(family, [SAMPLE.address[family]], (destination) => ({ destination, ...ANSWER[family] }))
const ANSWER_TO = { ipv4: answerTo('ipv4'), ipv6: answerTo('ipv6') }

/** Provider rules: securitygroups_rpc_base.py, _add_ingress_ra_rule and _add_ingress_dhcp_rule. */
export class Providers {
  private readonly servers = new Map<string, Servers>()
  private readonly shared = { ipv4: new Map<string, Written>(), ipv6: new Map<string, Written>() }
  private readonly project: Project
  private readonly kind: ReleaseFacts['providers']
  private readonly readPrefix: ReadPrefix
  private readonly writer: Writer

  constructor(project: Project, kind: ReleaseFacts['providers'], readPrefix: ReadPrefix, writer: Writer) {
    this.project = project
    this.kind = kind
    this.readPrefix = readPrefix
    this.writer = writer
  }

  /** Puts the provider rules of a port behind what its chain has. */
  addTo(lines: ChainLines, port: Port, family: Family): void {
    if (this.kind === 'servers') this.fromServers(lines, port, family)
    else this.toOwnAddresses(lines, port, family)
  }

  private fromServers(lines: ChainLines, { id: portId, networkId }: Port, family: Family): void {
    const { dhcp, advertisers } = this.of(networkId)
    const from = (address: string) => addressPart('source', this.readPrefix(address))
    for (const address of family === 'ipv4' ? [] : advertisers) {
      const cause: Cause = { kind: 'provider', what: 'router-advertisement', by: 'server', address }
      lines.add(
        this.once(family, `ra ${address}`, cause, () => ({ ...from(address), ...icmpv6(ADVERTISEMENT, RETURN) })),
        portId,
      )
    }
    for (const { family: of, address } of dhcp) {
      if (of !== family) continue
      const cause: Cause = { kind: 'provider', what: 'dhcp', by: 'server', address }
      lines.add(
        this.once(family, address, cause, () => ({ ...from(address), ...ANSWER[family] })),
        portId,
      )
    }
  }

  /** Since 11.0 the server is not named: what it sends must be meant for the port. An advertisement comes only where the port has IPv6. */
  private toOwnAddresses(lines: ChainLines, { id: portId, fixedIps }: Port, family: Family): void {
    let first = true
    for (const { ipAddress } of fixedIps) {
      const { version, text } = this.readPrefix(ipAddress)
      if (familyOf(version) !== family) continue
      if (family === 'ipv6' && first) {
        const cause: Cause = { kind: 'provider', what: 'router-advertisement', by: 'own-address', address: null }
        lines.add(
          this.once(family, 'ra', cause, () => icmpv6(ADVERTISEMENT, RETURN)),
          portId,
        )
      }
      first = false
      lines.addOwn(ANSWER_TO[family].line({ kind: 'provider', portId, what: 'dhcp', by: 'own-address', address: text }, text))
    }
    const all = family === 'ipv4' ? BROADCAST : LINK_LOCAL
    const cause: Cause = { kind: 'provider', what: 'dhcp', by: 'own-address', address: all }
    lines.add(
      this.once(family, all, cause, () => ({ destination: all, ...ANSWER[family] })),
      portId,
    )
  }

  /** Lines that many ports have are printed once. */
  private once(family: Family, name: string, cause: Cause, make: () => RuleSpec): Written {
    const known = this.shared[family].get(name)
    if (known !== undefined) return known
    const made = this.writer.write(family, cause, make())
    this.shared[family].set(name, made)
    return made
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
