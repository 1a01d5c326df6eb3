import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { Commands } from '../as-command/script.ts'
import { Edit } from '../project/edit-schema.ts'
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
import { answer, KernelRules, PingEvent, PingRequest, ProjectState, SessionState } from './states.ts'

/**
 * All that the page may ask of main and all that it is told. Transport-free: today a WebSocket carries it, a MessagePort can.
 * Streams begin with the present state. Counters do not come this way (see `reading-frame.ts`).
 */
const revision = z.object({ revision: z.int() })
const nothing = z.undefined()
const place = z.int().min(-500).max(500)

export const contract = {
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
  },
  ruleset: {
    /** Puts the edited project's rules into the kernel. `revision` is what the person saw; another one is refused as drift. */
    apply: oc
      .input(z.strictObject({ revision: z.int() }))
      .output(answer(z.object({ revision: z.int(), transactions: z.int(), ms: z.number() }))),
  },
  kernel: {
    follow: oc.input(nothing).output(eventIterator(KernelRules)),
  },
  ping: {
    /** Runs one ping test. Leaving the stream stops it, too, but then nobody hears what moved. */
    run: oc.input(PingRequest).output(eventIterator(PingEvent)),
    /** Ends the test under way early; its stream still ends with `ended` and what moved. */
    stop: oc.input(z.strictObject({})).output(answer(z.object({}))),
  },
}
export type Contract = typeof contract
