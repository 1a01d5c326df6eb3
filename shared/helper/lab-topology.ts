import type { LabNode } from '../contract/states.ts'
import { type Issue, issue } from '../errors.ts'
import { plainMac } from '../net/mac.ts'
import { deviceOf } from '../project/device-name.ts'
import type { Port, Project, Subnet } from '../project/schema.ts'
import { err, ok, type Result } from '../result.ts'
import { qbrName, qgName, qrName, qvbName, qvoName } from '../ruleset/naming.ts'
import { shortNames } from './short-names.ts'
import type { LabCompute, LabMachine, LabTopology } from './topology.ts'

/**
 * The project as a lab: which namespaces, cards and bridges stand for its VMs, hosts, routers and networks. Every name and route is
 * decided here, so that the lab program only builds. DHCP ports are not machines; a VM port without a host has no device.
 */
export function labTopology(project: Project): Result<LabTopology, Issue[]> {
  const issues: Issue[] = []
  const names = namesOf(project, issues)
  const computes = project.hosts.map((host) => computeOf(project, host.name, names, issues))
  const machines = [
    ...project.vms.map((vm): LabMachine => {
      const ports = pluggedPorts(project).filter((port) => port.deviceId === vm.id)
      return {
        ...{ id: vm.id, name: vm.name, kind: 'vm', namespace: nameOf(names.vms, vm.id) },
        ...{ gateways: gatewaysOf(project, ports), forwards: isGateway(project, ports), cards: [], nat: null },
      }
    }),
    ...project.routers.map((router) => routerOf(project, router, names, issues)),
    ...project.outsideHosts.map((host) => outsideOf(project, host, names, issues)),
  ]
  for (const port of pluggedPorts(project)) {
    const at = project.ports.indexOf(port)
    if (!project.vms.some((vm) => vm.id === port.deviceId))
      issues.push(
        issue(['ports', at, 'deviceId'], 'lab.vm-unknown', `Port ${port.id} belongs to no VM of this project.`, { port: port.id }),
      )
    if (!project.hosts.some((host) => host.name === port.hostName))
      issues.push(
        issue(
          ['ports', at, 'hostName'],
          'lab.port-on-unknown-host',
          `Port ${port.id} is on host ${port.hostName}, which is not there.`,
          {
            port: port.id,
            name: port.hostName ?? '',
          },
        ),
      )
  }
  const bridges = project.networks.map((network) => ({ name: nameOf(names.bridges, network.id), networkId: network.id }))
  const topology: LabTopology = {
    switch: { namespace: SWITCH, bridges },
    ...{ machines, computes, ipv6: project.subnets.some((subnet) => subnet.ipVersion === 6) },
  }
  return issues.length > 0 ? err(issues) : ok(topology)
}

/** Places that packets can be sent from and to; a VM's floating IPs stand after its own addresses. */
export function labNodes(project: Project): LabNode[] {
  const inside = (id: string, owner: (port: Port) => boolean) =>
    project.ports.filter((port) => port.deviceId === id && owner(port)).flatMap((port) => port.fixedIps.map((ip) => ip.ipAddress))
  const floating = (vmId: string) =>
    project.floatingIps
      .filter((ip) => project.ports.some((port) => port.id === ip.portId && port.deviceId === vmId))
      .map((ip) => ip.floatingIp)
  return [
    ...project.vms.map(
      ({ id, name }): LabNode => ({ id, name, kind: 'vm', addresses: [...inside(id, isVmPort), ...floating(id)] }),
    ),
    ...project.routers.map(({ id, name }): LabNode => ({ id, name, kind: 'router', addresses: inside(id, isRouterPort) })),
    ...project.outsideHosts.map(({ id, name, address }): LabNode => ({ id, name, kind: 'outside', addresses: [address] })),
  ]
}

const SWITCH = 'switch'
/** IFNAMSIZ without its NUL. */
const INTERFACE_LENGTH = 15
const NAMESPACE_LENGTH = 63

interface Names {
  readonly vms: ReadonlyMap<string, string>
  readonly routers: ReadonlyMap<string, string>
  readonly outside: ReadonlyMap<string, string>
  readonly bridges: ReadonlyMap<string, string>
  /** By host name. */
  readonly hosts: ReadonlyMap<string, string>
}

const isVmPort = (port: Port): boolean => port.deviceOwner.startsWith('compute:')
const isRouterPort = (port: Port): boolean =>
  port.deviceOwner === 'network:router_interface' || port.deviceOwner === 'network:router_gateway'
const pluggedPorts = (project: Project): Port[] => project.ports.filter((port) => isVmPort(port) && port.hostName !== null)

const nameOf = (names: ReadonlyMap<string, string>, id: string): string => names.get(id) ?? 'none'

function namesOf(project: Project, issues: Issue[]): Names {
  const ids = (things: readonly { readonly id: string }[]) => things.map((thing) => thing.id)
  const machines = {
    vms: shortNames('vm-', ids(project.vms), NAMESPACE_LENGTH, issues),
    routers: shortNames('router-', ids(project.routers), NAMESPACE_LENGTH, issues),
    outside: shortNames('out-', ids(project.outsideHosts), NAMESPACE_LENGTH, issues),
  }
  const taken = new Set([SWITCH, ...Object.values(machines).flatMap((names) => [...names.values()])])
  const hosts = new Map<string, string>()
  project.hosts.forEach(({ name }, at) => {
    const wanted = name.toLowerCase()
    const namespace = taken.has(wanted) ? `host.${at + 1}` : wanted
    taken.add(namespace)
    hosts.set(name, namespace)
  })
  sameDevices(project, issues)
  return { ...machines, hosts, bridges: shortNames('br-', ids(project.networks), INTERFACE_LENGTH, issues) }
}

/** Device names keep eleven characters of the port's id; Neutron has the same limit, and the second port would take the first's tap. */
function sameDevices(project: Project, issues: Issue[]): void {
  const seen = new Map<string, string>()
  project.ports.forEach((port, at) => {
    const other = seen.get(deviceOf(port))
    if (other !== undefined)
      issues.push(
        issue(['ports', at, 'id'], 'lab.same-device', `Ports ${other} and ${port.id} would both be called ${deviceOf(port)}.`, {
          ...{ other, port: port.id, device: deviceOf(port) },
        }),
      )
    seen.set(deviceOf(port), port.id)
  })
}

function computeOf(project: Project, hostName: string, names: Names, issues: Issue[]): LabCompute {
  const cards = new Map<string, number>()
  const ports = []
  for (const port of pluggedPorts(project)) {
    // Counted over all hosts: a VM's second card is its second wherever it is plugged.
    const card = cards.get(port.deviceId) ?? 0
    cards.set(port.deviceId, card + 1)
    if (port.hostName !== hostName) continue
    ports.push({
      ...{ portId: port.id, vmNamespace: nameOf(names.vms, port.deviceId), nic: nicOf(project, port, `eth${card}`, issues) },
      ...{ tap: deviceOf(port), qbr: qbrName(port.id), qvb: qvbName(port.id), qvo: qvoName(port.id) },
      switchBridge: bridgeOf(names, port.networkId, ['ports', project.ports.indexOf(port), 'networkId'], issues),
    })
  }
  return { hostName, namespace: nameOf(names.hosts, hostName), ports }
}

function routerOf(project: Project, router: { id: string; name: string }, names: Names, issues: Issue[]): LabMachine {
  const ports = project.ports.filter((port) => isRouterPort(port) && port.deviceId === router.id)
  const gateway = ports.find((port) => port.deviceOwner === 'network:router_gateway')
  const cards = ports.map((port) => ({
    nic: nicOf(project, port, port === gateway ? qgName(port.id) : qrName(port.id), issues),
    port: `swr${port.id}`.slice(0, 14),
    bridge: bridgeOf(names, port.networkId, ['ports', project.ports.indexOf(port), 'networkId'], issues),
  }))
  return {
    ...{ id: router.id, name: router.name, kind: 'router', namespace: nameOf(names.routers, router.id) },
    gateways: gateway === undefined ? [] : gatewaysOf(project, [gateway]),
    forwards: true,
    cards,
    nat: natOf(project, router.id, ports, gateway, issues),
  }
}

function natOf(
  project: Project,
  routerId: string,
  ports: readonly Port[],
  gateway: Port | undefined,
  issues: Issue[],
): LabMachine['nat'] {
  const floating = project.floatingIps.filter((ip) => ip.routerId === routerId)
  if (gateway === undefined) {
    if (floating.length > 0)
      issues.push(
        issue(['floatingIps'], 'lab.router-without-gateway', `Router ${routerId} has floating IPs but no gateway port.`, {
          router: routerId,
        }),
      )
    return null
  }
  const address = gateway.fixedIps.find((ip) => subnetOf(project, ip.subnetId)?.ipVersion === 4)?.ipAddress
  const inner = ports
    .filter((port) => port !== gateway)
    .flatMap((port) => port.fixedIps.map((ip) => subnetOf(project, ip.subnetId)))
  return {
    outsideNic: qgName(gateway.id),
    floating: floating.map((ip) => ({ outside: ip.floatingIp, inside: ip.fixedIp })),
    sources:
      address === undefined ? [] : inner.flatMap((subnet) => (subnet?.ipVersion === 4 ? [{ prefix: subnet.cidr, address }] : [])),
  }
}

/** An outside host reaches the inner networks, and answers what comes from them, by way of the router on its network. */
function outsideOf(project: Project, host: Project['outsideHosts'][number], names: Names, issues: Issue[]): LabMachine {
  const at = ['outsideHosts', project.outsideHosts.indexOf(host)]
  const version = host.address.includes(':') ? 6 : 4
  const routers = project.ports.filter((port) => port.deviceOwner === 'network:router_gateway' && port.networkId === host.networkId)
  const gateway = routers.flatMap((port) => port.fixedIps).find((ip) => ip.ipAddress.includes(':') === (version === 6))
  const subnet = project.subnets.find((s) => s.networkId === host.networkId && s.ipVersion === version)
  if (subnet === undefined)
    issues.push(
      issue([...at, 'networkId'], 'lab.no-subnet', `The network of ${host.name} has no IPv${version} subnet for its address.`, {
        ...{ name: host.name, version },
      }),
    )
  const nic = { name: 'eth0', mac: plainMac(host.mac), addresses: [`${host.address}/${lengthOf(subnet)}`] }
  return {
    ...{ id: host.id, name: host.name, kind: 'outside', namespace: nameOf(names.outside, host.id) },
    gateways: gateway === undefined ? [] : [gateway.ipAddress],
    forwards: false,
    cards: [{ nic, port: `swo${host.id}`.slice(0, 14), bridge: bridgeOf(names, host.networkId, [...at, 'networkId'], issues) }],
    nat: null,
  }
}

function nicOf(project: Project, port: Port, name: string, issues: Issue[]) {
  const at = project.ports.indexOf(port)
  const addresses = port.fixedIps.map((ip, i) => {
    const subnet = subnetOf(project, ip.subnetId)
    if (subnet === undefined)
      issues.push(
        issue(
          ['ports', at, 'fixedIps', i, 'subnetId'],
          'lab.subnet-unknown',
          `Port ${port.id} has an address of an unknown subnet.`,
          { port: port.id },
        ),
      )
    return `${ip.ipAddress}/${lengthOf(subnet)}`
  })
  return { name, mac: plainMac(port.macAddress), addresses }
}

/** Default routes: of each family the first gateway of the ports' subnets that is not one of their own addresses. */
function gatewaysOf(project: Project, ports: readonly Port[]): string[] {
  const fixed = ports.flatMap((port) => port.fixedIps)
  const own = new Set(fixed.map((ip) => ip.ipAddress))
  const subnets = fixed.map((ip) => subnetOf(project, ip.subnetId))
  return ([4, 6] as const).flatMap((version) => {
    const gateways = subnets.flatMap((s) =>
      s !== undefined && s.ipVersion === version && s.gatewayIp !== null ? [s.gatewayIp] : [],
    )
    return gateways.filter((gateway) => !own.has(gateway)).slice(0, 1)
  })
}

/** A VM that other machines' way out leads to is a router. */
const isGateway = (project: Project, ports: readonly Port[]): boolean =>
  ports.some(({ fixedIps }) => fixedIps.some((ip) => subnetOf(project, ip.subnetId)?.gatewayIp === ip.ipAddress))

const subnetOf = (project: Project, id: string): Subnet | undefined => project.subnets.find((subnet) => subnet.id === id)

const lengthOf = (subnet: Subnet | undefined): string => subnet?.cidr.split('/')[1] ?? '32'

function bridgeOf(names: Names, networkId: string, path: (string | number)[], issues: Issue[]): string {
  const bridge = names.bridges.get(networkId)
  if (bridge === undefined) issues.push(issue(path, 'lab.network-unknown', `There is no network ${networkId}.`, { id: networkId }))
  return bridge ?? 'none'
}
