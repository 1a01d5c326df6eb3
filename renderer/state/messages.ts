import { create } from 'zustand'
import type { TapwallError } from '#shared/errors'

/** What the status bar says last, and which failure a person wants to see no more. */
interface Messages {
  /** Said when it is drawn, so that it follows the language. `at` makes equal messages two: both are told to a screen reader. */
  readonly last: { readonly words: () => string; readonly at: number } | null
  /** When the apply ended whose failure a person has hidden; main keeps telling of it. */
  readonly hiddenApply: number | null
  /** What a person asked of the document last, when it could not be done. */
  readonly failure: Failure | null
}

export interface Failure {
  readonly act: 'open' | 'save' | 'decide'
  readonly error: TapwallError
}

export const useMessages = create<Messages>()(() => ({ last: null, hiddenApply: null, failure: null }))

let count = 0
export const say = (words: () => string): void => useMessages.setState({ last: { words, at: ++count } })
export const hideApply = (at: number): void => useMessages.setState({ hiddenApply: at })
export const showFailure = (error: TapwallError, act: Failure['act']): void => useMessages.setState({ failure: { act, error } })
export const hideFailure = (): void => useMessages.setState({ failure: null })
