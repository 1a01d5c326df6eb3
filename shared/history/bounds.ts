/** How much history is kept of one document. */
export const MOST_ENTRIES = 200
export const MOST_BYTES = 64 * 1024 * 1024

/** Something of the history on disk: an entry with its restore point, if there is one. */
export interface Kept {
  readonly at: number
  readonly bytes: number
}

/**
 * What has to go, the oldest first, so that the rest is within the bounds. The newest stays whatever its size: a history that forgets
 * what it was just told would be none.
 */
export function beyondBounds<T extends Kept>(kept: readonly T[], mostEntries = MOST_ENTRIES, mostBytes = MOST_BYTES): T[] {
  const newestFirst = kept.toSorted((a, b) => b.at - a.at)
  let bytes = 0
  const stays = newestFirst.findIndex((each, at) => {
    bytes += each.bytes
    return at > 0 && (at >= mostEntries || bytes > mostBytes)
  })
  return stays === -1 ? [] : newestFirst.slice(stays).reverse()
}
