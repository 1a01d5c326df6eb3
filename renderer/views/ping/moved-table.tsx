import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { CounterCell, DeltaCell } from '../../parts/counter-cell.tsx'
import { DataTable, gridColumns } from '../../parts/data-table.tsx'
import { SectionBar } from '../../parts/pane.tsx'
import { splitChain } from '../../state/kernel-words.ts'
import type { PingRun } from '../../state/ping-run.ts'
import { Switch } from '../chains/segmented.tsx'
import { VerdictCell } from '../chains/verdict-cell.tsx'
import { countedLines, type MovedLine, movedLines } from './moved-lines.ts'

type Head = 'chainAndRule' | 'match' | 'verdict' | 'before' | 'after' | 'delta' | 'bytesHead'
function HeadWord({ of }: { readonly of: Head }) {
  return useTranslation('ping').t(of)
}

const column = gridColumns<MovedLine>()
const columns = column.columns([
  column.display({
    id: 'rule',
    header: () => <HeadWord of="chainAndRule" />,
    cell: ({ row }) => <RuleName line={row.original} />,
    meta: { className: 'flush' },
  }),
  column.display({
    id: 'match',
    header: () => <HeadWord of="match" />,
    cell: ({ row }) => <Match line={row.original} />,
  }),
  column.display({
    id: 'verdict',
    header: () => <HeadWord of="verdict" />,
    cell: ({ row }) => <VerdictCell rule={row.original.seen} />,
  }),
  column.display({
    id: 'before',
    header: () => <HeadWord of="before" />,
    cell: ({ row }) => <CounterCell value={row.original.before} />,
    meta: { className: 'n' },
  }),
  column.display({
    id: 'after',
    header: () => <HeadWord of="after" />,
    cell: ({ row }) => <CounterCell value={row.original.after} />,
    meta: { className: 'n' },
  }),
  column.display({
    id: 'delta',
    header: () => <HeadWord of="delta" />,
    cell: ({ row }) => (
      <span data-testid="delta" data-chain={row.original.chain} data-rule={row.original.rule ?? 'policy'}>
        <DeltaCell value={row.original.packets} />
      </span>
    ),
    meta: { className: 'n' },
  }),
  column.display({
    id: 'bytes',
    header: () => <HeadWord of="bytesHead" />,
    cell: ({ row }) => <CounterCell value={row.original.bytes} />,
    meta: { className: 'n' },
  }),
])

function RuleName({ line }: { readonly line: MovedLine }) {
  const { t } = useTranslation('ping')
  const { prefix, rest } = splitChain(line.chain)
  return (
    <span className="m" title={line.chain}>
      <span className="t3">{prefix.replace(/^neutron-/, '')}</span>
      {rest.replace(/^neutron-/, '')} <span className="t3">{line.rule ?? t('policy')}</span>
    </span>
  )
}

function Match({ line }: { readonly line: MovedLine }) {
  const { t } = useTranslation('ping')
  if (line.words === '') return <span className="t2">{t('everyPacket')}</span>
  return (
    <span className="m" title={line.words}>
      {line.words}
    </span>
  )
}

interface MovedTableProps {
  readonly run: PingRun | null
  readonly hideUnmoved: boolean
  readonly onHideUnmoved: (hide: boolean) => void
  readonly onOpen: (line: MovedLine) => void
}

/** Every rule that a packet of the test met, in the order in which it met them. */
export function MovedTable({ run, hideUnmoved, onHideUnmoved, onOpen }: MovedTableProps) {
  const { t } = useTranslation('ping')
  const lines = useMemo(() => (run === null ? [] : movedLines(run, !hideUnmoved)), [run, hideUnmoved])
  const all = run === null ? null : countedLines(run)
  const moved = run?.moved?.length ?? 0
  const open = (id: string) => {
    const line = lines.find((one) => one.id === id)
    if (line) onOpen(line)
  }
  return (
    <>
      <SectionBar
        title={t('counters')}
        note={all === null || run?.moved === null ? t('countersWait') : t('movedOf', { count: moved, all })}
        actions={<Switch label={t('hideZero')} on={hideUnmoved} onChange={onHideUnmoved} />}
      />
      <div className="ping-moved">
        {lines.length === 0 ? (
          run?.state === 'ended' ? (
            <p className="ping-note">{t('nothingMoved')}</p>
          ) : null
        ) : (
          <DataTable
            label={t('counters')}
            gridClass="ping-moved-grid"
            columns={columns}
            data={lines}
            rowKey={(line) => line.id}
            rowLabel={(line) =>
              t('rowLabel', {
                chain: line.chain,
                rule: line.rule ?? t('policy'),
                words: line.words || t('everyPacket'),
                verdict: line.seen.jump ?? line.seen.verdict.toUpperCase(),
                packets: line.packets,
              })
            }
            onSelect={open}
          />
        )}
      </div>
    </>
  )
}
