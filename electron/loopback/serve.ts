import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { TapwallError } from '#shared/errors'
import { ok, type Result } from '#shared/result'
import { distFolder, helperProgram, labProgram } from '../dist-folder.ts'
import { startLab } from '../privilege/start-lab.ts'
import { thisMachine } from '../privilege/this-machine.ts'
import { type Opened, openDesk } from '../program/desk.ts'
import { listenToTerminals } from '../terminals/listen.ts'
import { openLoopback } from './server.ts'

export interface ServeOptions {
  readonly file: string | undefined
  readonly port: number
  /** Hears of each document that is opened later. */
  readonly onOpen: (opened: Opened) => void
}

export interface Serving {
  readonly address: string
  readonly opened: Opened
  /** Why terminals cannot reach this program, if so. */
  readonly unheard: string | null
  /** Saves, ends the lab, and tells why the last edits could not be saved, if so. */
  readonly close: () => Promise<TapwallError | null>
}

/** Opens the project, starts its lab in the background, and serves the page. */
export async function serve({ file, port, onOpen }: ServeOptions): Promise<Result<Serving, TapwallError>> {
  const desk = openDesk({ startLab: () => startLab(labProgram()), machine: thisMachine(helperProgram()), onOpen })
  const opened = await desk.open(file === undefined ? null : { path: resolve(file) })
  if (!opened.ok) return opened
  const token = randomBytes(24).toString('hex')
  const loopback = await openLoopback({ desk, token, port, pageFolder: join(distFolder(), 'page') }).catch(
    async (error: unknown) => {
      await desk.close()
      throw error
    },
  )
  const terminals = await listenToTerminals(desk)
  desk.beginLabs()
  return ok({
    address: `http://127.0.0.1:${loopback.port}/#${token}`,
    opened: opened.value,
    unheard: terminals.ok ? null : terminals.error,
    close: async () => {
      if (terminals.ok) await terminals.value.close()
      await loopback.close()
      return desk.close()
    },
  })
}
