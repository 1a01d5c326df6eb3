import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { errorLine, type TapwallError } from '#shared/errors'
import { ok, type Result } from '#shared/result'
import { distFolder, labProgram } from '../dist-folder.ts'
import { startLab } from '../privilege/start-lab.ts'
import { autosave } from '../project-file/autosave.ts'
import { firstProject } from '../project-file/first-project.ts'
import { openSession } from '../session/session.ts'
import { openLoopback } from './server.ts'

export interface ServeOptions {
  readonly file: string | undefined
  readonly port: number
}

export interface Serving {
  readonly address: string
  readonly path: string
  readonly notes: readonly string[]
  /** Saves, ends the lab, and tells why the last edits could not be saved, if so. */
  readonly close: () => Promise<TapwallError | null>
}

/** Opens the project, starts its lab in the background, and serves the page. */
export async function serve({ file, port }: ServeOptions): Promise<Result<Serving, TapwallError>> {
  const opened = await firstProject(file)
  if (!opened.ok) return opened
  const { project, path, claim, notes } = opened.value
  const session = openSession({ project, path, startLab: () => startLab(labProgram()), now: Date.now })
  const saving = autosave(session.projects, path)
  const token = randomBytes(24).toString('hex')
  const loopback = await openLoopback({ session, token, port, pageFolder: join(distFolder(), 'page') }).catch((error: unknown) => {
    claim.release()
    throw error
  })
  void session.startLab().then((started) => {
    if (!started.ok) console.error(errorLine(started.error))
  })
  return ok({
    address: `http://127.0.0.1:${loopback.port}/#${token}`,
    path,
    notes,
    close: async () => {
      await saving.flush()
      const { saveError } = session.projects.state.get()
      await loopback.close()
      await session.close()
      claim.release()
      return saveError
    },
  })
}
