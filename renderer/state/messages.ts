import { create } from 'zustand'
import type { TapwallError } from '#shared/errors'

/** What the status bar says last, and the failure that a banner shows until it is hidden or mended. */
interface Messages {
  /** Said when it is drawn, so that it follows the language. `at` makes equal messages two: both are told to a screen reader. */
  readonly last: { readonly words: () => string; readonly at: number } | null
  readonly failure: TapwallError | null
}

export const useMessages = create<Messages>()(() => ({ last: null, failure: null }))

let count = 0
export const say = (words: () => string): void => useMessages.setState({ last: { words, at: ++count } })
export const showFailure = (failure: TapwallError | null): void => useMessages.setState({ failure })
