import { create } from 'zustand'
import type { AppliedChange, Moment } from '#shared/contract/apply-history'
import type { TapwallError } from '#shared/errors'
import type { KernelDifference } from '#shared/history/difference'
import type { Project } from '#shared/project/schema'
import { ok, type Result } from '#shared/result'
import { askChange, askDifference } from '../api.ts'
import { useProject } from './project.ts'

/** Two moments and what lies between them. `change` null: the point was written by an earlier Tapwall, which kept no lines. */
export interface Shown {
  readonly before: Project | null
  readonly after: Project | null
  readonly hosts: readonly { readonly host: string; readonly change: KernelDifference | null }[]
}

/** `id` and `against` tell what it is about: an apply, or the moment before it and another one. */
export type Detail = { readonly id: string; readonly against: Moment | null } & (
  | { readonly is: 'reading' }
  | { readonly is: 'failed'; readonly error: TapwallError }
  | { readonly is: 'done'; readonly shown: Shown }
)

export const useDetail = create<{ readonly detail: Detail | null }>()(() => ({ detail: null }))

let asked = 0

/** Asks main for what an apply did, or for the way from one moment to another. Only the latest answer counts. */
export async function readDetail(
  id: string,
  compared: { readonly from: Moment; readonly to: Moment; readonly against: Moment } | null,
) {
  asked += 1
  const own = asked
  const about = { id, against: compared?.against ?? null }
  useDetail.setState({ detail: { ...about, is: 'reading' } })
  const answer: Result<Shown, TapwallError> = compared === null ? await askChange(id) : await difference(compared.from, compared.to)
  if (own !== asked) return
  useDetail.setState({
    detail: answer.ok ? { ...about, is: 'done', shown: answer.value } : { ...about, is: 'failed', error: answer.error },
  })
}

export function forgetDetail(): void {
  asked += 1
  useDetail.setState({ detail: null })
}

const projectAt = async (moment: Moment): Promise<Result<Pick<AppliedChange, 'before'>, TapwallError>> =>
  moment === 'now' ? ok({ before: useProject.getState().told?.applied?.project ?? null }) : askChange(moment)

async function difference(from: Moment, to: Moment): Promise<Result<Shown, TapwallError>> {
  const [before, after, kernels] = await Promise.all([projectAt(from), projectAt(to), askDifference(from, to)])
  if (!before.ok) return before
  if (!after.ok) return after
  if (!kernels.ok) return kernels
  const hosts = kernels.value.hosts.map((change) => ({ host: change.host, change }))
  return ok({ before: before.value.before, after: after.value.before, hosts })
}
