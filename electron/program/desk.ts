import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { errorLine, invalid, issue, type TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { type MachineWatch, machineWatch } from '../machine/watch.ts'
import { stateFolder } from '../project-file/folders.ts'
import type { What } from '../project-file/open-document.ts'
import { realPath } from '../project-file/path.ts'
import { type RecentFiles, recentFiles } from '../project-file/recent.ts'
import type { StartLab } from '../session/lab-owner.ts'
import type { Machine } from '../session/machine-owner.ts'
import { openProgram, type Program } from './open-program.ts'

export interface Opened {
  readonly path: string
  readonly notes: readonly string[]
  /** False when this file was open already: nothing has changed, and no page need begin anew. */
  readonly changed: boolean
}

/** A page's line to main, as far as the desk ends it: the page then comes back, to another program. */
export interface Line {
  readonly swap: () => void
}

/** What both shells show: one program at a time, and all pages that talk to it. */
export interface Desk {
  /** Null before the first document is open, and at the end. */
  readonly program: () => Program | null
  readonly recent: RecentFiles
  /**
   * In the place of the present document, which stays when the new one cannot be opened, when it could not be saved, and while an apply
   * or a test is under way. `leaveUnsaved`: also when it could not be saved; its edits are kept and offered when it is opened again.
   */
  readonly open: (what: What, leaveUnsaved?: boolean) => Promise<Result<Opened, TapwallError>>
  /** The lines of a program end with it. Returns how to take this one away. */
  readonly attach: (line: Line) => () => void
  /** From now on programs have labs. A shell that cannot open its door (a taken port) should not have built one. */
  readonly beginLabs: () => void
  readonly close: () => Promise<TapwallError | null>
}

interface DeskDeps {
  readonly startLab: StartLab
  /** This machine; each document begins with the lab, whatever the one before was switched to. */
  readonly machine?: Machine
  /** Who looks at this machine, for all documents; without it, the machine itself is looked at. */
  readonly machineWatch?: MachineWatch
  /** Where the program remembers things for itself; without it, the person's own folder. */
  readonly state?: string
  /** Hears of each document that is open from now on. */
  readonly onOpen?: (opened: Opened) => void
}

/** What was asked for by a line is answered on it before the line ends. */
const ANSWERED = 50

export function openDesk({
  startLab,
  machine,
  machineWatch: looks = machineWatch(),
  state = stateFolder(),
  onOpen,
}: DeskDeps): Desk {
  const recent = recentFiles(join(state, 'recent.json'), Date.now)
  let program: Program | null = null
  let hasLabs = false
  let lines = new Set<Line>()
  /** Two starts in one moment must not both take the place of the same program. */
  let tail: Promise<unknown> = Promise.resolve()
  /** The former program on its way out, after the one who asked for another has heard that it is there. */
  let leaving: Promise<void> = Promise.resolve()

  const pathAndName = ({ keeper, session }: Program) =>
    [keeper.state.get().path, session.projects.state.get().project.name] as const

  const take = async (next: Program): Promise<void> => {
    const former = program
    const left = lines
    program = next
    lines = new Set()
    next.begin()
    await recent.add(...pathAndName(next))
    const swap = async () => {
      if (former !== null) await delay(ANSWERED)
      for (const line of left) line.swap()
      if (former !== null) await recent.rename(...pathAndName(former))
      const saveError = (await former?.close()) ?? null
      if (saveError !== null) console.error(`Not saved: ${errorLine(saveError)}`)
      if (hasLabs) next.beginLab()
    }
    leaving = swap()
  }

  const open = async (what: What, leaveUnsaved: boolean): Promise<Result<Opened, TapwallError>> => {
    await leaving
    const present = program
    if (present !== null) {
      const { path } = present.keeper.state.get()
      const isOpen =
        what === null || ('path' in what && !('imported' in what) && (await realPath(what.path)) === (await realPath(path)))
      if (isOpen) return ok({ path, notes: [], changed: false })
      const refusal = busy(present)
      if (refusal !== null) return err(refusal)
    }
    const given = machine === undefined ? {} : { machine }
    const opened = await openProgram(what, { startLab, ...given, machineWatch: looks, recent, state })
    if (!opened.ok) return opened
    const next = opened.value
    const refusal = present === null ? null : await mayLeave(present, leaveUnsaved)
    if (refusal !== null) {
      next.abandon()
      return err(refusal)
    }
    await take(next)
    const answer = { path: next.keeper.state.get().path, notes: next.notes, changed: true }
    onOpen?.(answer)
    return ok(answer)
  }
  const leave = async (): Promise<TapwallError | null> => {
    await leaving
    const last = program
    program = null
    if (last === null) return null
    await recent.rename(...pathAndName(last))
    return last.close()
  }
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const next = tail.then(act)
    tail = next.catch(() => undefined)
    return next
  }

  return {
    program: () => program,
    recent,
    open: (what, leaveUnsaved = false) => inTurn(() => open(what, leaveUnsaved)),
    attach: (line) => {
      const own = lines
      own.add(line)
      return () => {
        own.delete(line)
      }
    },
    beginLabs: () => {
      hasLabs = true
      program?.beginLab()
    },
    close: () => inTurn(leave),
  }
}

/** What is measured or written now would be torn; a person ends it, or waits. */
function busy({ session }: Program): TapwallError | null {
  const { applying, pinging, target, trial } = session.state.get()
  if (applying) return { kind: 'busy', doing: 'An apply is under way.' }
  // On this machine others live under these rules: they go back only when that was asked for, or nobody is there.
  if (target === 'machine' && trial) return { kind: 'busy', doing: 'Rules are on trial. Keep them or revert them first.' }
  return pinging ? { kind: 'busy', doing: 'A ping test is running. Stop it, or wait for its end.' } : null
}

async function mayLeave(present: Program, leaveUnsaved: boolean): Promise<TapwallError | null> {
  const unsaved = await present.keeper.settle()
  if (unsaved !== null && !leaveUnsaved) {
    const { path } = present.keeper.state.get()
    const message = `The last edits of ${path} are not in their file: ${errorLine(unsaved)} Save it under another name first. Opened anyway, they are kept and offered when it is opened again.`
    return invalid([issue([], 'document.unsaved', message, { path })])
  }
  return busy(present)
}
