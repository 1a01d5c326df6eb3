import { ORPCError } from '@orpc/client'
import type { Commands } from '#shared/as-command/script'
import type { OpenConnections } from '#shared/connections/to-end'
import type { AgentState, TurnLines } from '#shared/contract/agent'
import type {
  AppliedChange,
  ApplyHistory,
  Moment,
  PointDifference,
  PointState,
  RestoreAnswer,
} from '#shared/contract/apply-history'
import type {
  DocumentState,
  Example,
  ExportAnswer,
  FolderState,
  OpenAnswer,
  OutsideChoice,
  RecentFile,
  SaveAnswer,
} from '#shared/contract/document'
import type { OfferAnswer, TakeOverAnswer } from '#shared/contract/drift'
import type { MachineBefore } from '#shared/contract/machine'
import type { Review } from '#shared/contract/review'
import type { EndedConnections, KernelRules, PingEvent, PingRequest, ProjectState, SessionState } from '#shared/contract/states'
import type { PacketQuestion, PacketWalk, SendEvent, SideBySide, WalkAgainst, WalkSummary, WalksState } from '#shared/contract/walk'
import { invalid, issue, TapwallError } from '#shared/errors'
import type { MachineLook } from '#shared/machine/machine'
import type { NamedText } from '#shared/neutron/document'
import type { Edit } from '#shared/project/edit-schema'
import { err, type Result } from '#shared/result'
import { type Connection, openConnection, type Stop } from './connection.ts'
import { desktopTransport } from './port-transport.ts'
import { startAfresh } from './start-afresh.ts'
import { NO_LINE } from './texts/error-words.ts'
import { takeToken } from './token.ts'
import type { Client } from './transport.ts'
import { webSocketTransport } from './transport.ts'

/** Everything the page asks main for, typed. No other file knows how main is reached. */
type Answer<T> = Promise<Result<T, TapwallError>>

export const connection: Connection = openConnection({
  transport:
    desktopTransport(window) ??
    webSocketTransport(window.location.host, takeToken(window.location, window.history, window.sessionStorage) ?? ''),
  wait: (run, ms) => {
    window.setTimeout(run, ms)
  },
  onSwap: startAfresh,
})

/** Told as an issue, because nothing is wrong but the moment; what was typed stays where it is. */
const noLine: TapwallError = invalid([issue([], NO_LINE, 'The program cannot be reached. Try again when the connection is back.')])

/** A call without a line, or one whose line broke, is an answer as well: it says so. */
async function ask<T>(call: (client: Client) => Answer<T>): Answer<T> {
  const client = connection.client()
  if (client === null) return err(noLine)
  try {
    return await call(client)
  } catch (thrown) {
    return err(errorOf(thrown))
  }
}

/** Main answers what it cannot take with an error of ours as the data of oRPC's. */
function errorOf(thrown: unknown): TapwallError {
  if (connection.state() !== 'connected') return noLine
  const named = TapwallError.safeParse(thrown instanceof ORPCError ? thrown.data : null)
  return named.data ?? { kind: 'bug', detail: thrown instanceof Error ? thrown.message : String(thrown) }
}

export const sendEdit = (edit: Edit): Answer<{ revision: number }> => ask((client) => client.project.edit({ edit }))
export const sendUndo = (): Answer<{ revision: number }> => ask((client) => client.project.undo({}))
export const sendRedo = (): Answer<{ revision: number }> => ask((client) => client.project.redo({}))
/** Several steps of the history at once. `revision` is what the person saw. */
export const sendGoTo = (steps: number, revision: number): Answer<{ revision: number }> =>
  ask((client) => client.project.goTo({ steps, revision }))
/** The commands of a stretch of the history; `from` null is the project as it was opened. */
export const askCommandsOf = (from: number | null, to: number, revision: number): Answer<Commands> =>
  ask((client) => client.project.commandsOf({ from, to, revision }))
export const startLab = (): Answer<object> => ask((client) => client.lab.start({}))
export const sendPlug = (portId: string, isPlugged: boolean): Answer<object> =>
  ask((client) => (isPlugged ? client.lab.plug({ portId }) : client.lab.unplug({ portId })))
/** The lines of what one turn of an agent did. */
export const linesOfTurn = (id: number): Answer<TurnLines> => ask((client) => client.agent.lines({ id }))
/** What switching this machine on would take. Nothing is started by asking. */
export const askMachineBefore = (): Answer<MachineBefore> => ask((client) => client.machine.before({}))
/** `confirmation`: the machine's hostname as it was typed. */
export const switchOnMachine = (host: string, confirmation: string): Answer<object> =>
  ask((client) => client.machine.switchOn({ host, confirmation }))
export const switchOffMachine = (): Answer<object> => ask((client) => client.machine.switchOff({}))
/** The test under way ends early; its stream still tells what moved. */
export const endPing = (): Answer<object> => ask((client) => client.ping.stop({}))
/** The trace under way ends early. */
export const endTrace = (): Answer<object> => ask((client) => client.trace.stop({}))
/** `trial` in seconds; null: the rules stay at once. */
export const applyRevision = (
  revision: number,
  trial: number | null,
  connections: OpenConnections,
): Answer<{ revision: number; transactions: number; ms: number; connections: EndedConnections | null }> =>
  ask((client) => client.ruleset.apply({ revision, trial, connections }))
export const reviewRevision = (revision: number): Answer<Review> => ask((client) => client.ruleset.review({ revision }))
export const confirmTrial = (): Answer<object> => ask((client) => client.ruleset.confirm({}))
export const extendTrial = (trial: number): Answer<object> => ask((client) => client.ruleset.extend({ trial }))
export const revertTrial = (): Answer<object> => ask((client) => client.ruleset.revert({}))

type DriftItems = 'all' | string[]
export const putBackDrift = (host: string, items: DriftItems): Answer<{ put: number; transactions: number }> =>
  ask((client) => client.drift.putBack({ host, items }))
export const offerOfDrift = (host: string, item: string, groupId: string | null): Answer<OfferAnswer> =>
  ask((client) => client.drift.offer({ host, item, groupId }))
export const takeOverDrift = (host: string, items: DriftItems, groupId: string | null): Answer<TakeOverAnswer> =>
  ask((client) => client.drift.takeOver({ host, items, groupId }))
export const ignoreDrift = (host: string, items: DriftItems, ignored: boolean): Answer<object> =>
  ask((client) => client.drift.ignore({ host, items, ignored }))

/** What an apply did; all that its restore point holds; what two moments differ in. */
export const askChange = (id: string): Answer<AppliedChange> => ask((client) => client.history.change({ id }))
export const askPoint = (id: string): Answer<PointState> => ask((client) => client.history.point({ id }))
export const askDifference = (a: Moment, b: Moment): Answer<PointDifference> => ask((client) => client.history.difference({ a, b }))
export const restoreProject = (id: string): Answer<RestoreAnswer> => ask((client) => client.history.restore({ id }))

/** The ways of a packet and of what answers it, worked out from rules. Nothing is sent. */
export const predictWalk = (question: PacketQuestion, against: WalkAgainst): Answer<WalkSummary> =>
  ask((client) => client.walk.predict({ question, against }))
/** One packet of a kept walk with all of its steps. `number` counts from 1. */
export const askPacketWalk = (walk: number, number: number): Answer<PacketWalk> =>
  ask((client) => client.walk.packet({ walk, number }))
export const askSideBySide = (question: PacketQuestion, number: number): Answer<SideBySide> =>
  ask((client) => client.walk.sideBySide({ question, number }))
export const forgetWalk = (walk: number): Answer<object> => ask((client) => client.walk.forget({ walk }))
export const exportWalk = (walk: number): Answer<{ name: string; text: string }> => ask((client) => client.walk.export({ walk }))

/** `agreed`: the version of the preview of an import that the person agreed to. */
export const openDocument = (
  what: { path: string } | { example: Example },
  leaveUnsaved: boolean,
  agreed: string | null,
): Answer<OpenAnswer> => ask((client) => client.document.open({ what, leaveUnsaved, agreed }))
export const openDocumentTexts = (texts: NamedText[], leaveUnsaved: boolean, agreed: string | null): Answer<OpenAnswer> =>
  ask((client) => client.document.openTexts({ texts, leaveUnsaved, agreed }))
export const saveDocument = (): Answer<SaveAnswer> => ask((client) => client.document.save({}))
export const saveDocumentAs = (path: string, overwrite: boolean): Answer<SaveAnswer> =>
  ask((client) => client.document.saveAs({ path, overwrite }))
export const exportDocumentAs = (path: string, overwrite: boolean): Answer<ExportAnswer> =>
  ask((client) => client.document.exportAs({ path, overwrite }))
export const recentFiles = (): Answer<{ files: RecentFile[] }> => ask((client) => client.document.recent({}))
export const forgetRecent = (path: string): Answer<{ files: RecentFile[] }> => ask((client) => client.document.forget({ path }))
export const listFolder = (path: string | null): Answer<FolderState> => ask((client) => client.document.folder({ path }))
export const resolveOutside = (choice: OutsideChoice): Answer<object> => ask((client) => client.document.resolveOutside(choice))
export const restoreWork = (id: string, prefer: 'mine' | 'theirs' | null): Answer<object> =>
  ask((client) => client.document.restore({ id, prefer }))
export const discardWork = (id: string): Answer<object> => ask((client) => client.document.discard({ id }))

export const followDocument = (hear: (state: DocumentState) => void): Stop =>
  connection.follow((client, signal) => client.document.follow(undefined, { signal }), hear)
export const followProject = (hear: (state: ProjectState) => void): Stop =>
  connection.follow((client, signal) => client.project.follow(undefined, { signal }), hear)
export const followAgent = (hear: (state: AgentState) => void): Stop =>
  connection.follow((client, signal) => client.agent.follow(undefined, { signal }), hear)
export const followSession = (hear: (state: SessionState) => void): Stop =>
  connection.follow((client, signal) => client.session.follow(undefined, { signal }), hear)
export const followKernel = (hear: (rules: KernelRules) => void): Stop =>
  connection.follow((client, signal) => client.kernel.follow(undefined, { signal }), hear)
export const followApplyHistory = (hear: (history: ApplyHistory) => void): Stop =>
  connection.follow((client, signal) => client.history.follow(undefined, { signal }), hear)

/** Main looks at the machine as long as this is followed. */
export const followMachine = (hear: (machine: MachineLook) => void): Stop =>
  connection.follow((client, signal) => client.machine.follow(undefined, { signal }), hear)

export const followWalks = (hear: (walks: WalksState) => void): Stop =>
  connection.follow((client, signal) => client.walk.follow(undefined, { signal }), hear)

/** Sends a packet and what answers it in the lab with the kernel's trace on, and hears of it to the end, or until `signal` ends it. */
export async function sendWalk(question: PacketQuestion, hear: (event: SendEvent) => void, signal: AbortSignal): Promise<void> {
  const client = connection.client()
  if (client === null) return hear({ kind: 'failed', error: noLine })
  try {
    for await (const event of await client.walk.send({ question }, { signal })) hear(event)
  } catch (thrown) {
    hear({ kind: 'failed', error: signal.aborted ? { kind: 'cancelled' } : errorOf(thrown) })
  }
}

/** Runs one ping test and hears its events to the end. */
export async function runPing(request: PingRequest, hear: (event: PingEvent) => void): Promise<void> {
  const client = connection.client()
  if (client === null) return hear({ kind: 'failed', error: noLine })
  try {
    for await (const event of await client.ping.run(request)) hear(event)
  } catch (thrown) {
    hear({ kind: 'failed', error: errorOf(thrown) })
  }
}
