import type { Outside } from '#shared/contract/document'
import type { TapwallError } from '#shared/errors'
import { differs } from '#shared/project/differs'
import { same } from '#shared/project/same'
import type { Project } from '#shared/project/schema'
import type { Known, Look } from './disk-copy.ts'
import { mergeState } from './merge-state.ts'

/** What another program did to the file, as we see it. */
export type Seen =
  | { readonly is: 'changed'; readonly theirs: Known }
  | { readonly is: 'unreadable'; readonly hash: string; readonly error: TapwallError }
  | { readonly is: 'deleted' }

/** A file that is being written is torn or absent for a moment; what stays so for this long is meant. */
export const PATIENCE = 700

export interface Heard {
  readonly known: Known | null
  readonly seen: Seen | null
  /** It may only look like this for a moment. */
  readonly unsure: boolean
}

/** Judges what is found in the file's place by what we know of the file and what the project is now. */
export function outsideJudge(now: () => number): (look: Look, known: Known | null, project: Project) => Heard {
  let suspect: { readonly what: string; readonly since: number } | null = null
  const lasts = (what: string): boolean => {
    if (suspect?.what !== what) suspect = { what, since: now() }
    return now() - suspect.since >= PATIENCE
  }
  return (look, known, project) => {
    const heard = (seen: Seen | null, next = known): Heard => ({ known: next, seen, unsure: false })
    const perhaps = (what: string, seen: Seen): Heard => (lasts(what) ? heard(seen) : { known, seen: null, unsure: true })
    if (look.is === 'missing') return known === null ? heard(null) : perhaps('missing', { is: 'deleted' })
    if (look.is === 'unreadable') return perhaps(look.hash, look)
    suspect = null
    if (look.is === 'same') return heard(null)
    const { known: theirs } = look
    // Written by another program, and nothing to decide: it is what we have, or only laid out in another way.
    if (same(theirs.project, project)) return heard(null, { project, hash: theirs.hash })
    if (known !== null && same(theirs.project, known.project)) return heard(null, { project: known.project, hash: theirs.hash })
    return heard({ is: 'changed', theirs })
  }
}

/** Names what was seen; enough of a hash to tell two of them apart. */
export const versionOf = (seen: Seen): string =>
  seen.is === 'deleted' ? '' : (seen.is === 'changed' ? seen.theirs.hash : seen.hash).slice(0, 32)

export function outsideState(seen: Seen | null, known: Known | null, project: Project): Outside | null {
  if (seen === null || seen.is === 'deleted') return seen
  const version = versionOf(seen)
  if (seen.is === 'unreadable') return { is: 'unreadable', version, error: seen.error }
  const base = known?.project ?? project
  const theirs = seen.theirs.project
  return {
    is: 'changed',
    version,
    differs: differs(base, theirs),
    edited: !same(base, project),
    merge: mergeState(base, project, theirs),
  }
}
