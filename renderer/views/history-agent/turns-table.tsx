import { Check, TriangleAlert, Undo2 } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AgentTurn } from '#shared/contract/agent'
import { DataTable, type GridColumn, gridColumns } from '../../parts/data-table.tsx'
import { chooseTurn } from '../../state/agent-turns.ts'
import { clockTime, milliseconds } from '../../texts/format.ts'
import { linesOf, milliOf, type TurnNames, turnWords } from './turn-words.ts'

const helper = gridColumns<AgentTurn>()

interface TurnsTableProps {
  readonly turns: readonly AgentTurn[]
  readonly names: TurnNames
  readonly selected: number | null
}

/** Turns, the newest first. */
export function TurnsTable({ turns, names, selected }: TurnsTableProps) {
  const { t } = useTranslation('agent')
  const columns = useMemo((): GridColumn<AgentTurn>[] => {
    const column = (id: string, header: string, className: string, cell: (turn: AgentTurn) => React.ReactNode) =>
      helper.display({ id, header, meta: { className }, cell: ({ row }) => cell(row.original) })
    return [
      column('at', t('columns.at'), 'm', ({ at }) => clockTime(at)),
      column('host', t('columns.host'), 'el', ({ host }) => host),
      column('cause', t('columns.cause'), 'el', (turn) => turnWords(t, turn, names)),
      column('lines', t('columns.lines'), 'n m', (turn) => {
        const { comes, goes } = linesOf(turn)
        return turn.plan === null ? '' : `+${comes} −${goes}`
      }),
      column('ms', t('columns.ms'), 'n wide', (turn) => (turn.by === 'revert' ? '' : milliseconds(milliOf(turn)))),
      column('result', t('columns.result'), '', (turn) => <Result turn={turn} />),
    ]
  }, [t, names])
  return (
    <DataTable
      label={t('table')}
      gridClass="agent-turns"
      columns={columns}
      data={turns}
      rowKey={({ id }) => String(id)}
      rowLabel={(turn) => t('row', { at: clockTime(turn.at), host: turn.host, words: turnWords(t, turn, names) })}
      selected={selected === null ? null : String(selected)}
      onSelect={(key) => chooseTurn(Number(key))}
      dense
    />
  )
}

function Result({ turn: { by, error } }: { readonly turn: AgentTurn }) {
  const { t } = useTranslation('agent')
  const [Icon, words] =
    error !== null
      ? [TriangleAlert, t('results.failed')]
      : by === 'revert'
        ? [Undo2, t('results.back')]
        : [Check, t('results.done')]
  return (
    <span className={error === null ? 'agent-result' : 'agent-result agent-failed'}>
      <Icon size={13} aria-hidden="true" /> {words}
    </span>
  )
}
