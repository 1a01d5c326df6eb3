import type { Family } from '#shared/netfilter/rule-spec'
import type { Project } from '#shared/project/schema'
import { tapName } from '#shared/ruleset/naming'
import { chainKey, type IndexedChain, type KernelIndex } from '../../state/kernel-index.ts'
import { portLabel } from '../../state/kernel-origin.ts'

/** What is looked at when a person has chosen little or nothing, or something that is no longer there. */

export const TABLE = 'filter'

export interface FollowedPort {
  readonly portId: string
  readonly device: string
  readonly name: string
}

/** Ports that have chains in the kernel, in the project's order; what the project does not know comes last. */
export function portsWithChains(index: KernelIndex, family: Family, project: Project | null): FollowedPort[] {
  const ids = new Set(
    index.chains.flatMap((c) => (c.portId !== null && c.family === family && c.table === TABLE ? [c.portId] : [])),
  )
  const known = (project?.ports ?? []).map((port) => port.id).filter((id) => ids.has(id))
  return [...new Set([...known, ...ids])].map((portId) => ({ portId, device: tapName(portId), name: portLabel(project, portId) }))
}

export interface Choice {
  readonly family: Family
  readonly name: string | null
  readonly portId: string | null
}

/** The chain that is shown: the chosen one, else the followed port's chain towards the VM, else the first of ours. */
export function shownChain(index: KernelIndex, choice: Choice): IndexedChain | null {
  const chosen = choice.name === null ? undefined : index.chainByName.get(chainKey(choice.family, TABLE, choice.name))
  if (chosen) return chosen
  const chains = index.chains.filter((c) => c.family === choice.family && c.table === TABLE)
  return (
    chains.find((c) => c.portId !== null && c.portId === choice.portId && c.role === 'port-in') ??
    chains.find((c) => c.role === 'port-in') ??
    chains.find((c) => c.role === 'sg-chain') ??
    chains[0] ??
    null
  )
}

/** The port whose chains are drawn: that of the shown chain, else the one chosen elsewhere, else the first. */
export function followedPort(ports: readonly FollowedPort[], chain: IndexedChain | null, chosen: string | null): string | null {
  if (chain?.portId) return chain.portId
  return ports.find((port) => port.portId === chosen)?.portId ?? ports[0]?.portId ?? null
}
