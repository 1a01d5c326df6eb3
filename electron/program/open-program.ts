import { errorLine, type TapwallError } from '#shared/errors'
import { ok, type Result } from '#shared/result'
import { autosave } from '../project-file/autosave.ts'
import { firstProject } from '../project-file/first-project.ts'
import type { StartLab } from '../session/lab-owner.ts'
import { openSession, type Session } from '../session/session.ts'

/** What both shells are around: a session whose project has a file that no other program writes. */
export interface Program {
  readonly session: Session
  /** The file that keeps the project. */
  readonly path: string
  /** What a person should know about the choice of the file. */
  readonly notes: readonly string[]
  /** Starts the lab in the background; why it did not start goes to the terminal, and to the page by the session's state. */
  readonly beginLab: () => void
  /** Saves, ends the lab, and tells why the last edits could not be saved, if so. */
  readonly close: () => Promise<TapwallError | null>
}

export interface ProgramOptions {
  readonly file: string | undefined
  readonly startLab: StartLab
}

/** The lab is not begun here: a shell that cannot open its door (a taken port) should not have built one. */
export async function openProgram({ file, startLab }: ProgramOptions): Promise<Result<Program, TapwallError>> {
  const opened = await firstProject(file)
  if (!opened.ok) return opened
  const { project, path, claim, notes } = opened.value
  const session = openSession({ project, path, startLab, now: Date.now })
  const saving = autosave(session.projects, path)
  return ok({
    session,
    path,
    notes,
    beginLab: () => {
      void session.startLab().then((started) => {
        if (!started.ok) console.error(errorLine(started.error))
      })
    },
    close: async () => {
      await saving.flush()
      const { saveError } = session.projects.state.get()
      await session.close()
      claim.release()
      return saveError
    },
  })
}
