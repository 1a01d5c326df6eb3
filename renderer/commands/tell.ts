import type { TapwallError } from '#shared/errors'
import type { Result } from '#shared/result'
import { say } from '../state/messages.ts'
import { lineOf } from '../texts/error-words.ts'
import { translateError } from '../texts/i18n.ts'

/** Tells a refusal in the status bar; true when the answer was good. */
export function heard<T>(answer: Result<T, TapwallError>): answer is { readonly ok: true; readonly value: T } {
  if (!answer.ok) {
    const { error } = answer
    say(() => lineOf(translateError, error))
  }
  return answer.ok
}
