import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { earliest, type SavedState } from '#shared/sync/saved'
import { bringBack } from './bring-back.ts'
import type { Within } from './run-tool.ts'

/** Rules on trial: without a word before the time is over, what was there before comes back. */
export interface Trial {
  /** The id of the trial under way, or null. */
  readonly id: () => string | null
  /** What was there before a plan on trial was written; several hosts, and several plans of one, are one trial. */
  readonly keep: (id: string, within: Within, saved: SavedState) => Promise<Result<null, TapwallError>>
  /** The time runs from now on. */
  readonly run: (id: string, seconds: number) => Promise<Result<null, TapwallError>>
  /** The rules stay. */
  readonly confirm: (id: string) => Promise<Result<null, TapwallError>>
  readonly revert: (id: string) => Promise<Result<null, TapwallError>>
  /** What was on trial is gone with its namespaces. */
  readonly forget: () => void
}

/** Another program may hold the tables; then it is tried again. */
const AGAIN_MS = 1000

interface Under {
  readonly id: string
  readonly saved: Map<Within, SavedState>
  clock: NodeJS.Timeout | null
  /** On the way back there is nothing to keep or to lengthen any more. */
  goesBack: boolean
}

/**
 * `timeIsOver` is told when a trial was ended by its clock, with what bringing the rules back came to. Where that fails it is tried again
 * until it works, which is told, too: rules may not stay that nobody kept and nobody takes back.
 */
export function openTrial(
  timeIsOver: (id: string, back: Result<null, TapwallError>) => void,
  bring: typeof bringBack = bringBack,
): Trial {
  let under: Under | null = null

  const other = (id: string): Result<never, TapwallError> | null => {
    if (under === null || (under.id === id && under.goesBack))
      return err({ kind: 'drift', detail: 'No rules are on trial any more: they were kept, or the former ones are back.' })
    return under.id === id ? null : err({ kind: 'busy', doing: 'Other rules are on trial.' })
  }

  const forget = (): void => {
    if (under?.clock) clearTimeout(under.clock)
    under = null
  }

  const end = async (): Promise<Result<null, TapwallError>> => {
    const ending = under
    if (ending === null) return ok(null)
    if (ending.clock !== null) clearTimeout(ending.clock)
    ending.goesBack = true
    let first: Result<null, TapwallError> = ok(null)
    for (const [within, saved] of ending.saved) {
      const back = await bring(within, saved)
      if (first.ok) first = back
    }
    if (under !== ending) return first
    if (first.ok) under = null
    else ending.clock = setTimeout(() => void endAgain(ending.id), AGAIN_MS)
    return first
  }

  const endAgain = async (id: string): Promise<void> => {
    const back = await end()
    if (back.ok) timeIsOver(id, back)
  }

  return {
    id: () => under?.id ?? null,
    keep: async (id, within, saved) => {
      if (under !== null && (under.id !== id || under.goesBack)) return err({ kind: 'busy', doing: 'Other rules are on trial.' })
      under ??= { id, saved: new Map(), clock: null, goesBack: false }
      const known = under.saved.get(within)
      under.saved.set(within, known === undefined ? saved : earliest(known, saved))
      return ok(null)
    },
    run: async (id, seconds) => {
      const refusal = other(id)
      if (refusal !== null || under === null) return refusal ?? ok(null)
      if (under.clock !== null) clearTimeout(under.clock)
      under.clock = setTimeout(() => void end().then((back) => timeIsOver(id, back)), 1000 * seconds)
      return ok(null)
    },
    confirm: async (id) => {
      const refusal = other(id)
      if (refusal === null) forget()
      return refusal ?? ok(null)
    },
    revert: async (id) => other(id) ?? end(),
    forget,
  }
}
