import { type Issue, issue } from '../errors.ts'
import { parseAddress, shown } from '../net/address.ts'
import { isCardMac } from '../net/mac.ts'
import { contains, type Prefix, parsePrefix } from '../net/prefix.ts'
import { outsideOf, unknownNetwork } from './check-networks.ts'
import { deviceOf } from './device-name.ts'
import type { Port, Project } from './schema.ts'

type Path = readonly (string | number)[]

/** What is wrong with ports: dangling ids, addresses outside of their subnets, and chains that would become one. */
export function checkPorts(project: Project, prefixes: ReadonlyMap<string, Prefix>): Issue[] {
  const known = {
    networks: new Set(project.networks.map(({ id }) => id)),
    subnets: new Map(project.subnets.map((subnet) => [subnet.id, subnet.networkId])),
    hosts: new Set(project.hosts.map(({ name }) => name)),
    groups: new Set(project.securityGroups.map(({ id }) => id)),
    vms: new Set(project.vms.map(({ id }) => id)),
    routers: new Set(project.routers.map(({ id }) => id)),
    prefixes,
  }
  const unique = new Uniqueness()
  const issues: Issue[] = []
  project.ports.forEach((port, at) => {
    const path = ['ports', at]
    // Each address is read once: of thousands of ports that is most of the work.
    const addresses = port.fixedIps.map(({ ipAddress }) => parseAddress(ipAddress))
    checkReferences(port, path, known, issues)
    checkFixedIps(port, addresses, path, known, issues)
    checkPairs(port, path, issues)
    unique.check(port, addresses, path, issues)
  })
  return issues
}

type Parsed = ReturnType<typeof parseAddress>

interface Known {
  readonly networks: ReadonlySet<string>
  readonly subnets: ReadonlyMap<string, string>
  readonly hosts: ReadonlySet<string>
  readonly groups: ReadonlySet<string>
  readonly vms: ReadonlySet<string>
  readonly routers: ReadonlySet<string>
  readonly prefixes: ReadonlyMap<string, Prefix>
}

function checkReferences(port: Port, path: Path, known: Known, issues: Issue[]): void {
  if (!known.networks.has(port.networkId)) issues.push(unknownNetwork([...path, 'networkId'], port.networkId))
  if (port.hostName !== null && !known.hosts.has(port.hostName))
    issues.push(issue([...path, 'hostName'], 'host.unknown', `There is no host ${port.hostName}.`, { name: port.hostName }))
  if (port.deviceOwner.startsWith('compute:') && !known.vms.has(port.deviceId))
    issues.push(issue([...path, 'deviceId'], 'vm.unknown', `There is no VM ${shown(port.deviceId)}.`, { id: shown(port.deviceId) }))
  if (port.deviceOwner.startsWith('network:router') && !known.routers.has(port.deviceId))
    issues.push(
      issue([...path, 'deviceId'], 'router.unknown', `There is no router ${shown(port.deviceId)}.`, { id: shown(port.deviceId) }),
    )
  port.securityGroupIds.forEach((id, at) => {
    const place = [...path, 'securityGroupIds', at]
    if (!known.groups.has(id)) issues.push(issue(place, 'group.unknown', `There is no group ${id}.`, { id }))
    else if (port.securityGroupIds.indexOf(id) < at)
      issues.push(issue(place, 'port.group-twice', 'This port names the same group twice. Leave one out.', { id }))
  })
}

function checkFixedIps(port: Port, addresses: readonly Parsed[], path: Path, known: Known, issues: Issue[]): void {
  addresses.forEach((address, at) => {
    const found = fixedIpIssue(port, at, address, path, known)
    if (found !== null) issues.push(found)
  })
}

function fixedIpIssue({ networkId, fixedIps }: Port, at: number, address: Parsed, path: Path, known: Known): Issue | null {
  const { subnetId = '', ipAddress = '' } = fixedIps[at] ?? {}
  const place = (field: string): Path => [...path, 'fixedIps', at, field]
  const subnetNetwork = known.subnets.get(subnetId)
  if (subnetNetwork === undefined)
    return issue(place('subnetId'), 'subnet.unknown', `There is no subnet ${subnetId}.`, { id: subnetId })
  if (subnetNetwork !== networkId) {
    const message = `Subnet ${subnetId} belongs to another network than the port.`
    return issue(place('subnetId'), 'subnet.of-other-network', message, { id: subnetId })
  }
  if (!address.ok) return issue(place('ipAddress'), 'address.bad', address.error, { address: shown(ipAddress) })
  const prefix = known.prefixes.get(subnetId)
  // Of a subnet whose own prefix is wrong nothing can be said; it has its own issue.
  if (prefix === undefined || contains(prefix, address.value)) return null
  const values = { address: ipAddress, prefix: prefix.text }
  return issue(place('ipAddress'), 'address.outside-subnet', outsideOf(ipAddress, prefix), values)
}

function checkPairs({ allowedAddressPairs: pairs }: Port, path: Path, issues: Issue[]): void {
  pairs.forEach(({ ipAddress, macAddress }, at) => {
    const place = [...path, 'allowedAddressPairs', at]
    if (ipAddress === '') {
      const message = 'An address pair needs its address. Write one, or a prefix.'
      issues.push(issue([...place, 'ipAddress'], 'port.pair-without-address', message))
      return
    }
    const prefix = parsePrefix(ipAddress)
    if (!prefix.ok) {
      issues.push(issue([...place, 'ipAddress'], 'address.bad', prefix.error, { address: shown(ipAddress) }))
      return
    }
    const first = pairs.findIndex((pair) => pair.ipAddress === ipAddress && pair.macAddress === macAddress)
    if (first === at) return
    issues.push(issue(place, 'port.pair-twice', `${ipAddress} is given twice. Leave one out.`, { address: ipAddress }))
  })
}

/** Of the port id, this many characters reach the names of its chains: iptables_manager.py cuts names to 11. */
const CHAIN_ID_LENGTH = 10

/** Addresses and MAC addresses by network, and the beginnings of ids by host, each with the port that had it first. */
class Uniqueness {
  private readonly addresses = new Map<string, Map<string, string>>()
  private readonly macs = new Map<string, Map<string, string>>()
  private readonly chains = new Map<string, Map<string, string>>()
  /** Ports with a device of their own. */
  private readonly named = new Set<string>()
  private readonly devices = new Map<string, Map<string, string>>()

  check(port: Port, addresses: readonly Parsed[], path: Path, issues: Issue[]): void {
    const { id, networkId, macAddress: mac, hostName } = port
    addresses.forEach((address, at) => {
      if (!address.ok || firstWith(this.addresses, networkId, address.value.text, id) === null) return
      const ipAddress = port.fixedIps[at]?.ipAddress ?? ''
      const message = `${ipAddress} belongs to another port of this network. Write a free address.`
      issues.push(issue([...path, 'fixedIps', at, 'ipAddress'], 'address.taken', message, { address: ipAddress }))
    })
    if (firstWith(this.macs, networkId, mac.toLowerCase(), id) !== null) {
      const message = `${mac} belongs to another port of this network. Write another one.`
      issues.push(issue([...path, 'macAddress'], 'mac.taken', message, { mac }))
    }
    if (!isCardMac(mac)) {
      const message = `${mac} is no address of a single card. Write one whose second digit is even, and not only zeros.`
      issues.push(issue([...path, 'macAddress'], 'mac.not-a-card', message, { mac }))
    }
    if (hostName === null || port.deviceOwner.startsWith('network:')) return
    const device = deviceOf(port)
    const holder = firstWith(this.devices, hostName, device, id)
    // Ports that nova plugged share a device only when they share their chains, too.
    if (holder !== null && (port.vif !== undefined || this.named.has(holder))) {
      const message = `Device ${device} of ${hostName} is that of port ${holder} already. Give one another device or another host.`
      issues.push(issue([...path, 'vif'], 'port.device-twice', message, { device, other: holder, host: hostName }))
    }
    if (port.vif !== undefined) this.named.add(id)
    const other = firstWith(this.chains, hostName, id.slice(0, CHAIN_ID_LENGTH), id)
    if (other === null) return
    const message =
      `Ports ${other} and ${id} begin with the same ten characters, so both would have the same chains on ${hostName}. ` +
      'Give one another id or another host.'
    issues.push(issue([...path, 'id'], 'port.chains-merge', message, { id, other, host: hostName }))
  }
}

/** Who had `key` in `scope` before; null for the first one, who is kept. */
function firstWith(seen: Map<string, Map<string, string>>, scope: string, key: string, id: string): string | null {
  const there = seen.get(scope)
  if (there === undefined) {
    seen.set(scope, new Map([[key, id]]))
    return null
  }
  const first = there.get(key)
  if (first === undefined) there.set(key, id)
  return first ?? null
}
