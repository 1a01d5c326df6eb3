import type { HistoryItem } from '#shared/contract/apply-history'
import type { ApplyEntry, HistoryEntry } from '#shared/history/entry'
import type { Outcome } from '#shared/history/outcome'
import { lineOf } from '../texts/error-words.ts'
import { dayAndSeconds, milliseconds } from '../texts/format.ts'
import { translateHistory as t, translate, translateError } from '../texts/i18n.ts'
import { applyOf, type Kind, whenOf } from './apply-history.ts'

/** An item of the history as the list and the texts have it, in the language of the moment. */
export interface ItemWords {
  readonly act: string
  readonly result: string
  /** Why it did not work; null: it did, as far as is known. */
  readonly error: string | null
  readonly when: string
  readonly revision: string
  readonly hosts: readonly string[]
  /** Lines out and in, transactions and time; null where an act has none. */
  readonly sums: {
    readonly removed: number
    readonly added: number
    readonly transactions: number
    readonly ms: number | null
  } | null
  readonly who: string
}

/** Outcomes that a person should look at. */
const PROBLEMS: readonly (Outcome | undefined)[] = [
  'broken-off',
  'unended',
  'timed-out',
  'lab-ended',
  'helper-ended',
  'not-back',
  'failed',
]

const touched = ({ hosts }: ApplyEntry) => hosts.filter(({ transactions }) => transactions > 0)

export function itemWords(item: HistoryItem, items: readonly HistoryItem[], outcomes: ReadonlyMap<string, Outcome>): ItemWords {
  const when = dayAndSeconds(whenOf(item))
  if (item.is === 'unreadable') {
    const error = lineOf(translateError, item.error)
    return { act: t('acts.unreadable'), result: item.file, error, when, revision: '', hosts: [], sums: null, who: '' }
  }
  const { entry } = item
  const error = 'error' in entry && entry.error !== null ? lineOf(translateError, entry.error) : null
  const result = resultWords(entry, items, outcomes)
  const revision = entry.revision === 0 ? '' : translate('states.revision', { revision: entry.revision })
  return { act: t(`acts.${entry.act}`), result, error, when, revision, ...sumsOf(entry), who: entry.who }
}

function sumsOf(entry: HistoryEntry): Pick<ItemWords, 'hosts' | 'sums'> {
  if (entry.act !== 'apply' && entry.act !== 'put-back') return { hosts: [], sums: null }
  const hosts = entry.act === 'apply' ? touched(entry) : [entry.host]
  const sum = (of: 'removed' | 'added' | 'transactions') => hosts.reduce((all, host) => all + host[of], 0)
  const sums = { removed: sum('removed'), added: sum('added'), transactions: sum('transactions'), ms: entry.ms }
  const named = hosts.map(({ host }) => (entry.target === 'machine' ? t('thisMachine', { host }) : host))
  return { hosts: named, sums }
}

function resultWords(entry: HistoryEntry, items: readonly HistoryItem[], outcomes: ReadonlyMap<string, Outcome>): string {
  const about = applyOf(entry, items)
  const revision = about === null ? '' : t('ofApply', { revision: about.revision, time: dayAndSeconds(about.at) })
  switch (entry.act) {
    case 'apply': {
      const outcome = outcomes.get(entry.id) ?? 'failed'
      return t(`outcomes.${outcome}`)
    }
    case 'confirm':
      return about === null ? t('of.unknown') : t('of.confirm', { apply: revision })
    case 'revert':
      if (entry.error !== null) return t('of.notBack')
      return about === null ? t(`why.${entry.why}`) : t('of.revert', { apply: revision, why: t(`why.${entry.why}`) })
    case 'restore':
      return about === null ? t('of.unknown') : t('of.restore', { apply: revision })
    case 'put-back':
      return entry.error === null ? t('putBack', { count: entry.differences }) : t('putBackFailed', { count: entry.differences })
  }
}

export const isProblem = (item: HistoryItem, outcomes: ReadonlyMap<string, Outcome>): boolean =>
  item.is === 'unreadable' ||
  ('error' in item.entry && item.entry.error !== null) ||
  (item.entry.act === 'apply' && PROBLEMS.includes(outcomes.get(item.entry.id)))

/** Whether an item is of the kind and has all words that were typed, wherever they stand in its row. */
export function isListed(
  item: HistoryItem,
  words: ItemWords,
  outcomes: ReadonlyMap<string, Outcome>,
  { kind, filter }: { readonly kind: Kind; readonly filter: string },
): boolean {
  const isOfKind =
    kind === 'all' || (kind === 'problems' ? isProblem(item, outcomes) : item.is === 'entry' && item.entry.act === kind)
  if (!isOfKind) return false
  const entry = item.is === 'entry' ? `${item.entry.id} ${item.entry.project} ${item.entry.file}` : ''
  const said = [words.when, words.act, words.result, words.error, words.revision, ...words.hosts, words.who, entry]
  const text = said.join(' ').toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** Facts of an item beside its title: how long it took, who asked for it, on which document. */
export function factWords(item: HistoryItem, words: ItemWords): string[] {
  if (item.is === 'unreadable') return []
  const { entry } = item
  const trial = entry.act === 'apply' && entry.trial !== null ? [t('facts.trial', { count: entry.trial })] : []
  const { sums } = words
  const counts =
    sums === null
      ? []
      : [
          t('kernel.note', { added: sums.added, removed: sums.removed }),
          t('facts.transactions', { count: sums.transactions }),
          ...(sums.ms === null ? [] : [t('facts.ms', { ms: milliseconds(sums.ms) })]),
        ]
  return [...trial, ...counts, t('facts.who', { who: entry.who }), t('facts.project', { project: entry.project, file: entry.file })]
}
