import { type Issue, issue } from '../errors.ts'
import { type IpAddress, isLinkLocal, parseAddress, shown } from '../net/address.ts'
import { contains, type Prefix, parsePrefix } from '../net/prefix.ts'
import type { Project, Subnet } from './schema.ts'

/** What is wrong with subnets, floating IPs and outside hosts. Subnets with a readable prefix come back for others to look at. */
export function checkNetworks(project: Project): { issues: Issue[]; prefixes: ReadonlyMap<string, Prefix> } {
  const issues: Issue[] = []
  const prefixes = new Map<string, Prefix>()
  const networks = new Set(project.networks.map(({ id }) => id))
  project.subnets.forEach((subnet, at) => {
    const path = ['subnets', at] as const
    if (!networks.has(subnet.networkId)) issues.push(unknownNetwork([...path, 'networkId'], subnet.networkId))
    const prefix = parsePrefix(subnet.cidr)
    if (!prefix.ok) {
      issues.push(issue([...path, 'cidr'], 'subnet.cidr-bad', prefix.error, { cidr: shown(subnet.cidr) }))
      return
    }
    prefixes.set(subnet.id, prefix.value)
    issues.push(...checkSubnet(subnet, prefix.value, path))
  })
  issues.push(...checkFloatingIps(project), ...checkOutsideHosts(project, networks, prefixes))
  return { issues, prefixes }
}

export const unknownNetwork = (path: readonly (string | number)[], id: string): Issue =>
  issue(path, 'network.unknown', `There is no network ${id}. Choose a network of this project.`, { id })

function checkSubnet(subnet: Subnet, prefix: Prefix, path: readonly (string | number)[]): Issue[] {
  const { cidr, ipVersion, gatewayIp } = subnet
  if (prefix.version !== ipVersion)
    return [
      issue([...path, 'cidr'], 'subnet.cidr-family', `${cidr} is IPv${prefix.version}, the subnet is IPv${ipVersion}.`, {
        cidr,
        ipVersion,
      }),
    ]
  if (!cidr.includes('/') || prefix.network.text !== addressText(cidr))
    return [
      issue([...path, 'cidr'], 'subnet.cidr-host-bits', `${cidr} is not the network's own address. Write ${prefix.text}.`, {
        cidr,
        network: prefix.text,
      }),
    ]
  return gatewayIp === null ? [] : checkGateway(gatewayIp, prefix, [...path, 'gatewayIp'])
}

const addressText = (cidr: string): string | null => {
  const address = parseAddress(cidr.slice(0, cidr.indexOf('/')))
  return address.ok ? address.value.text : null
}

/** RFC 4861: a router is known by its link-local address, which lies outside of every subnet's prefix. */
function checkGateway(text: string, prefix: Prefix, path: readonly (string | number)[]): Issue[] {
  const gateway = parseAddress(text)
  if (!gateway.ok) return [issue(path, 'address.bad', gateway.error, { address: shown(text) })]
  if (contains(prefix, gateway.value) || (prefix.version === 6 && isLinkLocal(gateway.value))) return []
  return [issue(path, 'subnet.gateway-outside', outsideOf(text, prefix), { address: text, prefix: prefix.text })]
}

export const outsideOf = (address: string, prefix: Prefix): string =>
  `${address} is not in ${prefix.text}. Write an address of that prefix.`

function checkFloatingIps(project: Project): Issue[] {
  const issues: Issue[] = []
  const routers = new Set(project.routers.map(({ id }) => id))
  const ports = new Map(project.ports.map((port) => [port.id, port]))
  const seen = new Set<string>()
  project.floatingIps.forEach((floating, at) => {
    const path = ['floatingIps', at] as const
    const { routerId, portId, floatingIp, fixedIp } = floating
    if (!routers.has(routerId))
      issues.push(issue([...path, 'routerId'], 'router.unknown', `There is no router ${routerId}.`, { id: routerId }))
    const outside = parseAddress(floatingIp)
    if (!outside.ok) issues.push(issue([...path, 'floatingIp'], 'address.bad', outside.error, { address: shown(floatingIp) }))
    else if (seen.has(outside.value.text))
      issues.push(
        issue([...path, 'floatingIp'], 'floating-ip.taken', `${floatingIp} is already a floating IP.`, { address: floatingIp }),
      )
    else seen.add(outside.value.text)
    const port = ports.get(portId)
    const inside = parseAddress(fixedIp)
    if (port === undefined) issues.push(issue([...path, 'portId'], 'port.unknown', `There is no port ${portId}.`, { id: portId }))
    else if (!inside.ok || !port.fixedIps.some(({ ipAddress }) => isSame(ipAddress, inside.value)))
      issues.push(
        issue(
          [...path, 'fixedIp'],
          'floating-ip.fixed-ip',
          `${shown(fixedIp)} is not a fixed IP of the port. Write one of its addresses.`,
          {
            address: shown(fixedIp),
          },
        ),
      )
  })
  return issues
}

function isSame(text: string, address: IpAddress): boolean {
  const other = parseAddress(text)
  return other.ok && other.value.text === address.text
}

function checkOutsideHosts(project: Project, networks: ReadonlySet<string>, prefixes: ReadonlyMap<string, Prefix>): Issue[] {
  const issues: Issue[] = []
  project.outsideHosts.forEach(({ networkId, address }, at) => {
    const path = ['outsideHosts', at, 'address'] as const
    if (!networks.has(networkId)) issues.push(unknownNetwork(['outsideHosts', at, 'networkId'], networkId))
    const parsed = parseAddress(address)
    if (!parsed.ok) {
      issues.push(issue(path, 'address.bad', parsed.error, { address: shown(address) }))
      return
    }
    const own = project.subnets.filter((subnet) => subnet.networkId === networkId)
    const inside = own.some(({ id }) => {
      const prefix = prefixes.get(id)
      return prefix !== undefined && contains(prefix, parsed.value)
    })
    if (own.length > 0 && !inside)
      issues.push(issue(path, 'outside-host.address-outside', `${address} is in no subnet of its network.`, { address }))
  })
  return issues
}
