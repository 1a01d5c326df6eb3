import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { HistoryItem } from '#shared/contract/apply-history'
import type { Outcome } from '#shared/history/outcome'
import { commandItem } from '../../commands/menu-items.ts'
import type { MenuParts } from '../../parts/context-menu/context-menu-store.ts'
import { DataTable, type GridColumn, gridColumns } from '../../parts/data-table.tsx'
import { VerdictGlyph, type VerdictKind } from '../../parts/verdict.tsx'
import type { ItemWords } from '../../state/applied-words.ts'
import { milliseconds } from '../../texts/format.ts'

export interface Row {
  readonly key: string
  readonly item: HistoryItem
  readonly words: ItemWords
  /** Of an apply. */
  readonly outcome: Outcome | null
}

interface AppliesTableProps {
  readonly rows: readonly Row[]
  readonly selected: string
  /** Key of the row whose moment is compared with, too. */
  readonly against: string | null
  readonly onSelect: (key: string) => void
}

const GLYPHS: Readonly<Record<Outcome, VerdictKind>> = {
  'under-way': 'jump',
  'broken-off': 'caution',
  'on-trial': 'jump',
  unended: 'caution',
  kept: 'accept',
  reverted: 'return',
  'timed-out': 'caution',
  'lab-ended': 'caution',
  'helper-ended': 'caution',
  'not-back': 'drop',
  unchanged: 'none',
  failed: 'drop',
}

const rowMenu = (): MenuParts => [
  [commandItem('comparePoint'), commandItem('restorePoint'), commandItem('goToApply')],
  [commandItem('copyEntry'), commandItem('copyEntryPlan')],
]

const glyphOf = ({ item, words, outcome }: Row): VerdictKind => {
  if (outcome !== null) return GLYPHS[outcome]
  if (words.error !== null) return item.is === 'unreadable' ? 'caution' : 'drop'
  return item.is === 'entry' && item.entry.act === 'revert' ? 'return' : 'none'
}

const helper = gridColumns<Row>()

/** One row for each act, the newest first. */
export function AppliesTable({ rows, selected, against, onSelect }: AppliesTableProps) {
  const { t } = useTranslation('history')
  const columns = useMemo((): GridColumn<Row>[] => {
    const column = (id: string, header: string, className: string, cell: (row: Row) => React.ReactNode) =>
      helper.display({ id, header, meta: { className }, cell: ({ row }) => cell(row.original) })
    return [
      column('when', t('columns.when'), 'flush m', ({ words }) => words.when),
      column('act', t('columns.act'), '', ({ words }) => words.act),
      column('revision', t('columns.revision'), 'm', ({ words }) => words.revision),
      column('result', t('columns.result'), 'history-result', (row) => <Result row={row} />),
      column('hosts', t('columns.hosts'), 'm history-hosts', ({ words }) => words.hosts.join(' ')),
      column('out', t('columns.out'), 'n', ({ words }) => <Sum of={words.sums?.removed} />),
      column('in', t('columns.in'), 'n', ({ words }) => <Sum of={words.sums?.added} />),
      column('transactions', t('columns.transactions'), 'n', ({ words }) => <Sum of={words.sums?.transactions} />),
      column('ms', t('columns.ms'), 'n', ({ words: { sums } }) => (sums?.ms == null ? '' : milliseconds(sums.ms))),
      column('who', t('columns.who'), 'm history-who', ({ words }) => words.who),
    ]
  }, [t])
  return (
    <DataTable
      label={t('table')}
      gridClass="history-table"
      columns={columns}
      data={rows}
      rowKey={({ key }) => key}
      rowLabel={({ words }) => t('row', { act: words.act, revision: words.revision, when: words.when, result: words.result })}
      rowClass={({ key }) => (key === against ? 'history-against' : '')}
      selected={selected}
      onSelect={onSelect}
      menu={({ words }) => ({ label: `${words.act} ${words.revision} ${words.when}`, parts: rowMenu })}
    />
  )
}

function Sum({ of }: { readonly of: number | undefined }) {
  return of === undefined ? null : <span className={of === 0 ? 'zero' : undefined}>{of}</span>
}

function Result({ row }: { readonly row: Row }) {
  const { result, error } = row.words
  return (
    <>
      <VerdictGlyph verdict={glyphOf(row)} /> {result}
      {error === null ? null : <span className="t3"> {error}</span>}
    </>
  )
}
