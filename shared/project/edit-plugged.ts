import { type Issue, issue } from '../errors.ts'
import { err, ok, type Result } from '../result.ts'
import { withDefaultGroup } from './default-group.ts'
import { GATEWAY_OWNER, isTrusted, portKind } from './device-owner.ts'
import { unknownThing } from './edit-parts.ts'
import type { Edit } from './edit-schema.ts'
import type { Port, Project } from './schema.ts'

type Edited = Result<Project, Issue[]>
type EditOf<Name extends Edit['do']> = Extract<Edit, { do: Name }>

/**
 * A port as the server would make it: one of Neutron's own gets neither groups nor port security, whatever is asked for
 * (securitygroups_db.py, _get_security_groups_on_port; portsecurity extension driver of ML2). 2014.2 knows no port security.
 */
export function createPort(project: Project, { port, vm, defaultGroup, network, subnets = [] }: EditOf<'port.create'>): Edited {
  const begun = defaultGroup === undefined ? project : withDefaultGroup(project, defaultGroup)
  const made: Port = isTrusted(port)
    ? { ...port, securityGroupIds: [], portSecurityEnabled: project.apiRelease === '2014.2' }
    : port
  return ok({
    ...begun,
    networks: network === undefined ? begun.networks : [...begun.networks, network],
    subnets: subnets.length === 0 ? begun.subnets : [...begun.subnets, ...subnets],
    vms: vm === undefined ? begun.vms : [...begun.vms, vm],
    ports: [...begun.ports, made],
  })
}

/** Floating IPs that lead to the port go with it: the server lets go of them (l3_db.py, disassociate_floatingips), and here they lead nowhere. */
export function deletePort(project: Project, { portId }: EditOf<'port.delete'>): Edited {
  const port = project.ports.find(({ id }) => id === portId)
  if (port === undefined) return unknownThing('port', portId)
  const needed = neededByFloating(project, port)
  return needed.length > 0 ? err(needed) : ok(withoutPorts(project, new Set([portId])))
}

export function deleteVm(project: Project, { vmId }: EditOf<'vm.delete'>): Edited {
  if (!project.vms.some(({ id }) => id === vmId)) return unknownThing('vm', vmId)
  const own = project.ports.filter((port) => portKind(port) === 'vm' && port.deviceId === vmId)
  const rest = withoutPorts(project, new Set(own.map(({ id }) => id)))
  return ok({ ...rest, vms: rest.vms.filter(({ id }) => id !== vmId) })
}

export const withoutPorts = (project: Project, gone: ReadonlySet<string>): Project => ({
  ...project,
  ports: project.ports.filter(({ id }) => !gone.has(id)),
  floatingIps: project.floatingIps.some(({ portId }) => gone.has(portId))
    ? project.floatingIps.filter(({ portId }) => !gone.has(portId))
    : project.floatingIps,
})

/** l3_db.py: a router keeps its gateway, and its interface in a subnet, while a floating IP needs them. */
function neededByFloating(project: Project, port: Port): Issue[] {
  const ofRouter = project.floatingIps.filter(({ routerId }) => routerId === port.deviceId)
  if (port.deviceOwner === GATEWAY_OWNER) return ofRouter.length === 0 ? [] : [gatewayInUse(ofRouter.length)]
  if (portKind(port) !== 'router') return []
  const subnets = new Set(port.fixedIps.map(({ subnetId }) => subnetId))
  const through = ofRouter.filter(({ portId, fixedIp }) =>
    project.ports
      .find(({ id }) => id === portId)
      ?.fixedIps.some(({ ipAddress, subnetId }) => ipAddress === fixedIp && subnets.has(subnetId)),
  )
  return through.length === 0 ? [] : [interfaceInUse(through.length)]
}

const floatingIps = (count: number): string => `${count} floating ${count === 1 ? 'IP' : 'IPs'}`

const gatewayInUse = (count: number): Issue =>
  issue([], 'port.gateway-in-use', `The router has ${floatingIps(count)}, which need its gateway. Delete them first.`, { count })

const interfaceInUse = (count: number): Issue =>
  issue([], 'port.interface-in-use', `${floatingIps(count)} lead through this interface. Delete them first.`, { count })
