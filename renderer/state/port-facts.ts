import { deviceOf } from '#shared/project/device-name'
import { isTrusted, type PortKind, portKind } from '#shared/project/device-owner'
import type { Port, Project } from '#shared/project/schema'
import { shortId } from '../texts/format.ts'
import type { KernelIndex } from './kernel-index.ts'
import { seeRule } from './kernel-rule.ts'

/** A port in the words of a table. */
export interface PortFacts {
  readonly port: Port
  readonly kind: PortKind
  /** Name of the VM; of other ports that of the router, their own, or that of the network they serve. */
  readonly vm: string
  readonly device: string
  readonly addresses: string
}

interface Facts {
  readonly vms: readonly PortFacts[]
  readonly all: readonly PortFacts[]
}
const known = new WeakMap<Project, Facts>()

function factsOf(project: Project): Facts {
  const done = known.get(project)
  if (done !== undefined) return done
  const names = new Map([...project.vms, ...project.routers].map(({ id, name }) => [id, name]))
  const networks = new Map(project.networks.map(({ id, name }) => [id, name]))
  const ofNetwork = (port: Port): string => (portKind(port) === 'dhcp' ? (networks.get(port.networkId) ?? '') : '')
  const facts = project.ports.map((port) => ({
    port,
    kind: portKind(port),
    vm: names.get(port.deviceId) || port.name || ofNetwork(port) || shortId(port.id),
    device: deviceOf(port),
    addresses: port.fixedIps.map((ip) => ip.ipAddress).join(', '),
  }))
  const vms = facts.filter(({ kind }) => kind === 'vm')
  const made = { vms, all: [...vms, ...facts.filter(({ kind }) => kind !== 'vm')] }
  known.set(project, made)
  return made
}

/** Ports of VMs only: the firewall stands at their taps. */
export const portFacts = (project: Project): readonly PortFacts[] => factsOf(project).vms

/** Those of VMs first, then those of routers, DHCP servers and all else. */
export const allPortFacts = (project: Project): readonly PortFacts[] => factsOf(project).all

/** Ports without a group that could have one, where a group would be named. */
export const NO_GROUP = 'none'

/** The ports that Ports shows: all, those of a group, those of none. A group that is gone hides nothing. */
export function portsOf(project: Project, of: string | null): readonly PortFacts[] {
  const all = allPortFacts(project)
  if (of === NO_GROUP) return all.filter(({ port }) => !isTrusted(port) && port.securityGroupIds.length === 0)
  if (of === null || !project.securityGroups.some(({ id }) => id === of)) return all
  return all.filter(({ port }) => port.securityGroupIds.includes(of))
}

export interface PortRows {
  /** Rows that hand packets to the port's chains: what was on its way to the VM, and what came from it. */
  readonly in: readonly number[]
  readonly out: readonly number[]
}
export const noRows: PortRows = { in: [], out: [] }

const rowsByIndex = new WeakMap<KernelIndex, ReadonlyMap<string, PortRows>>()

/** The jump in the common chain is met once by each packet of the port; the jumps before it are met by others too. */
export function portRows(index: KernelIndex): ReadonlyMap<string, PortRows> {
  const done = rowsByIndex.get(index)
  if (done !== undefined) return done
  const roles = new Map(index.chains.map((chain) => [chain.name, chain]))
  const rows = new Map<string, { in: number[]; out: number[] }>()
  index.rows.forEach((row, at) => {
    if (roles.get(row.chain)?.role !== 'sg-chain') return
    const target = roles.get(seeRule(row.text).jump ?? '')
    if (target === undefined || target.portId === null) return
    const own = rows.get(target.portId) ?? { in: [], out: [] }
    if (target.role === 'port-in') own.in.push(at)
    if (target.role === 'port-out') own.out.push(at)
    rows.set(target.portId, own)
  })
  rowsByIndex.set(index, rows)
  return rows
}
