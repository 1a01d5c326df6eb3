import type { TapwallError } from '#shared/errors'
import type { LabAnswers, LabRequest, LabVerb } from '#shared/helper/lab-protocol'
import type { Result } from '#shared/result'

/** One request while it is worked on: its lines go out as they come, and it may be cancelled. */
export interface Job {
  readonly line: (text: string) => void
  /** Said once by jobs that take a moment before they hear or see anything. */
  readonly begun: () => void
  readonly signal: AbortSignal
}

export type Handler<V extends LabVerb> = (
  request: Extract<LabRequest, { verb: V }>,
  job: Job,
) => Promise<Result<LabAnswers[V], TapwallError>>
