import type { HistoryItem } from '#shared/contract/apply-history'
import { dayAndSeconds } from '../texts/format.ts'
import { translateHistory as t } from '../texts/i18n.ts'
import { useDetail } from './applied-detail.ts'
import { detailText } from './applied-text.ts'
import { isListed, itemWords } from './applied-words.ts'
import { currentOutcomes, itemsOf, keyOf, useApplyHistory, whenOf } from './apply-history.ts'
import { copyLong } from './copy.ts'

/** What History shows below its list: the chosen item, else the first of those that are listed. */
export function chosenItem(): HistoryItem | null {
  const { told, chosen, kind, filter } = useApplyHistory.getState()
  const items = itemsOf(told)
  const outcomes = currentOutcomes(items)
  const listed = items.filter((item) => isListed(item, itemWords(item, items, outcomes), outcomes, { kind, filter }))
  return listed.find((item) => keyOf(item) === chosen) ?? listed[0] ?? null
}

/** The two moments that are compared, the earlier first; null where it is shown what an apply did. */
export function comparedMoments(item: HistoryItem, items: readonly HistoryItem[], against: string | null) {
  const other = items.find((each) => keyOf(each) === against)
  if (against === null || (against !== 'now' && other === undefined)) return null
  const key = keyOf(item)
  const isEarlier = other === undefined || whenOf(item) <= whenOf(other)
  return { from: isEarlier ? key : against, to: isEarlier ? against : key, against }
}

/** A moment in words: now, or before which apply. */
export function momentWords(moment: string, items: readonly HistoryItem[]): string {
  const item = items.find((each) => keyOf(each) === moment)
  if (item?.is !== 'entry') return t('moment.now')
  return t('moment.before', { revision: item.entry.revision, time: dayAndSeconds(item.entry.at) })
}

export function comparedWords(item: HistoryItem, items: readonly HistoryItem[], against: string | null): string | null {
  const moments = comparedMoments(item, items, against)
  if (moments === null) return null
  return t('detail.compared', { from: momentWords(moments.from, items), to: momentWords(moments.to, items) })
}

/** The chosen entry with what is shown of it, for the clipboard. */
export async function copyChosen(): Promise<void> {
  const item = chosenItem()
  if (item === null) return
  const { told, against } = useApplyHistory.getState()
  const { detail } = useDetail.getState()
  const items = itemsOf(told)
  const shown = detail?.is === 'done' && detail.id === keyOf(item) && detail.against === against ? detail.shown : null
  const outcomes = currentOutcomes(items)
  const words = itemWords(item, items, outcomes)
  const text = detailText(item, words, shown, comparedWords(item, items, against))
  await copyLong(text, () => t('said.entry', { act: itemWords(item, items, outcomes).act, time: words.when }))
}
