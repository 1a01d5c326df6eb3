import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { Commands } from '../as-command/script.ts'
import { OpenConnections } from '../connections/to-end.ts'
import { MachineLook } from '../machine/machine.ts'
import { Edit } from '../project/edit-schema.ts'
import { TrialSeconds } from '../sync/trial.ts'
import { AgentState, PlugRequest, TurnLines, TurnRequest } from './agent.ts'
import {
  AppliedChange,
  ApplyHistory,
  DifferenceRequest,
  PointDifference,
  PointRequest,
  PointState,
  RestoreAnswer,
} from './apply-history.ts'
import {
  DiscardRequest,
  DocumentState,
  ExportAnswer,
  FolderRequest,
  FolderState,
  ForgetRequest,
  OpenAnswer,
  OpenRequest,
  OpenTextsRequest,
  OutsideChoice,
  RecentFile,
  RestoreRequest,
  SaveAnswer,
  SaveAsRequest,
} from './document.ts'
import {
  IgnoreRequest,
  OfferAnswer,
  OfferRequest,
  PutBackAnswer,
  PutBackRequest,
  TakeOverAnswer,
  TakeOverRequest,
} from './drift.ts'
import { MachineBefore, SwitchOnRequest } from './machine.ts'
import { Review } from './review.ts'
import {
  answer,
  EndedConnections,
  KernelRules,
  PingEvent,
  PingRequest,
  ProgramState,
  ProjectState,
  SessionState,
} from './states.ts'
import { TraceEvent, TraceRequest } from './trace.ts'
import {
  PacketQuestion,
  PacketWalk,
  PacketWalkRequest,
  SendEvent,
  SideBySide,
  WalkRequest,
  WalkSummary,
  WalksState,
} from './walk.ts'

/**
 * All that the page may ask of main and all that it is told. Transport-free: today a WebSocket carries it, a MessagePort can.
 * Streams begin with the present state. Counters do not come this way (see `reading-frame.ts`).
 */
const revision = z.object({ revision: z.int() })
const nothing = z.undefined()
const place = z.int().min(-500).max(500)

export const contract = {
  program: {
    about: oc.input(z.strictObject({})).output(answer(ProgramState)),
  },
  project: {
    follow: oc.input(nothing).output(eventIterator(ProjectState)),
    edit: oc.input(z.strictObject({ edit: Edit })).output(answer(revision)),
    undo: oc.input(z.strictObject({})).output(answer(revision)),
    redo: oc.input(z.strictObject({})).output(answer(revision)),
    /** Steps back (below 0) or forth at once. `revision` is what the person saw; the steps of another one are not the same. */
    goTo: oc.input(z.strictObject({ steps: place, revision: z.int() })).output(answer(revision)),
    /**
     * The commands that lead from one place of the history to another. Places are counted as the steps of `goTo`, 0 being here; `from`
     * null is the project as it was opened, which the history may have forgotten.
     */
    commandsOf: oc.input(z.strictObject({ from: place.nullable(), to: place, revision: z.int() })).output(answer(Commands)),
  },
  document: {
    follow: oc.input(nothing).output(eventIterator(DocumentState)),
    /**
     * Opens another document in the place of this one: every page begins anew with it. Of an answer of the Networking API a preview comes
     * back first; asked again with its version, a project is made of it, and the file stays as it is.
     */
    open: oc.input(OpenRequest).output(answer(OpenAnswer)),
    /** The same with the texts of files that a person dropped or chose; they become a new document and the files stay as they are. */
    openTexts: oc.input(OpenTextsRequest).output(answer(OpenAnswer)),
    /** Writes now. `written` false: the file held everything already. */
    save: oc.input(z.strictObject({})).output(answer(SaveAnswer)),
    /** Goes on in another file. A project that is there already is only written over with `overwrite`, anything else never. */
    saveAs: oc.input(SaveAsRequest).output(answer(SaveAnswer)),
    /** Writes a document of the Networking API; the project stays in its file. Only over such a document, with `overwrite`. */
    exportAs: oc.input(SaveAsRequest).output(answer(ExportAnswer)),
    recent: oc.input(z.strictObject({})).output(answer(z.object({ files: z.array(RecentFile) }))),
    forget: oc.input(ForgetRequest).output(answer(z.object({ files: z.array(RecentFile) }))),
    folder: oc.input(FolderRequest).output(answer(FolderState)),
    resolveOutside: oc.input(OutsideChoice).output(answer(z.object({}))),
    restore: oc.input(RestoreRequest).output(answer(z.object({}))),
    discard: oc.input(DiscardRequest).output(answer(z.object({}))),
  },
  session: {
    follow: oc.input(nothing).output(eventIterator(SessionState)),
  },
  lab: {
    /** Starts the lab of the applied or edited project; a lab that is lost is started anew. */
    start: oc.input(z.strictObject({})).output(answer(z.object({}))),
    stop: oc.input(z.strictObject({})).output(answer(z.object({}))),
    /** A VM's card goes, as when an interface is detached; what its host's agent makes of it is told by `agent.follow`. */
    unplug: oc.input(PlugRequest).output(answer(z.object({}))),
    plug: oc.input(PlugRequest).output(answer(z.object({}))),
  },
  agent: {
    /** What the agents of the hosts did, newest first. */
    follow: oc.input(nothing).output(eventIterator(AgentState)),
    /** The lines of one turn's plan. */
    lines: oc.input(TurnRequest).output(answer(TurnLines)),
  },
  machine: {
    /** The machine that the program runs on, as it can be seen without rights; it is looked at while somebody follows. */
    follow: oc.input(nothing).output(eventIterator(MachineLook)),
    /** What switching on would take: how root's rights would be got, and which hosts can be this machine. Nothing is started. */
    before: oc.input(z.strictObject({})).output(answer(MachineBefore)),
    /**
     * From now on rules are applied to this machine, as one host of the project. A lab ends, once the helper is there; rules on trial in
     * it go back first. Refused as `invalid` unless the machine's hostname was typed. Opening a document never does this.
     */
    switchOn: oc.input(SwitchOnRequest).output(answer(z.object({}))),
    /** The helper ends, and the rules that were kept stay. Refused as `busy` while rules are on trial. Gives up a switching on, too. */
    switchOff: oc.input(z.strictObject({})).output(answer(z.object({}))),
  },
  ruleset: {
    /**
     * What an apply would do now, host by host, and what each host holds. Nothing is written. Asked for the revision that is on trial, it
     * is what that apply has done.
     */
    review: oc.input(z.strictObject({ revision: z.int() })).output(answer(Review)),
    /**
     * Puts the edited project's rules into the kernel. `revision` is what the person saw; another one is refused as drift. With `trial`,
     * in seconds, the former rules come back by themselves unless `confirm` comes first; null: they stay at once. `connections`: which open
     * ones end; left out, those that the new rules refuse.
     */
    apply: oc
      .input(z.strictObject({ revision: z.int(), trial: TrialSeconds.nullable(), connections: OpenConnections.optional() }))
      .output(
        answer(z.object({ revision: z.int(), transactions: z.int(), ms: z.number(), connections: EndedConnections.nullable() })),
      ),
    /** Keeps the rules on trial. Refused as drift when none are any more. */
    confirm: oc.input(z.strictObject({})).output(answer(z.object({}))),
    /** The trial ends in so many seconds from now. */
    extend: oc.input(z.strictObject({ trial: TrialSeconds })).output(answer(z.object({}))),
    /** Brings the former rules back at once. */
    revert: oc.input(z.strictObject({})).output(answer(z.object({}))),
  },
  history: {
    /** What was done to the kernel with this document; the steps of undo stand in `project.follow`. */
    follow: oc.input(nothing).output(eventIterator(ApplyHistory)),
    /** All that a restore point holds; as large as the kernel's text was. */
    point: oc.input(PointRequest).output(answer(PointState)),
    change: oc.input(PointRequest).output(answer(AppliedChange)),
    difference: oc.input(DifferenceRequest).output(answer(PointDifference)),
    /** The edited project becomes that of the point, in one step that can be undone. The kernel stays as it is until it is applied. */
    restore: oc.input(PointRequest).output(answer(RestoreAnswer)),
  },
  drift: {
    /** Gives the kernel of a host what was applied, as far as the chosen differences go. What others made goes only when it is named. */
    putBack: oc.input(PutBackRequest).output(answer(PutBackAnswer)),
    /** What `takeOver` would do with one difference. Nothing is edited. */
    offer: oc.input(OfferRequest).output(answer(OfferAnswer)),
    /** Edits the project so that it says what the kernel holds. Each edit is a step of the history. */
    takeOver: oc.input(TakeOverRequest).output(answer(TakeOverAnswer)),
    ignore: oc.input(IgnoreRequest).output(answer(z.object({}))),
  },
  kernel: {
    follow: oc.input(nothing).output(eventIterator(KernelRules)),
  },
  walk: {
    /** The walks that are kept, each with the rules that it ran on: what is edited or applied later changes none of them. */
    follow: oc.input(nothing).output(eventIterator(WalksState)),
    /** Works out the ways of a packet, and of those that answer it. Nothing is sent. */
    predict: oc.input(WalkRequest).output(answer(WalkSummary)),
    /** One packet of a kept walk with all of its steps. */
    packet: oc.input(PacketWalkRequest).output(answer(PacketWalk)),
    /** The same packet of the same question through the rules of the edited project and through those that were applied. */
    sideBySide: oc.input(z.strictObject({ question: PacketQuestion, number: z.int().min(1) })).output(answer(SideBySide)),
    /** Sends the packets in the lab with the kernel's trace on, and lays prediction, trace and counters side by side. */
    send: oc.input(z.strictObject({ question: PacketQuestion })).output(eventIterator(SendEvent)),
    forget: oc.input(z.strictObject({ walk: z.int() })).output(answer(z.object({}))),
    /** All of a walk as a JSON text, with the rules that it ran on. */
    export: oc.input(z.strictObject({ walk: z.int() })).output(answer(z.object({ name: z.string(), text: z.string() }))),
  },
  trace: {
    /** Follows packets through the rules of the kernels, with the kernel's own trace. Leaving the stream stops it, too. */
    run: oc.input(TraceRequest).output(eventIterator(TraceEvent)),
    /** Ends the trace under way early; its stream still ends with `ended` and what moved. */
    stop: oc.input(z.strictObject({})).output(answer(z.object({}))),
  },
  ping: {
    /** Runs one ping test. Leaving the stream stops it, too, but then nobody hears what moved. */
    run: oc.input(PingRequest).output(eventIterator(PingEvent)),
    /** Ends the test under way early; its stream still ends with `ended` and what moved. */
    stop: oc.input(z.strictObject({})).output(answer(z.object({}))),
  },
}
export type Contract = typeof contract
