import type { TapwallError } from '#shared/errors'
import type { Result } from '#shared/result'
import { tellRefusal } from '../state/refusals.ts'

/** Tells a refusal in the status bar; true when the answer was good. */
export function heard<T>(answer: Result<T, TapwallError>): answer is { readonly ok: true; readonly value: T } {
  if (!answer.ok) tellRefusal(answer.error)
  return answer.ok
}
