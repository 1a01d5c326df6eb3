import { resolve } from 'node:path'
import type { MenuCommand } from '#shared/contract/commands'
import type { TapwallError } from '#shared/errors'
import { ok, type Result } from '#shared/result'
import { openProgram, type Program } from '../program/open-program.ts'
import type { StartLab } from '../session/lab-owner.ts'
import { type MainPort, openPageLine, type PageLine } from './ports.ts'

export interface Opened {
  readonly path: string
  readonly notes: readonly string[]
  /** False when this file was open already: nothing has changed, and the page need not begin anew. */
  readonly changed: boolean
  /** Why the last edits of the file before it could not be saved. */
  readonly saveError: TapwallError | null
}

/** What the window shows: one program at a time, and one page that talks to it. */
export interface Desk {
  /** In the place of the present one, which stays when the new one cannot be opened. */
  readonly open: (file: string | null) => Promise<Result<Opened, TapwallError>>
  /** A page asks anew when it is loaded again; the line of the page before it is closed. */
  readonly attach: (contract: MainPort, beside: MainPort) => void
  readonly command: (command: MenuCommand) => void
  readonly close: () => Promise<TapwallError | null>
}

export function openDesk(startLab: StartLab): Desk {
  let program: Program | null = null
  let line: PageLine | null = null
  /** Two starts in one moment must not both take the place of the same program. */
  let tail: Promise<unknown> = Promise.resolve()

  const leave = async (): Promise<TapwallError | null> => {
    const leaving = program
    line?.close()
    line = null
    program = null
    return leaving === null ? null : leaving.close()
  }
  const open = async (file: string | null): Promise<Result<Opened, TapwallError>> => {
    if (program !== null && (file === null || resolve(file) === resolve(program.path)))
      return ok({ path: program.path, notes: [], changed: false, saveError: null })
    const opened = await openProgram({ file: file ?? undefined, startLab })
    if (!opened.ok) return opened
    const saveError = await leave()
    program = opened.value
    program.beginLab()
    return ok({ path: program.path, notes: program.notes, changed: true, saveError })
  }
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const next = tail.then(act)
    tail = next.catch(() => undefined)
    return next
  }

  return {
    open: (file) => inTurn(() => open(file)),
    attach: (contract, beside) => {
      line?.close()
      line = null
      if (program !== null) line = openPageLine(program.session, contract, beside)
      else {
        // The page hears the end of its line and asks again.
        contract.close()
        beside.close()
      }
    },
    command: (command) => line?.command(command),
    close: () => inTurn(leave),
  }
}
