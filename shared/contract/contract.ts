import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { Edit } from '../project/edits.ts'
import { answer, KernelRules, PingEvent, PingRequest, ProjectState, SessionState } from './states.ts'

/**
 * All that the page may ask of main and all that it is told. Transport-free: today a WebSocket carries it, a MessagePort can.
 * Streams begin with the present state. Counters do not come this way (see `reading-frame.ts`).
 */
const revision = z.object({ revision: z.int() })
const nothing = z.undefined()

export const contract = {
  project: {
    follow: oc.input(nothing).output(eventIterator(ProjectState)),
    edit: oc.input(z.strictObject({ edit: Edit })).output(answer(revision)),
    undo: oc.input(z.strictObject({})).output(answer(revision)),
    redo: oc.input(z.strictObject({})).output(answer(revision)),
    /** Steps back (below 0) or forth at once. `revision` is what the person saw; the steps of another one are not the same. */
    goTo: oc.input(z.strictObject({ steps: z.int().min(-500).max(500), revision: z.int() })).output(answer(revision)),
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
