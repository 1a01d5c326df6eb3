import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { TapwallError } from '#shared/errors'
import { ok, type Result } from '#shared/result'
import { distFolder, labProgram } from '../dist-folder.ts'
import { startLab } from '../privilege/start-lab.ts'
import { openProgram } from '../program/open-program.ts'
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
  const opened = await openProgram({ file, startLab: () => startLab(labProgram()) })
  if (!opened.ok) return opened
  const program = opened.value
  const { session, path, notes } = program
  const token = randomBytes(24).toString('hex')
  const loopback = await openLoopback({ session, token, port, pageFolder: join(distFolder(), 'page') }).catch(
    async (error: unknown) => {
      await program.close()
      throw error
    },
  )
  program.beginLab()
  return ok({
    address: `http://127.0.0.1:${loopback.port}/#${token}`,
    path,
    notes,
    close: async () => {
      await loopback.close()
      return program.close()
    },
  })
}
