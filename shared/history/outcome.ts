import type { ApplyEntry, ConfirmEntry, EntryId, HistoryEntry, RevertEntry } from './entry.ts'

/**
 * How an apply ended, from its own entry and from those about it. `under-way` and `on-trial`: it has not yet. `broken-off` and `unended`:
 * the program was gone before it could tell. `lab-ended`: with all that was in it. `helper-ended`: its guard
 * took the rules back. `not-back`: the former rules are not all back.
 */
export type Outcome =
  | 'under-way'
  | 'broken-off'
  | 'on-trial'
  | 'unended'
  | 'kept'
  | 'reverted'
  | 'timed-out'
  | 'lab-ended'
  | 'helper-ended'
  | 'not-back'
  | 'unchanged'
  | 'failed'

/** What goes on now; it is the newest apply's. */
export interface GoingOn {
  readonly applying: boolean
  readonly trial: boolean
}

/** Of each apply how it ended, by its id. */
export function outcomesOf(newestFirst: readonly HistoryEntry[], { applying, trial }: GoingOn): ReadonlyMap<EntryId, Outcome> {
  const ends = new Map<EntryId, ConfirmEntry | RevertEntry>()
  const outcomes = new Map<EntryId, Outcome>()
  for (const entry of newestFirst) {
    // A way back that failed is tried again: the newest word counts.
    if ((entry.act === 'confirm' || entry.act === 'revert') && entry.of !== null && !ends.has(entry.of)) ends.set(entry.of, entry)
    if (entry.act !== 'apply') continue
    const isNewest = outcomes.size === 0
    outcomes.set(entry.id, outcomeOf(entry, ends.get(entry.id), { applying: applying && isNewest, trial: trial && isNewest }))
  }
  return outcomes
}

function outcomeOf({ result }: ApplyEntry, end: ConfirmEntry | RevertEntry | undefined, now: GoingOn): Outcome {
  if (result === 'begun') return now.applying ? 'under-way' : 'broken-off'
  if (result !== 'trial') return result
  if (end === undefined) return now.trial ? 'on-trial' : 'unended'
  if (end.act === 'confirm') return 'kept'
  if (end.error !== null) return 'not-back'
  return end.why === 'asked' ? 'reverted' : end.why
}
