import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SecurityGroup } from '#shared/project/schema'
import { type GridColumn, gridColumns, hiddenHead } from '../../parts/data-table.tsx'
import { BytesOf, HistoryOf, PacketsOf } from '../../parts/packets.tsx'
import { Term } from '../../parts/term/term.tsx'
import { useKernel } from '../../state/kernel.ts'
import { RuleActions } from './rule-actions.tsx'
import { isNote, type RuleRow, type TableRow } from './rule-rows.ts'
import { DirectionWords, PortWords, RemoteWords } from './rule-words.tsx'

const helper = gridColumns<TableRow>()
const none: readonly number[] = []

/** Rows of the kernel that this rule became. */
const useRows = (row: RuleRow): readonly number[] => useKernel((store) => store.index?.rowsByGroupRule.get(row.rule.id)) ?? none

const Packets = ({ row }: { readonly row: RuleRow }) => {
  const rows = useRows(row)
  return rows.length === 0 ? null : <PacketsOf rows={rows} />
}
const Bytes = ({ row }: { readonly row: RuleRow }) => {
  const rows = useRows(row)
  return rows.length === 0 ? null : <BytesOf rows={rows} />
}
const History = ({ row }: { readonly row: RuleRow }) => {
  const { t } = useTranslation('groups')
  const rows = useRows(row)
  if (rows.length > 0) return <HistoryOf rows={rows} />
  if (row.change === '−') return null
  const reason = uncounted(row)
  return (
    <span className="t3 rule-uncounted" title={t(`table.${reason}What`)}>
      {t(`table.${reason}`)}
    </span>
  )
}

/** Why a rule has no counter. */
function uncounted({ isBound, lines }: RuleRow): 'noPort' | 'noLine' | 'elsewhere' | 'afterApply' {
  if (!isBound) return 'noPort'
  if (lines.all === 0) return 'noLine'
  return lines.here === 0 ? 'elsewhere' : 'afterApply'
}

function Change({ row }: { readonly row: RuleRow }) {
  const { t } = useTranslation('groups')
  if (row.change === '') return null
  const words = { '+': t('table.added'), '~': t('table.changed'), '−': t('table.removed') }[row.change]
  return (
    <span title={words}>
      <span aria-hidden="true">{row.change}</span>
      <span className="sr">{words}</span>
    </span>
  )
}

interface Deeds {
  readonly onEdit: (key: string) => void
  readonly onDuplicate: (row: RuleRow) => void
}

/** Columns of the rules table, in the order of the drawing. */
export function useRuleColumns(groups: readonly SecurityGroup[], { onEdit, onDuplicate }: Deeds): GridColumn<TableRow>[] {
  const { t } = useTranslation('groups')
  return useMemo(() => {
    const column = (
      id: string,
      header: string | (() => React.ReactNode),
      className: string,
      cell: (row: RuleRow) => React.ReactNode,
    ): GridColumn<TableRow> =>
      helper.display({ id, header, meta: { className }, cell: ({ row }) => (isNote(row.original) ? null : cell(row.original)) })
    return [
      column('change', hiddenHead(t('table.change')), 'gut', (row) => <Change row={row} />),
      column('number', t('table.number'), 'n', (row) => <span className="t3">{row.number}</span>),
      column(
        'direction',
        () => <Term id="direction">{t('table.direction')}</Term>,
        '',
        ({ rule }) => <DirectionWords rule={rule} />,
      ),
      column('version', t('table.version'), 't2', ({ rule }) => rule.ethertype),
      column('protocol', t('table.protocol'), '', ({ rule }) =>
        rule.protocol === null ? <span className="t3">{t('table.any')}</span> : <span className="m">{rule.protocol}</span>,
      ),
      column('ports', t('table.ports'), '', ({ rule }) => <PortWords rule={rule} />),
      column(
        'remote',
        () => <Term id="remoteGroup">{t('table.remote')}</Term>,
        '',
        ({ rule }) => <RemoteWords rule={rule} groups={groups} />,
      ),
      column('packets', t('table.packets'), 'n', (row) => <Packets row={row} />),
      column('bytes', t('table.bytes'), 'n', (row) => <Bytes row={row} />),
      column('history', t('table.history'), 'keep', (row) => <History row={row} />),
      column('lines', t('table.lines'), 'n t3', (row) => (row.change === '−' ? null : row.lines.all)),
      column('description', t('table.description'), 't2 wide', ({ rule }) => (
        <span title={rule.description}>{rule.description}</span>
      )),
      column('actions', hiddenHead(t('table.actions')), 'keep rule-more', (row) => (
        <RuleActions row={row} onEdit={onEdit} onDuplicate={onDuplicate} />
      )),
    ]
  }, [t, groups, onEdit, onDuplicate])
}
