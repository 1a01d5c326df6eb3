import { create } from 'zustand'
import type { ApplyHistory, HistoryItem, Moment } from '#shared/contract/apply-history'
import type { HistoryEntry } from '#shared/history/entry'
import { type Outcome, outcomesOf } from '#shared/history/outcome'
import { followApplyHistory } from '../api.ts'
import type { Stop } from '../connection.ts'
import { useSession } from './session.ts'

/** Which entries are listed; `problems`: those that did not come to what they were meant to. */
export const KINDS = ['all', 'apply', 'confirm', 'revert', 'restore', 'put-back', 'problems'] as const
export type Kind = (typeof KINDS)[number]

interface ApplyHistoryStore {
  /** What main said last; null until the view was open for the first time. */
  readonly told: ApplyHistory | null
  readonly filter: string
  readonly kind: Kind
  /** Key of the entry that is looked at; null: the first of the list. */
  readonly chosen: string | null
  /** What the moment before the chosen apply is compared with; null: what the apply did is shown. */
  readonly against: Moment | null
}

/** The history of applies as this page looks at it. The list outlives it, on main's disk. */
export const useApplyHistory = create<ApplyHistoryStore>()(() => ({
  ...{ told: null, filter: '', kind: 'all', chosen: null, against: null },
}))

/** As long as the view is open: what other programs wrote into the history is told at the beginning. */
export const followHistory = (): Stop => followApplyHistory((told) => useApplyHistory.setState({ told }))

export const setFilter = (filter: string): void => useApplyHistory.setState({ filter })
export const setKind = (kind: Kind): void => useApplyHistory.setState({ kind })
export const chooseItem = (chosen: string): void => {
  if (chosen !== useApplyHistory.getState().chosen) useApplyHistory.setState({ chosen, against: null })
}
/** With the entry that it was asked for: what is looked at may have been the first of the list until then. */
export const compareWith = (chosen: string, against: Moment): void => useApplyHistory.setState({ chosen, against })
export const stopComparing = (): void => useApplyHistory.setState({ against: null })

export const keyOf = (item: HistoryItem): string => (item.is === 'entry' ? item.entry.id : item.file)
export const whenOf = (item: HistoryItem): number => (item.is === 'entry' ? item.entry.at : item.at)

const NONE: readonly HistoryItem[] = []
export const itemsOf = (told: ApplyHistory | null): readonly HistoryItem[] => told?.items ?? NONE
export const entriesOf = (items: readonly HistoryItem[]): HistoryEntry[] =>
  items.flatMap((item) => (item.is === 'entry' ? [item.entry] : []))

/** How each apply of the list ended, as far as it has. */
export function currentOutcomes(items: readonly HistoryItem[]): ReadonlyMap<string, Outcome> {
  const { session } = useSession.getState()
  return outcomesOf(entriesOf(items), { applying: session?.applying != null, trial: session?.trial != null })
}

/** The apply that an entry is about: itself, or the one that it confirms, reverts or goes back before. */
export function applyOf(entry: HistoryEntry, items: readonly HistoryItem[]): (HistoryEntry & { act: 'apply' }) | null {
  if (entry.act === 'apply') return entry
  if (entry.act === 'put-back') return null
  const found = entriesOf(items).find(({ id }) => id === entry.of)
  return found?.act === 'apply' ? found : null
}
