import { z } from 'zod'
import { TapwallError } from '../errors.ts'
import { KernelDifference, ProjectDifference } from '../history/difference.ts'
import { EntryId, HistoryEntry, PointHost } from '../history/entry.ts'
import { Project } from '../project/schema.ts'

/** What was done to the kernel with this document, in this run and earlier ones: not the steps of undo, which are the project's. */

/** `unreadable`: a file of the history that is damaged or none of ours. It stays where it is. */
export const HistoryItem = z.discriminatedUnion('is', [
  z.object({ is: z.literal('entry'), entry: HistoryEntry }),
  z.object({ is: z.literal('unreadable'), file: z.string(), at: z.number(), error: TapwallError }),
])
export type HistoryItem = z.infer<typeof HistoryItem>

/** The newest first. `problem`: why the last act could not be written down; the act itself took place. */
export const ApplyHistory = z.object({
  folder: z.string(),
  items: z.array(HistoryItem),
  problem: TapwallError.nullable(),
})
export type ApplyHistory = z.infer<typeof ApplyHistory>

export const PointRequest = z.strictObject({ id: EntryId })

export const PointState = z.object({
  id: EntryId,
  at: z.number(),
  revision: z.int().nullable(),
  project: Project.nullable(),
  hosts: z.array(PointHost),
})
export type PointState = z.infer<typeof PointState>

/** What an apply did: the project that was applied until then and the one that it was of, and our lines of each host (see `PointHost`). */
export const AppliedChange = z.object({
  id: EntryId,
  at: z.number(),
  before: Project.nullable(),
  after: Project.nullable(),
  hosts: z.array(z.object({ host: z.string(), change: KernelDifference.nullable() })),
})
export type AppliedChange = z.infer<typeof AppliedChange>

/** A moment: the one before an apply, or now (the applied project and the kernel as it is). */
export const Moment = z.union([EntryId, z.literal('now')])
export type Moment = z.infer<typeof Moment>
export const DifferenceRequest = z.strictObject({ a: Moment, b: Moment })

/** From `a` to `b`. `project` null: at one of the moments nothing was applied. Hosts that differ in nothing are told, too. */
export const PointDifference = z.object({ project: ProjectDifference.nullable(), hosts: z.array(KernelDifference) })
export type PointDifference = z.infer<typeof PointDifference>

/** `changed` false: the edited project is that one already. */
export const RestoreAnswer = z.object({ revision: z.int(), changed: z.boolean() })
export type RestoreAnswer = z.infer<typeof RestoreAnswer>
