import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { errorLine, type TapwallError } from '#shared/errors'
import { ok, type Result } from '#shared/result'
import { terminalLine } from '#shared/terminal-text'
import { type History, openHistory } from '../history/history.ts'
import type { MachineWatch } from '../machine/watch.ts'
import { openJournal } from '../project-file/journal.ts'
import { type Keeper, openKeeper } from '../project-file/keeper.ts'
import { lostWork } from '../project-file/lost-work.ts'
import { openDocument, type What } from '../project-file/open-document.ts'
import { realPath } from '../project-file/path.ts'
import type { RecentFiles } from '../project-file/recent.ts'
import { openRecoveries } from '../project-file/recoveries.ts'
import type { StartLab } from '../session/lab-owner.ts'
import type { Machine } from '../session/machine-owner.ts'
import { openSession, type Session } from '../session/session.ts'
import { followTopology } from './follow-topology.ts'

/** What both shells are around: a session whose project has a file that no other program writes. */
export interface Program {
  /** What the pages know it by: another one means another document. */
  readonly id: string
  readonly session: Session
  readonly keeper: Keeper
  readonly history: History
  readonly machineWatch: MachineWatch
  /** What a person should know about the choice of the file. */
  readonly notes: readonly string[]
  /** From now on the document is this program's: it is written and watched. */
  readonly begin: () => void
  /** In the place of `begin`: lets everything go as it was found. */
  readonly abandon: () => void
  /** Starts the lab in the background; why it did not start goes to the terminal, and to the page by the session's state. */
  readonly beginLab: () => void
  /** Saves, ends the lab, and tells why the last edits could not be saved, if so. */
  readonly close: () => Promise<TapwallError | null>
}

export interface ProgramDeps {
  readonly startLab: StartLab
  readonly machine?: Machine
  readonly recent: RecentFiles
  readonly machineWatch: MachineWatch
  readonly state: string
}

/** The lab is not begun here: the document before this one may still have its own. */
export async function openProgram(
  what: What,
  { startLab, machine, machineWatch, recent, state }: ProgramDeps,
): Promise<Result<Program, TapwallError>> {
  const folder = join(state, 'recovery')
  const work = lostWork(folder)
  const opened = await openDocument(what, { recent, lostWork: work })
  if (!opened.ok) return opened
  const { project, path, claim, known, lost, notes } = opened.value
  const id = randomUUID()
  const history = openHistory({ folder: join(state, 'history'), path: () => keeper.state.get().path, now: Date.now })
  const session = openSession({
    ...{ project, program: id, startLab, now: Date.now, log: history.log },
    ...(machine === undefined ? {} : { machine }),
  })
  const { projects } = session
  const journal = openJournal({
    folder,
    path: await realPath(path),
    project,
    now: Date.now,
    failed: (error) =>
      console.error(terminalLine(`Edits cannot be kept for a recovery: ${error instanceof Error ? error.message : String(error)}`)),
  })
  const recoveries = await openRecoveries(lost, project, work)
  const keeper = openKeeper({ projects, path, claim, known, journal, recoveries, now: Date.now })
  const beginLab = () => {
    void session.startLab().then((started) => {
      if (!started.ok) console.error(errorLine(started.error))
    })
  }
  const stopFollowing = followTopology(session, beginLab)
  return ok({
    id,
    session,
    keeper,
    history,
    machineWatch,
    notes,
    begin: keeper.begin,
    abandon: () => {
      stopFollowing()
      keeper.abandon()
    },
    beginLab,
    close: async () => {
      stopFollowing()
      const error = await keeper.close()
      await session.close()
      await history.settle()
      return error
    },
  })
}
