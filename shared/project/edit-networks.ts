import { type Issue, issue } from '../errors.ts'
import { parseAddress } from '../net/address.ts'
import { contains, parsePrefix } from '../net/prefix.ts'
import { err, ok, type Result, unreachable } from '../result.ts'
import { DHCP_OWNER } from './device-owner.ts'
import { given, unknownThing } from './edit-parts.ts'
import { withoutPorts } from './edit-plugged.ts'
import type { Edit } from './edit-schema.ts'
import type { Port, Project, Subnet } from './schema.ts'

type Edited = Result<Project, Issue[]>
type NetworkEdit = Extract<Edit, { do: `network.${string}` | `subnet.${string}` }>
type EditOf<Name extends Edit['do']> = Extract<Edit, { do: Name }>

/** What can be done to networks and subnets. The answer is not checked yet. */
export function editNetwork(project: Project, edit: NetworkEdit): Edited {
  switch (edit.do) {
    case 'network.create':
      return ok({ ...project, networks: [...project.networks, edit.network] })
    case 'network.update': {
      const at = project.networks.findIndex(({ id }) => id === edit.networkId)
      const network = project.networks[at]
      if (network === undefined) return unknownThing('network', edit.networkId)
      return ok({ ...project, networks: project.networks.with(at, { ...network, ...given(edit.change) }) })
    }
    case 'network.delete':
      return deleteNetwork(project, edit.networkId)
    case 'subnet.create':
      return ok({ ...project, subnets: [...project.subnets, edit.subnet] })
    case 'subnet.update':
      return updateSubnet(project, edit)
    case 'subnet.delete':
      return deleteSubnet(project, edit.subnetId)
    default:
      return unreachable(edit)
  }
}

/** Ports that go with their network or their last address, since nobody but Neutron made them (db_base_plugin_common.py, AUTO_DELETE_PORT_OWNERS). */
const goesAlong = ({ deviceOwner }: Port): boolean => deviceOwner === DHCP_OWNER

/** Its subnets go with it, and the ports of its DHCP servers; all other ports must have gone before. */
function deleteNetwork(project: Project, id: string): Edited {
  const network = project.networks.find((each) => each.id === id)
  if (network === undefined) return unknownThing('network', id)
  const own = project.ports.filter(({ networkId }) => networkId === id)
  const users = own.filter((port) => !goesAlong(port)).length
  const outside = project.outsideHosts.filter(({ networkId }) => networkId === id).length
  const { name } = network
  if (users > 0)
    return err([
      issue([], 'network.in-use', `Network ${name} has ${users} ${users === 1 ? 'port' : 'ports'}. Delete ${them(users)} first.`, {
        name,
        count: users,
      }),
    ])
  if (outside > 0) return err([outsideHosts(outside)])
  const rest = withoutPorts(project, new Set(own.map((port) => port.id)))
  return ok({
    ...rest,
    networks: rest.networks.filter((each) => each.id !== id),
    subnets: rest.subnets.filter(({ networkId }) => networkId !== id),
  })
}

const them = (count: number): string => (count === 1 ? 'it' : 'them')

const outsideHosts = (count: number): Issue =>
  issue([], 'network.outside-hosts', `${count} outside ${count === 1 ? 'host is' : 'hosts are'} there, and would be nowhere.`, {
    count,
  })

/**
 * The API has no change of a prefix (attributes.py: allow_put False): it is another subnet in the place of this one, so that no port
 * may have an address of it.
 */
function updateSubnet(project: Project, { subnetId, change }: EditOf<'subnet.update'>): Edited {
  const at = project.subnets.findIndex(({ id }) => id === subnetId)
  const subnet = project.subnets[at]
  if (subnet === undefined) return unknownThing('subnet', subnetId)
  const { ipv6RaMode, ...rest } = given(change)
  if (rest.cidr !== undefined && rest.cidr !== subnet.cidr) {
    const inUse = usersOf(project, subnet, () => true)
    if (inUse.length > 0) return err(inUse.map((found) => ({ ...found, path: ['cidr'] })))
  }
  const { ipv6RaMode: was, ...bare } = subnet
  const mode = ipv6RaMode === undefined ? was : (ipv6RaMode ?? undefined)
  const next: Subnet = { ...bare, ...rest, ...(mode === undefined ? {} : { ipv6RaMode: mode }) }
  return ok({ ...project, subnets: project.subnets.with(at, next) })
}

function deleteSubnet(project: Project, id: string): Edited {
  const subnet = project.subnets.find((each) => each.id === id)
  if (subnet === undefined) return unknownThing('subnet', id)
  const inUse = usersOf(project, subnet, (port) => !goesAlong(port))
  if (inUse.length > 0) return err(inUse)
  const ports = project.ports.map((port) =>
    port.fixedIps.some(({ subnetId }) => subnetId === id)
      ? { ...port, fixedIps: port.fixedIps.filter(({ subnetId }) => subnetId !== id) }
      : port,
  )
  const empty = ports.filter((port, at) => port !== project.ports[at] && port.fixedIps.length === 0)
  const rest = withoutPorts({ ...project, ports }, new Set(empty.map((port) => port.id)))
  return ok({ ...rest, subnets: rest.subnets.filter((each) => each.id !== id) })
}

/** What has an address of the subnet. */
function usersOf(project: Project, subnet: Subnet, counts: (port: Port) => boolean): Issue[] {
  const users = project.ports.filter((port) => counts(port) && port.fixedIps.some(({ subnetId }) => subnetId === subnet.id)).length
  const { cidr } = subnet
  if (users > 0)
    return [
      issue([], 'subnet.in-use', `${users} ${users === 1 ? 'port has' : 'ports have'} an address of ${cidr}. Take it off first.`, {
        cidr,
        count: users,
      }),
    ]
  const prefix = parsePrefix(cidr)
  const outside = project.outsideHosts.filter(({ networkId, address }) => {
    const parsed = parseAddress(address)
    return networkId === subnet.networkId && prefix.ok && parsed.ok && contains(prefix.value, parsed.value)
  }).length
  return outside > 0 ? [outsideHosts(outside)] : []
}
