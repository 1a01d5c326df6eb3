import { type Changes, changesBetween } from '#shared/project/changes'
import type { Project } from '#shared/project/schema'
import { useProject } from './project.ts'

/** Before the first apply everything that makes rules is a change; VMs and networks are only what the lab is built of. */
export const nothingApplied = (project: Project): Project => ({
  ...project,
  securityGroups: [],
  ports: project.ports.map((port) => ({ ...port, securityGroupIds: [] })),
})

const known = new WeakMap<Project, { readonly applied: Project | null; readonly changes: Changes }>()

export function changesOf(project: Project, applied: Project | null): Changes {
  const last = known.get(project)
  if (last !== undefined && last.applied === applied) return last.changes
  const changes = changesBetween(applied ?? nothingApplied(project), project)
  known.set(project, { applied, changes })
  return changes
}

export function useChanges(): Changes | null {
  const project = useProject((store) => store.project)
  const applied = useProject((store) => store.told?.applied?.project ?? null)
  return project === null ? null : changesOf(project, applied)
}
