import { portLabel } from '#shared/explain/names'
import type { Family, TableName } from '#shared/netfilter/rule-spec'
import { deviceOf } from '#shared/project/device-name'
import type { Project } from '#shared/project/schema'
import { chainKey, type IndexedChain, type KernelIndex } from '../../state/kernel-index.ts'

/** What is looked at when a person has chosen little or nothing, or something that is no longer there. */

export interface FollowedPort {
  readonly portId: string
  readonly device: string
  readonly name: string
}

/** Ports that have chains in the kernel, in the project's order; what the project does not know comes last. */
export function portsWithChains(index: KernelIndex, family: Family, project: Project | null): FollowedPort[] {
  const ids = new Set(
    index.chains.flatMap((c) => (c.portId !== null && c.family === family && c.table === 'filter' ? [c.portId] : [])),
  )
  const known = (project?.ports ?? []).map((port) => port.id).filter((id) => ids.has(id))
  const ports = new Map(project?.ports.map((port) => [port.id, port]))
  return [...new Set([...known, ...ids])].map((portId) => ({
    ...{ portId, device: deviceOf(ports.get(portId) ?? { id: portId }), name: portLabel(project, portId) },
  }))
}

export interface Choice {
  readonly family: Family
  readonly table: TableName
  readonly name: string | null
  readonly portId: string | null
}

/** The chain that is shown: the chosen one, else the followed port's chain towards the VM, else the first of ours with rules. */
export function shownChain(index: KernelIndex, choice: Choice): IndexedChain | null {
  const chosen = choice.name === null ? undefined : index.chainByName.get(chainKey(choice.family, choice.table, choice.name))
  if (chosen) return chosen
  const chains = index.chains.filter((c) => c.family === choice.family && c.table === choice.table)
  return (
    chains.find((c) => c.portId !== null && c.portId === choice.portId && c.role === 'port-in') ??
    chains.find((c) => c.role === 'port-in') ??
    chains.find((c) => c.role === 'sg-chain') ??
    chains.find((c) => c.role === c.table && c.rows.length > 0) ??
    chains[0] ??
    null
  )
}

/** The port whose chains are drawn: that of the shown chain, else the one chosen elsewhere, else the first. */
export function followedPort(ports: readonly FollowedPort[], chain: IndexedChain | null, chosen: string | null): string | null {
  if (chain?.portId) return chain.portId
  return ports.find((port) => port.portId === chosen)?.portId ?? ports[0]?.portId ?? null
}
