import { type ReactNode, useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { runCommand } from '../../commands/registry.ts'
import { Banner } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { isListed, itemWords } from '../../state/applied-words.ts'
import {
  chooseItem,
  currentOutcomes,
  followHistory,
  itemsOf,
  KINDS,
  keyOf,
  setFilter,
  setKind,
  useApplyHistory,
} from '../../state/apply-history.ts'
import { useSession } from '../../state/session.ts'
import { lineOf } from '../../texts/error-words.ts'
import { AppliesTable, type Row } from './applies-table.tsx'
import { EntryDetail } from './entry-detail.tsx'

/** Applies, and what became of them: the list, and below it what the chosen one did. */
export function AppliesPanel({ head }: { readonly head: ReactNode }) {
  const { t, i18n } = useTranslation('history')
  const { t: te } = useTranslation('errors')
  const { told, filter, kind, chosen, against } = useApplyHistory()
  const applying = useSession((store) => store.session?.applying != null)
  const trial = useSession((store) => store.session?.trial != null)
  useEffect(followHistory, [])
  const items = itemsOf(told)
  // biome-ignore lint/correctness/useExhaustiveDependencies: words are of the language, outcomes of what goes on
  const rows = useMemo((): readonly Row[] => {
    const outcomes = currentOutcomes(items)
    return items.map((item) => ({
      ...{ key: keyOf(item), item, words: itemWords(item, items, outcomes) },
      ...{ outcome: item.is === 'entry' ? (outcomes.get(item.entry.id) ?? null) : null },
    }))
  }, [items, applying, trial, i18n.language])
  const listed = useMemo(() => {
    const outcomes = currentOutcomes(items)
    return rows.filter(({ item, words }) => isListed(item, words, outcomes, { kind, filter }))
  }, [rows, items, kind, filter])
  const row = listed.find(({ key }) => key === chosen) ?? listed[0]
  const problem = told?.problem ?? null
  return (
    <div className="history">
      <Pane label={t('list')} className="history-list">
        <ToolBar>
          {head}
          <span className="m t3 el" role="status">
            {told === null
              ? ''
              : listed.length === rows.length
                ? t('count', { count: rows.length })
                : t('countOf', { count: listed.length, of: rows.length })}
          </span>
          <span className="sp" />
          <span className="history-filter">
            <TextField label={t('filter')} placeholder={t('filter')} value={filter} maxLength={200} onChange={setFilter} />
          </span>
          <ChoiceField
            label={t('kind')}
            value={kind}
            options={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
            onChange={(value) => setKind(KINDS.find((each) => each === value) ?? 'all')}
          />
        </ToolBar>
        {problem === null ? null : (
          <Banner role="status" title={t('problem')}>
            {lineOf(te, problem)}
          </Banner>
        )}
        {told === null ? (
          <p className="pane-foot" role="status">
            {t('reading')}
          </p>
        ) : row === undefined ? (
          <Nothing isEmpty={rows.length === 0} />
        ) : (
          <AppliesTable rows={listed} selected={row.key} against={against} onSelect={chooseItem} />
        )}
      </Pane>
      {row === undefined ? null : <EntryDetail key={row.key} row={row} items={items} />}
    </div>
  )
}

/** There is no entry at all, or none that fits. */
function Nothing({ isEmpty }: { readonly isEmpty: boolean }) {
  const { t } = useTranslation('history')
  const { t: tc } = useTranslation('commands')
  if (!isEmpty) return <EmptyState title={t('empty.noMatch')}>{t('empty.noMatchWhat')}</EmptyState>
  return (
    <EmptyState title={t('empty.title')} action={<Button onClick={() => void runCommand('review')}>{tc('names.review')}</Button>}>
      {t('empty.what')}
    </EmptyState>
  )
}
