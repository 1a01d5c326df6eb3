import { useMemo } from 'react'
import type { ToldCaution } from '#shared/explain/told-cautions'
import type { Changes } from '#shared/project/changes'
import type { Project, SecurityGroup } from '#shared/project/schema'
import { useChanges } from '../../state/changes.ts'
import { ruleLines } from '../../state/compiled.ts'
import { useKernel } from '../../state/kernel.ts'
import type { KernelIndex } from '../../state/kernel-index.ts'
import { useProject } from '../../state/project.ts'
import { useScreen } from '../../state/screen.ts'
import { useSession } from '../../state/session.ts'
import { useToldCautions } from '../../state/told-cautions.ts'
import { groupChanges, type RuleRow, ruleRows } from './rule-rows.ts'

export interface GroupItem {
  readonly group: SecurityGroup
  readonly ports: number
  readonly changes: number
  readonly isNew: boolean
}
export interface GroupsModel {
  readonly project: Project
  readonly host: string
  readonly appliedRevision: number | null
  readonly groups: readonly GroupItem[]
  readonly group: SecurityGroup | null
  readonly rows: readonly RuleRow[]
  readonly selected: RuleRow | null
  readonly index: KernelIndex | null
  readonly cautions: readonly ToldCaution[]
}

const items = (project: Project, applied: Project | null, changes: Changes): readonly GroupItem[] => {
  const ports = new Map<string, number>()
  for (const port of project.ports) for (const id of port.securityGroupIds) ports.set(id, (ports.get(id) ?? 0) + 1)
  const before = new Map(applied?.securityGroups.map((group) => [group.id, group]))
  return project.securityGroups.map((group) => ({
    group,
    ports: ports.get(group.id) ?? 0,
    changes: groupChanges(group, before.get(group.id), changes),
    isNew: changes.groups.get(group.id) === 'added',
  }))
}

/** Gathers all that the Groups view shows. Null until the project is there. */
export function useGroupsView(): GroupsModel | null {
  const project = useProject((store) => store.project)
  const applied = useProject((store) => store.told?.applied ?? null)
  const changes = useChanges()
  const index = useKernel((store) => store.index)
  const kernelHost = useSession((store) => store.session?.kernel?.host ?? null)
  const all = useToldCautions((store) => store.cautions)
  const groupId = useScreen((screen) => screen.groupId)
  const ruleId = useScreen((screen) => screen.ruleId)
  return useMemo(() => {
    if (project === null || changes === null) return null
    const host = kernelHost ?? project.hosts[0]?.name ?? ''
    const group = project.securityGroups.find((each) => each.id === groupId) ?? project.securityGroups[0] ?? null
    const before = applied?.project.securityGroups.find((each) => each.id === group?.id)
    const isBound = group !== null && project.ports.some((port) => port.securityGroupIds.includes(group.id))
    const rows = group === null ? [] : ruleRows(group, before, changes, ruleLines(project, host), isBound)
    return {
      project,
      host,
      appliedRevision: applied?.revision ?? null,
      groups: items(project, applied?.project ?? null, changes),
      group,
      rows,
      selected: rows.find((row) => row.key === ruleId) ?? null,
      index,
      cautions: all.filter(({ about }) => (about.kind === 'group' || about.kind === 'rule') && about.groupId === group?.id),
    }
  }, [project, applied, changes, index, kernelHost, groupId, ruleId, all])
}
