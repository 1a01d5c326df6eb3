import { isLinkLocal } from '../net/address.ts'
import { linkLocalOf } from '../net/mac.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import type { Port, Project, Subnet } from '../project/schema.ts'
import { addressPart, familyOf, type Line, line, RETURN, surePrefix, udp } from './lines.ts'

/** Servers of a network whose answers every port of it may receive. Addresses in the kernel's form. */
interface Servers {
  readonly dhcp: readonly { readonly family: Family; readonly address: string }[]
  readonly advertisers: readonly string[]
}

/** Provider rules by server: securitygroups_rpc_base.py, _add_ingress_ra_rule and _add_ingress_dhcp_rule. */
export class Providers {
  private readonly servers = new Map<string, Servers>()
  private readonly project: Project

  constructor(project: Project) {
    this.project = project
  }

  linesFor(port: Port, family: Family): Line[] {
    const { dhcp, advertisers } = this.of(port.networkId)
    const portId = port.id
    const advertised = family === 'ipv4' ? [] : advertisers
    return [
      ...advertised.map((address) =>
        line(
          { kind: 'provider', portId, what: 'router-advertisement', address },
          {
            ...addressPart('source', surePrefix(address)),
            protocol: 'ipv6-icmp',
            matches: [{ kind: 'icmp', version: 6, type: 134 }],
            target: RETURN,
          },
        ),
      ),
      ...dhcp
        .filter((server) => server.family === family)
        .map(({ address }) => {
          const [from, to] = family === 'ipv4' ? [67, 68] : [547, 546]
          return line({ kind: 'provider', portId, what: 'dhcp', address }, udp(from, to, RETURN, surePrefix(address).text))
        }),
    ]
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
        const address = surePrefix(ipAddress).network
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
      const gateway = surePrefix(subnet.gatewayIp).network
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
        fixedIps.some((ip) => ip.subnetId === subnet.id && surePrefix(ip.ipAddress).network.text === gateway),
    )
    return port === undefined ? null : linkLocalOf(port.macAddress)
  }
}
