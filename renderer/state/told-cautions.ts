import { create } from 'zustand'
import { type ToldCaution, toldCautions } from '#shared/explain/told-cautions'
import type { Project } from '#shared/project/schema'
import { cautionsAt } from './cautions.ts'
import { portFacts } from './port-facts.ts'
import { useProject } from './project.ts'
import { openPort, openView, selectGroup, selectHost, selectRule } from './screen.ts'

interface ToldStore {
  /** Of which document these are; a moment behind the edited one. */
  readonly project: Project | null
  readonly cautions: readonly ToldCaution[]
}

/** The cautions of all hosts about the edited project. */
export const useToldCautions = create<ToldStore>()(() => ({ project: null, cautions: [] }))

/** Typing goes before: all hosts are compiled for this, so it waits until nothing has changed for so long; longer for many ports. */
const REST_MS = 150
const REST_MS_A_PORT = 0.25

let timer = 0
function find(): void {
  const { project } = useProject.getState()
  if (project === null || project === useToldCautions.getState().project) return
  const found = project.hosts.flatMap(({ name }) => cautionsAt(project, name))
  useToldCautions.setState({ project, cautions: toldCautions(project, found) })
}
useProject.subscribe(({ project }, before) => {
  if (project === before.project) return
  window.clearTimeout(timer)
  timer = window.setTimeout(find, REST_MS + REST_MS_A_PORT * (project?.ports.length ?? 0))
})

/** Opens the thing that a caution is about, the first of several hosts; null where no view shows it. */
export function wayTo(project: Project, { about, hosts }: ToldCaution): (() => void) | null {
  switch (about.kind) {
    case 'rule':
      return () => selectRule(about.groupId, about.ruleId)
    case 'group':
      return () => {
        selectGroup(about.groupId)
        openView('groups')
      }
    case 'port':
      return portFacts(project).some(({ port }) => port.id === about.portId) ? () => openPort(about.portId) : null
    case 'host':
      return () => {
        selectHost(hosts[0] ?? null)
        openView('hosts')
      }
  }
}
