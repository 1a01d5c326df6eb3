import { z } from 'zod'
import { TapwallError } from '../errors.ts'
import { ConntrackEntry } from '../netfilter/conntrack-entries.ts'
import { Dump } from '../netfilter/dump.ts'
import { PackedPlan, packPlan } from '../sync/packed-plan.ts'
import type { Plan } from '../sync/plan.ts'
import { TrialSeconds } from '../sync/trial.ts'
import { TraceFilter, TraceId } from '../trace/trace-rules.ts'

/** What may be asked about the tables and sets of a host, alike of the lab and of the helper of this machine. */

/** A longer line of a pipe is refused, and the pipe is closed. */
export const LONGEST_LINE = 64 * 1024 * 1024

/** An apply's own, so that a late word is not taken for one about another. */
export const TrialId = z.string().regex(/^[0-9a-z-]{1,40}$/)

const id = z.int()

export const firewallRequests = {
  /** `trial` null: the rules stay. */
  apply: z.strictObject({ id, verb: z.literal('apply'), plan: PackedPlan, trial: TrialId.nullable() }),
  /** The rules that were written with this trial come back to what they were when `seconds` have passed without a word. */
  trial: z.strictObject({ id, verb: z.literal('trial'), trial: TrialId, seconds: TrialSeconds }),
  confirm: z.strictObject({ id, verb: z.literal('confirm'), trial: TrialId }),
  revert: z.strictObject({ id, verb: z.literal('revert'), trial: TrialId }),
  /** `known`: the version whose dump the asker has; the dump comes along only when the rules are others by now. */
  read: z.strictObject({ id, verb: z.literal('read'), host: z.string().max(64), known: z.int().nullable() }),
  /** What connection tracking knows, at most 20,000 entries. */
  connections: z.strictObject({ id, verb: z.literal('connections'), host: z.string().max(64) }),
  /** Deletes exactly these entries, of zones of ports alone. */
  'end-connections': z.strictObject({
    ...{ id, verb: z.literal('end-connections'), host: z.string().max(64) },
    entries: z.array(ConntrackEntry).max(20_000),
  }),
  /**
   * Follows packets through the rules of a host for `seconds`, at most so many a second. That it does is said by `begun`; what the kernel
   * tells comes as lines (`shared/trace`). One trace a host. Cancelled, it answers as it ends.
   */
  trace: z.strictObject({
    ...{ id, verb: z.literal('trace'), host: z.string().max(64), trace: TraceId, filter: TraceFilter },
    seconds: z.int().min(1).max(600),
    perSecond: z.int().min(1).max(200),
  }),
  /** Stops the job that request `job` began. */
  cancel: z.strictObject({ id, verb: z.literal('cancel'), job: z.int() }),
} as const

/** Answers by verb. Counters cross the pipe as plain numbers in row order. */
export const firewallAnswers = {
  apply: z.strictObject({ ms: z.number() }),
  trial: z.strictObject({}),
  confirm: z.strictObject({}),
  revert: z.strictObject({}),
  read: z.strictObject({
    version: z.int(),
    at: z.number(),
    cost: z.number(),
    dump: Dump.nullable(),
    packets: z.array(z.number()),
    bytes: z.array(z.number()),
    bridgeNfCallIptables: z.boolean(),
  }),
  /** `more`: entries that were left off or could not be read. */
  connections: z.strictObject({ entries: z.array(ConntrackEntry), more: z.int() }),
  'end-connections': z.strictObject({ ended: z.int() }),
  /**
   * Why it ended: its time was over, it was cancelled, it told more than is kept, or the kernel's words could not be heard any more.
   * `restarts`: how often they were not heard for a moment.
   */
  trace: z.strictObject({ why: z.enum(['time', 'stopped', 'full', 'monitor']), restarts: z.int() }),
  cancel: z.strictObject({}),
} as const
export type TraceAnswer = z.infer<typeof firewallAnswers.trace>

/** What is said on the pipe besides the greeting. */
export const answerMessages = [
  z.strictObject({ kind: z.literal('answer'), id, value: z.unknown() }),
  /** `id` null: the line that is refused had no number. */
  z.strictObject({ kind: z.literal('refusal'), id: id.nullable(), error: TapwallError }),
  /** A trial's time is over; what bringing the former rules back came to, null when they are back. */
  z.strictObject({ kind: z.literal('trial-over'), trial: TrialId, error: TapwallError.nullable() }),
  /** The job of request `id` is under way: what happens from now on it hears. */
  z.strictObject({ kind: z.literal('begun'), id, at: z.number() }),
  /** A line of output of the job that request `id` began. */
  z.strictObject({ kind: z.literal('line'), id, at: z.number(), text: z.string() }),
] as const

/** Arguments as they cross the pipe. */
export const packArguments = (verb: string, args: object): object =>
  // The signatures of the clients give this verb its plan.
  verb === 'apply' && 'plan' in args ? { ...args, plan: packPlan(args.plan as Plan) } : args
