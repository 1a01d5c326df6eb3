import type { TapwallError } from '#shared/errors'
import type { Result } from '#shared/result'
import { say, showFailure } from '../state/messages.ts'
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

/** That something else is under way passes by itself: it is said and does not stay. */
export function tellFailure(error: TapwallError): void {
  if (error.kind === 'busy') say(() => lineOf(translateError, error))
  else showFailure(error)
}
