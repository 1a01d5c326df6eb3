import { createColumnHelper, metaHelper, tableFeatures } from '@tanstack/react-table'
import { useTranslation } from 'react-i18next'
import { withoutMark } from '#shared/netfilter/dump'
import { CounterCell, DeltaCell } from '../../parts/counter-cell.tsx'
import { Term } from '../../parts/term/term.tsx'
import { useRowCounter } from '../../state/counters.ts'
import { originCell } from './origin-cell.tsx'
import { RateCell } from './rate-cell.tsx'
import { type RuleLine, sourceWords } from './rule-line.ts'
import type { TableLook } from './table-look.ts'
import { VerdictCell } from './verdict-cell.tsx'

interface CellLook {
  readonly className?: string
}
export const chainFeatures = tableFeatures({ columnMeta: metaHelper<CellLook>(), tableMeta: metaHelper<TableLook>() })

type Head = 'number' | 'match' | 'source' | 'verdict' | 'packets' | 'bytes' | 'delta' | 'perSecond' | 'origin'
function HeadWord({ of }: { readonly of: Head }) {
  const { t } = useTranslation('chains')
  if (of === 'delta')
    return (
      <Term id="baseline">
        {t(of)}
        <span className="sr">{t('deltaTitle')}</span>
      </Term>
    )
  return <span title={of === 'perSecond' ? t('perSecondTitle') : undefined}>{t(of)}</span>
}

const { display, columns } = createColumnHelper<typeof chainFeatures, RuleLine>()

/** Counters are not in the table's data: each cell that is on screen hears of its own row. */
export const chainColumns = columns([
  display({
    id: 'number',
    header: () => <HeadWord of="number" />,
    cell: ({ row }) => <span className="t3">{row.original.number ?? ''}</span>,
    meta: { className: 'n' },
  }),
  display({
    id: 'match',
    header: () => <HeadWord of="match" />,
    cell: ({ row, table }) => matchCell(row.original, table.options.meta),
    meta: { className: 'chain-match' },
  }),
  display({
    id: 'source',
    header: () => <HeadWord of="source" />,
    cell: ({ row, table }) => sourceCell(row.original, table.options.meta),
    meta: { className: 'chain-source' },
  }),
  display({
    id: 'verdict',
    header: () => <HeadWord of="verdict" />,
    cell: ({ row }) => <VerdictCell rule={row.original.rule} />,
    meta: { className: 'chain-verdict' },
  }),
  display({
    id: 'packets',
    header: () => <HeadWord of="packets" />,
    cell: ({ row }) => <PacketsCell row={row.original.row} />,
    meta: { className: 'n' },
  }),
  display({
    id: 'bytes',
    header: () => <HeadWord of="bytes" />,
    cell: ({ row }) => <BytesCell row={row.original.row} />,
    meta: { className: 'n chain-bytes' },
  }),
  display({
    id: 'delta',
    header: () => <HeadWord of="delta" />,
    cell: ({ row }) => <DeltaOf row={row.original.row} />,
    meta: { className: 'n' },
  }),
  display({
    id: 'rate',
    header: () => <HeadWord of="perSecond" />,
    cell: ({ row }) => <RateOf row={row.original.row} />,
    meta: { className: 'n chain-rate' },
  }),
  display({
    id: 'origin',
    header: () => <HeadWord of="origin" />,
    cell: ({ row, table }) => originCell(row.original.origin, table.options.meta),
    meta: { className: 'chain-origin' },
  }),
])

function matchCell(line: RuleLine, look: TableLook | undefined) {
  if (look === undefined) return null
  const { t } = look
  if (look.kernelText) return <span className="m el">{withoutMark(line.text)}</span>
  if (line.words === '')
    return (
      <span className="t2">
        {line.policy === null ? t(line.afterOthers ? 'everyPacketLeft' : 'everyPacket') : t('everyPacketLeft')}
      </span>
    )
  return (
    <span className="m el">
      {line.words}
      {line.source === null ? null : <span className="chain-source-inline"> {sourceWords(line)}</span>}
    </span>
  )
}

function sourceCell(line: RuleLine, look: TableLook | undefined) {
  const source = sourceWords(line)
  return source === null ? <span className="t3">{look?.t('any')}</span> : <span className="m">{source}</span>
}

function PacketsCell({ row }: { readonly row: number }) {
  const { packets } = useRowCounter(row)
  return (
    <span data-testid="packets">
      <CounterCell value={packets} />
    </span>
  )
}

function BytesCell({ row }: { readonly row: number }) {
  return <CounterCell value={useRowCounter(row).bytes} />
}

function DeltaOf({ row }: { readonly row: number }) {
  const { delta } = useRowCounter(row)
  return (
    <span data-testid="delta">
      <DeltaCell value={delta} />
    </span>
  )
}

function RateOf({ row }: { readonly row: number }) {
  return (
    <span data-testid="rate">
      <RateCell value={useRowCounter(row).perSecond} />
    </span>
  )
}
