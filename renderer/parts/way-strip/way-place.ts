import type { Port, Project } from '#shared/project/schema'

/** Who stands at the ends of a port's way, found in the project. */

export interface WayPeer {
  readonly kind: 'outside' | 'vm' | 'router'
  /** Of an outside host its address, which is what is pinged. */
  readonly name: string
  /** With the name that a person gave it. */
  readonly fullName: string
  /** False for a neighbour in the same network: its packets pass no router. */
  readonly routed: boolean
}

export interface WayRouter {
  readonly name: string
  /** The port has a floating IP there: destinations are rewritten on the way in, sources on the way out. */
  readonly nat: boolean
}

export interface WayPlace {
  readonly port: Port
  readonly vm: string
  readonly router: WayRouter | null
  readonly peer: WayPeer | null
}

export const isVmPort = (port: Port): boolean => port.deviceOwner.startsWith('compute:')

export function wayPlace(project: Project, portId: string, peer: WayPeer | null): WayPlace | null {
  const port = project.ports.find((one) => one.id === portId)
  if (port === undefined) return null
  const vm = project.vms.find((one) => one.id === port.deviceId)?.name
  return {
    port,
    vm: vm || port.name || port.id.slice(0, 8),
    router: routerOf(project, port),
    peer: peer ?? outsideOf(project, port),
  }
}

function routerOf(project: Project, port: Port): WayRouter | null {
  const floating = project.floatingIps.find((ip) => ip.portId === port.id)
  const inner = project.ports.find((one) => one.deviceOwner === 'network:router_interface' && one.networkId === port.networkId)
  const router = project.routers.find((one) => one.id === (floating?.routerId ?? inner?.deviceId))
  return router === undefined ? null : { name: router.name || router.id.slice(0, 8), nat: floating !== undefined }
}

/** Some host outside, since the strip has a station for it: the first beyond the port's router. */
function outsideOf(project: Project, port: Port): WayPeer | null {
  const inner = project.ports.find((one) => one.deviceOwner === 'network:router_interface' && one.networkId === port.networkId)
  const gateway = project.ports.find((one) => one.deviceOwner === 'network:router_gateway' && one.deviceId === inner?.deviceId)
  const host = project.outsideHosts.find((one) => one.networkId === gateway?.networkId) ?? project.outsideHosts[0]
  return host === undefined ? null : outsidePeer(host)
}

const outsidePeer = ({ name, address }: Project['outsideHosts'][number]): WayPeer => ({
  ...{ kind: 'outside', name: address, routed: true },
  fullName: name === '' || name === address ? address : `${name} ${address}`,
})

/** A VM or a router. */
const machinePeer = (kind: 'vm' | 'router', machine: { id: string; name: string }, routed: boolean): WayPeer => {
  const name = machine.name || machine.id.slice(0, 8)
  return { kind, name, fullName: name, routed }
}

export interface PingEnds {
  /** Id of the machine that sends, and the address that it sends to. */
  readonly from: string
  readonly to: string
}

/**
 * The port that a ping test is about: that of the pinged VM, else that of the VM that pings. Of two VMs the one on the host whose
 * kernel is read, since only there counters tell anything.
 */
export function wayOfPing(project: Project, { from, to }: PingEnds, host: string): { portId: string; peer: WayPeer | null } | null {
  const target = portOfAddress(project, to.trim())
  const own = project.ports.filter((port) => isVmPort(port) && port.deviceId === from)
  const source = own.find((port) => port.networkId === target?.networkId) ?? own[0]
  const vmTarget = target !== undefined && isVmPort(target) ? target : undefined
  const pinged = vmTarget !== undefined && (source === undefined || vmTarget.hostName === host || source.hostName !== host)
  if (pinged) return { portId: vmTarget.id, peer: peerById(project, from, source, vmTarget, isFloating(project, to)) }
  if (source === undefined) return null
  if (vmTarget !== undefined)
    return { portId: source.id, peer: peerById(project, vmTarget.deviceId, vmTarget, source, isFloating(project, to)) }
  return { portId: source.id, peer: peerByAddress(project, to.trim(), target) }
}

const isFloating = (project: Project, address: string): boolean =>
  project.floatingIps.some((ip) => ip.floatingIp === address.trim())

function portOfAddress(project: Project, address: string): Port | undefined {
  const floating = project.floatingIps.find((ip) => ip.floatingIp === address)
  if (floating) return project.ports.find((port) => port.id === floating.portId)
  const has = (port: Port) => port.fixedIps.some((ip) => ip.ipAddress === address)
  return project.ports.find((port) => isVmPort(port) && has(port)) ?? project.ports.find(has)
}

function peerById(project: Project, id: string, theirs: Port | undefined, ours: Port, floating: boolean): WayPeer | null {
  const vm = project.vms.find((one) => one.id === id)
  if (vm) return machinePeer('vm', vm, floating || theirs?.networkId !== ours.networkId)
  const router = project.routers.find((one) => one.id === id)
  if (router) return machinePeer('router', router, true)
  const host = project.outsideHosts.find((one) => one.id === id)
  return host === undefined ? null : outsidePeer(host)
}

function peerByAddress(project: Project, address: string, target: Port | undefined): WayPeer {
  const router = project.routers.find((one) => one.id === target?.deviceId)
  if (router) return machinePeer('router', router, true)
  const host = project.outsideHosts.find((one) => one.address === address)
  return host === undefined ? { kind: 'outside', name: address, fullName: address, routed: true } : outsidePeer(host)
}
