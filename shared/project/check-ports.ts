import { type Issue, issue } from '../errors.ts'
import { parseAddress, shown } from '../net/address.ts'
import { isCardMac } from '../net/mac.ts'
import { contains, type Prefix, parsePrefix } from '../net/prefix.ts'
import { outsideOf, unknownNetwork } from './check-networks.ts'
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
  return project.ports.flatMap((port, at) => {
    const path = ['ports', at]
    return [
      ...checkReferences(port, path, known),
      ...checkFixedIps(port, path, known),
      ...checkPairs(port, path),
      ...unique.check(port, path),
    ]
  })
}

interface Known {
  readonly networks: ReadonlySet<string>
  readonly subnets: ReadonlyMap<string, string>
  readonly hosts: ReadonlySet<string>
  readonly groups: ReadonlySet<string>
  readonly vms: ReadonlySet<string>
  readonly routers: ReadonlySet<string>
  readonly prefixes: ReadonlyMap<string, Prefix>
}

function checkReferences(port: Port, path: Path, known: Known): Issue[] {
  const issues: Issue[] = []
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
  return issues
}

function checkFixedIps(port: Port, path: Path, known: Known): Issue[] {
  return port.fixedIps.flatMap(({ subnetId, ipAddress }, at): Issue[] => {
    const place = [...path, 'fixedIps', at]
    const networkId = known.subnets.get(subnetId)
    if (networkId === undefined)
      return [issue([...place, 'subnetId'], 'subnet.unknown', `There is no subnet ${subnetId}.`, { id: subnetId })]
    if (networkId !== port.networkId)
      return [
        issue([...place, 'subnetId'], 'subnet.of-other-network', `Subnet ${subnetId} belongs to another network than the port.`, {
          id: subnetId,
        }),
      ]
    const address = parseAddress(ipAddress)
    if (!address.ok) return [issue([...place, 'ipAddress'], 'address.bad', address.error, { address: shown(ipAddress) })]
    const prefix = known.prefixes.get(subnetId)
    // Of a subnet whose own prefix is wrong nothing can be said; it has its own issue.
    if (prefix === undefined || contains(prefix, address.value)) return []
    return [
      issue([...place, 'ipAddress'], 'address.outside-subnet', outsideOf(ipAddress, prefix), {
        address: ipAddress,
        prefix: prefix.text,
      }),
    ]
  })
}

function checkPairs(port: Port, path: Path): Issue[] {
  return port.allowedAddressPairs.flatMap((pair, at): Issue[] => {
    const prefix = parsePrefix(pair.ipAddress)
    const place = [...path, 'allowedAddressPairs', at]
    if (!prefix.ok) return [issue([...place, 'ipAddress'], 'address.bad', prefix.error, { address: shown(pair.ipAddress) })]
    const first = port.allowedAddressPairs.findIndex((p) => p.ipAddress === pair.ipAddress && p.macAddress === pair.macAddress)
    return first < at
      ? [issue(place, 'port.pair-twice', `${pair.ipAddress} is given twice. Leave one out.`, { address: pair.ipAddress })]
      : []
  })
}

/** Of the port id, this many characters reach the names of its chains: iptables_manager.py cuts names to 11. */
const CHAIN_ID_LENGTH = 10

class Uniqueness {
  private readonly addresses = new Set<string>()
  private readonly macs = new Set<string>()
  private readonly chains = new Map<string, string>()

  check(port: Port, path: Path): Issue[] {
    const issues: Issue[] = []
    port.fixedIps.forEach(({ ipAddress }, at) => {
      const address = parseAddress(ipAddress)
      if (!address.ok || isNew(this.addresses, `${port.networkId} ${address.value.text}`)) return
      const message = `${ipAddress} belongs to another port of this network. Write a free address.`
      issues.push(issue([...path, 'fixedIps', at, 'ipAddress'], 'address.taken', message, { address: ipAddress }))
    })
    if (!isNew(this.macs, `${port.networkId} ${port.macAddress.toLowerCase()}`))
      issues.push(
        issue(
          [...path, 'macAddress'],
          'mac.taken',
          `${port.macAddress} belongs to another port of this network. Write another one.`,
          {
            mac: port.macAddress,
          },
        ),
      )
    if (!isCardMac(port.macAddress)) {
      const message = `${port.macAddress} is no address of a single card. Write one whose second digit is even, and not only zeros.`
      issues.push(issue([...path, 'macAddress'], 'mac.not-a-card', message, { mac: port.macAddress }))
    }
    if (port.hostName !== null && !port.deviceOwner.startsWith('network:')) {
      const key = `${port.hostName} ${port.id.slice(0, CHAIN_ID_LENGTH)}`
      const other = this.chains.get(key)
      if (other !== undefined)
        issues.push(
          issue(
            [...path, 'id'],
            'port.chains-merge',
            `Ports ${other} and ${port.id} begin with the same ten characters, so both would have the same chains on ${port.hostName}. ` +
              'Give one another id or another host.',
            { id: port.id, other, host: port.hostName },
          ),
        )
      else this.chains.set(key, port.id)
    }
    return issues
  }
}

function isNew(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) return false
  seen.add(key)
  return true
}
