import type { Project } from '#shared/project/schema'
import type { ProjectStore } from '../session/project-store.ts'
import { saveFile } from './file.ts'

/** Milliseconds without an edit before the project is written. */
const PAUSE = 300

export interface Autosave {
  /** Writes now what is not yet written. */
  readonly flush: () => Promise<void>
}

/** Keeps the file equal to the project. A failed write is shown, and tried again with the next edit. */
export function autosave(projects: ProjectStore, path: string): Autosave {
  let saved: Project = projects.state.get().project
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  const write = async () => {
    const { project } = projects.state.get()
    if (project === saved) return
    const error = await saveFile(path, project)
    if (error === null) saved = project
    projects.setSaved(path, error)
  }
  const flush = () => {
    clearTimeout(timer)
    writing = writing.then(write)
    return writing
  }
  projects.state.listen(({ project }) => {
    if (project === saved) return
    clearTimeout(timer)
    timer = setTimeout(() => void flush(), PAUSE)
  })
  return { flush }
}
