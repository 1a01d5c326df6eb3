import type { SecurityGroup, SecurityGroupRule } from '#shared/project/schema'
import { useKernel } from './kernel.ts'
import { type PortFacts, portsOf } from './port-facts.ts'
import { useProject } from './project.ts'
import { useScreen } from './screen.ts'

/** What is chosen at the moment, for acts that are asked for by key or from the palette. */

/** The group that Groups shows: the chosen one, else the first. */
export function chosenGroup(): SecurityGroup | null {
  const groups = useProject.getState().project?.securityGroups ?? []
  const { groupId } = useScreen.getState()
  return groups.find((group) => group.id === groupId) ?? groups[0] ?? null
}

/** A rule as it is edited and as it is applied; at least one of the two is there. */
export interface TwoRules {
  readonly groupId: string
  readonly edited: SecurityGroupRule | null
  readonly applied: SecurityGroupRule | null
  /** Where it stood in the applied group, from 0. */
  readonly appliedAt: number
}

/** The chosen rule of the chosen group; a removed one that is still applied can be chosen, too. */
export function chosenRule(): TwoRules | null {
  const group = chosenGroup()
  const { ruleId } = useScreen.getState()
  if (group === null || ruleId === null) return null
  const before = useProject.getState().told?.applied?.project.securityGroups.find(({ id }) => id === group.id)?.rules ?? []
  const edited = group.rules.find(({ id }) => id === ruleId) ?? null
  const appliedAt = before.findIndex(({ id }) => id === ruleId)
  const applied = before[appliedAt] ?? null
  return edited === null && applied === null ? null : { groupId: group.id, edited, applied, appliedAt }
}

/** The port that Ports shows: the chosen one, else the first of those that are shown. */
export function chosenPort(): PortFacts | null {
  const { project } = useProject.getState()
  const { portId, portsOf: of } = useScreen.getState()
  const ports = project === null ? [] : portsOf(project, of)
  return ports.find(({ port }) => port.id === portId) ?? ports[0] ?? null
}

/** Number of the chosen row among the kernel's rows. */
export function chosenRow(): number | null {
  const { index } = useKernel.getState()
  const { kernelRow } = useScreen.getState()
  if (index === null || kernelRow === null) return null
  return index.rowsByMark.get(kernelRow)?.[0] ?? index.rowByKey.get(kernelRow) ?? null
}
