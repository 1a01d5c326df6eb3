import type { Project } from '#shared/project/schema'
import { type PortFacts, portFacts } from '../../../state/port-facts.ts'
import { shortId } from '../../../texts/format.ts'

/** The machines of a project as the network draws them, and which of many ports have room. */

export interface HostPorts {
  readonly name: string
  /** Drawn with their bridge and VM. */
  readonly full: readonly PortFacts[]
  /** Drawn as a line each. */
  readonly lines: readonly PortFacts[]
  /** Only counted. */
  readonly folded: number
}

export interface RouterFacts {
  readonly id: string
  readonly name: string
  /** The external network that its gateway is on. */
  readonly gatewayOf: string | null
  /** Floating addresses that it rewrites: the chosen port's first, the rest counted. */
  readonly floating: readonly { readonly outside: string; readonly inside: string }[]
  readonly moreFloating: number
}

export interface OutsideFacts {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly networkId: string
}

export interface NetworkModel {
  readonly outside: readonly OutsideFacts[]
  readonly moreOutside: number
  readonly routers: readonly RouterFacts[]
  readonly moreRouters: number
  /** Inner networks, each a bridge of the switch. */
  readonly networks: readonly { readonly id: string; readonly name: string; readonly cidrs: readonly string[] }[]
  readonly moreNetworks: number
  readonly externalCidrs: readonly string[]
  readonly hosts: readonly HostPorts[]
  readonly moreHosts: number
  /** Ports of VMs that are on no host: they have no device. */
  readonly nowhere: number
}

/** Up to so many ports all are drawn with bridge and VM; of more only the chosen one is. */
const FULL = 6
const LINES = 10
const MOST = { outside: 8, routers: 6, networks: 8, hosts: 12 } as const

export function networkModel(project: Project, chosen: string | null): NetworkModel {
  const vms = portFacts(project)
  const external = new Set(project.networks.filter((network) => network.external).map(({ id }) => id))
  const inner = project.networks.filter(({ id }) => !external.has(id))
  const cidrs = (id: string) => project.subnets.filter(({ networkId }) => networkId === id).map(({ cidr }) => cidr)
  const byHost = new Map<string | null, PortFacts[]>()
  for (const facts of vms) {
    const own = byHost.get(facts.port.hostName)
    if (own === undefined) byHost.set(facts.port.hostName, [facts])
    else own.push(facts)
  }
  const few = vms.length <= FULL
  const chosenHost = vms.find(({ port }) => port.id === chosen)?.port.hostName
  // The chosen port's host must be among those that are drawn.
  const hosts = first(project.hosts, MOST.hosts, ({ name }) => name === chosenHost)
  return {
    outside: project.outsideHosts.slice(0, MOST.outside),
    moreOutside: Math.max(0, project.outsideHosts.length - MOST.outside),
    routers: project.routers.slice(0, MOST.routers).map((router) => routerFacts(project, router, chosen)),
    moreRouters: Math.max(0, project.routers.length - MOST.routers),
    networks: inner.slice(0, MOST.networks).map(({ id, name }) => ({ id, name: name || shortId(id), cidrs: cidrs(id) })),
    moreNetworks: Math.max(0, inner.length - MOST.networks),
    externalCidrs: [...external].flatMap(cidrs),
    hosts: hosts.map(({ name }) => hostPorts(name, byHost.get(name) ?? [], few, chosen)),
    moreHosts: project.hosts.length - hosts.length,
    nowhere: byHost.get(null)?.length ?? 0,
  }
}

function hostPorts(name: string, ports: readonly PortFacts[], few: boolean, chosen: string | null): HostPorts {
  const full = few ? ports : ports.filter(({ port }) => port.id === chosen)
  const others = ports.filter((each) => !full.includes(each))
  const lines = others.length <= LINES + 1 ? others : others.slice(0, LINES)
  return { name, full, lines, folded: others.length - lines.length }
}

function routerFacts(project: Project, { id, name }: { id: string; name: string }, chosen: string | null): RouterFacts {
  const floating = project.floatingIps.filter(({ routerId }) => routerId === id)
  const shown = [...floating].sort((a, b) => Number(b.portId === chosen) - Number(a.portId === chosen)).slice(0, 1)
  return {
    id,
    name: name || shortId(id),
    gatewayOf:
      project.ports.find((port) => port.deviceOwner === 'network:router_gateway' && port.deviceId === id)?.networkId ?? null,
    floating: shown.map(({ floatingIp, fixedIp }) => ({ outside: floatingIp, inside: fixedIp })),
    moreFloating: floating.length - shown.length,
  }
}

/** The first so many, and the wanted one among them. */
function first<T>(all: readonly T[], most: number, wanted: (one: T) => boolean): readonly T[] {
  if (all.length <= most) return all
  const some = all.slice(0, most)
  const one = all.find(wanted)
  return one === undefined || some.includes(one) ? some : [...some.slice(0, most - 1), one]
}
