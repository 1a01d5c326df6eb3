import { z } from 'zod'
import { TapwallError } from '#shared/errors'
import { TrialId } from '#shared/helper/firewall-verbs'
import { SavedState } from '#shared/sync/saved'
import { TrialSeconds } from '#shared/sync/trial'
import { TraceFilter, TraceId } from '#shared/trace/trace-rules'

/** What the helper tells its guard and hears from it: one JSON object a line. Both are one program; the lines are decoded all the same. */
export const GuardRequest = z.discriminatedUnion('do', [
  z.strictObject({ id: z.int(), do: z.literal('keep'), trial: TrialId, saved: SavedState }),
  z.strictObject({ id: z.int(), do: z.literal('run'), trial: TrialId, seconds: TrialSeconds }),
  z.strictObject({ id: z.int(), do: z.literal('confirm'), trial: TrialId }),
  z.strictObject({ id: z.int(), do: z.literal('revert'), trial: TrialId }),
  /** Writes the rules of a trace, or takes them away. */
  z.strictObject({ id: z.int(), do: z.literal('arm'), trace: TraceId, filter: TraceFilter, perSecond: z.int().min(1).max(200) }),
  z.strictObject({ id: z.int(), do: z.literal('disarm'), trace: TraceId }),
])
export type GuardRequest = z.infer<typeof GuardRequest>

export const GuardMessage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('answer'), id: z.int(), error: TapwallError.nullable() }),
  z.strictObject({ kind: z.literal('over'), trial: TrialId, error: TapwallError.nullable() }),
])
export type GuardMessage = z.infer<typeof GuardMessage>
