import type { TapwallError } from '#shared/errors'
import type { LabAnswers, LabRequest, LabVerb } from '#shared/helper/lab-protocol'
import type { Result } from '#shared/result'
import type { Job } from '../helper/jobs.ts'

export type Handler<V extends LabVerb> = (
  request: Extract<LabRequest, { verb: V }>,
  job: Job,
) => Promise<Result<LabAnswers[V], TapwallError>>
