import { labTopology } from '#shared/helper/lab-topology'
import type { Project } from '#shared/project/schema'
import type { Session } from '../session/session.ts'

/**
 * A step that changes the whole project (what another program wrote, a recovery, and their undo) may change its networks and machines.
 * The lab that runs is then of another project, so a new one is started. Returns the unsubscriber.
 */
export function followTopology({ projects, state }: Session, startLab: () => void): () => void {
  const wordsOf = (project: Project): string => JSON.stringify(labTopology(project))
  let last = projects.state.get().project
  return projects.onChange(({ edit, project }) => {
    const before = last
    last = project
    if (edit !== null || wordsOf(before) === wordsOf(project)) return
    // Later, because the project is not yet what it is about to be.
    if (state.get().lab.state === 'running') setImmediate(startLab)
  })
}
