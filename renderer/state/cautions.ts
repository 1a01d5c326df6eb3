import { type Caution, cautionsOfOrigin } from '#shared/explain/caution'
import { cautionsIn } from '#shared/explain/cautions'
import type { Project } from '#shared/project/schema'
import type { Origin } from '#shared/ruleset/ruleset'
import { changesOf } from './changes.ts'
import { compiled } from './compiled.ts'
import { useProject } from './project.ts'

const byProject = new WeakMap<Project, Map<string, readonly Caution[]>>()

/** Known faults and surprises of the host's release that apply to the project there; found once for each document. */
export function cautionsAt(project: Project, host: string): readonly Caution[] {
  const byHost = byProject.get(project) ?? new Map<string, readonly Caution[]>()
  byProject.set(project, byHost)
  const compilation = compiled(project, host)
  const found = byHost.get(host) ?? (compilation.ok ? cautionsIn(project, host, compilation.value) : [])
  byHost.set(host, found)
  return found
}

/** Those that explain a line of the kernel, which is of what was applied. The edited project is compiled anyway: asked where it is the same. */
export function cautionsOfLine(host: string, origin: Origin): readonly Caution[] {
  const { told, project } = useProject.getState()
  const applied = told?.applied?.project ?? null
  if (project === null) return []
  const isSame = applied === null || changesOf(project, applied).count === 0
  return cautionsOfOrigin(cautionsAt(isSame ? project : applied, host), origin)
}
