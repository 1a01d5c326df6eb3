import { z } from 'zod'
import { TapwallError } from '../errors.ts'
import { Dump } from '../netfilter/dump.ts'
import type { Project } from '../project/schema.ts'
import { Plan } from '../sync/plan.ts'
import { KernelDifference } from './difference.ts'

/** What was done to the kernel with a document, one entry for each act, as it is kept on disk and told to the page. */

/** Eight hexadecimal digits. */
export const EntryId = z.string().regex(/^[0-9a-f]{8}$/)
export type EntryId = z.infer<typeof EntryId>

const count = z.int().min(0)

/** A host of an apply, with what its plan had: transactions, rules that came and went, sets that were written or removed. */
export const AppliedHostEntry = z.strictObject({
  host: z.string().max(64),
  transactions: count,
  added: count,
  removed: count,
  sets: count,
})
export type AppliedHostEntry = z.infer<typeof AppliedHostEntry>

const common = {
  id: EntryId,
  /** Milliseconds since 1970. */
  at: z.number(),
  /** Name of the user of the operating system. */
  who: z.string().max(256),
  /** The document, and its project's name and revision at that time. Revisions begin anew with each run of the program. */
  file: z.string().max(8192),
  project: z.string().max(255),
  revision: z.int(),
}

/** Whose kernel it was done to: that of the lab's hosts, or this machine's own. Entries from before there was a choice are of the lab. */
const inKernel = { ...common, target: z.enum(['lab', 'machine']).default('lab') }

/**
 * `result`: `begun` until it is known; who finds that later sees that the program broke off. `trial`: written, and not kept yet; another
 * entry tells how that ended. `unchanged`: the kernel held all of it already. `failed`: the former rules are there, or `error` says why
 * not. `trial` in seconds, null: kept at once. `point`: there is a restore point of the moment before.
 */
export const ApplyEntry = z.strictObject({
  ...inKernel,
  act: z.literal('apply'),
  hosts: z.array(AppliedHostEntry).max(1000),
  trial: z.number().nullable(),
  result: z.enum(['begun', 'kept', 'trial', 'unchanged', 'failed']),
  error: TapwallError.nullable(),
  ms: z.number().nullable(),
  point: z.boolean(),
})
export type ApplyEntry = z.infer<typeof ApplyEntry>

/** `of` is the apply that this is about; null when its entry could not be kept. */
export const ConfirmEntry = z.strictObject({ ...inKernel, act: z.literal('confirm'), of: EntryId.nullable() })
export type ConfirmEntry = z.infer<typeof ConfirmEntry>

/** `why`: a person asked for it, the time was over, the lab ended, and with it all that was in it, or the
 * helper of this machine ended, and its guard took the rules back. With an `error` the former rules are not all back. */
export const RevertEntry = z.strictObject({
  ...inKernel,
  act: z.literal('revert'),
  of: EntryId.nullable(),
  why: z.enum(['asked', 'timed-out', 'lab-ended', 'helper-ended']),
  error: TapwallError.nullable(),
})
export type RevertEntry = z.infer<typeof RevertEntry>

/** The edited project became that of the restore point `of`. */
export const RestoreEntry = z.strictObject({ ...common, act: z.literal('restore'), of: EntryId })

/** Drift of one host was put back: `differences` of them, by the steps that `host` counts. With an `error` it is as it was. */
export const PutBackEntry = z.strictObject({
  ...inKernel,
  act: z.literal('put-back'),
  host: AppliedHostEntry,
  differences: count,
  error: TapwallError.nullable(),
  ms: z.number(),
})
export type PutBackEntry = z.infer<typeof PutBackEntry>

export const HistoryEntry = z.discriminatedUnion('act', [ApplyEntry, ConfirmEntry, RevertEntry, RestoreEntry, PutBackEntry])
export type HistoryEntry = z.infer<typeof HistoryEntry>

/**
 * A host before an apply: our part of what its kernel held, the steps that the apply had for it, and what they do to our lines. The
 * steps count the lines of others, too, so that what they do cannot be found from our part alone. Null: a point of an earlier Tapwall.
 */
export const PointHost = z.object({
  host: z.string().max(64),
  dump: Dump,
  plan: Plan.nullable(),
  change: KernelDifference.nullable().default(null),
})
export type PointHost = z.infer<typeof PointHost>

/**
 * The moment before an apply. `project` is what was applied then, `revision` its revision; null before the first apply of a run. `after`
 * is the project that the apply was of; null in a point of an earlier Tapwall.
 */
export interface RestorePoint {
  readonly id: EntryId
  readonly at: number
  readonly revision: number | null
  readonly project: Project | null
  readonly after: Project | null
  readonly hosts: readonly PointHost[]
}
