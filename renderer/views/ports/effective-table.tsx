import { ArrowDownLeft, ArrowUpRight, Lock } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import { DataTable, type GridColumn, gridColumns } from '../../parts/data-table.tsx'
import { PacketsOf } from '../../parts/packets.tsx'
import { Term } from '../../parts/term/term.tsx'
import { Verdict } from '../../parts/verdict.tsx'
import { useKernel } from '../../state/kernel.ts'
import { reasonWords } from '../../texts/explain-words.ts'
import type { EffectiveRow, PortPart } from './effective-rules.ts'
import { OriginCell } from './origin-cell.tsx'
import { packetWords } from './packet-words.ts'

type RuleRow = Extract<EffectiveRow, { kind: 'rule' }>
const helper = gridColumns<EffectiveRow>()

const ICONS = { 'port-in': ArrowDownLeft, 'port-out': ArrowUpRight, 'port-source': Lock } as const

interface EffectiveTableProps {
  readonly rows: readonly EffectiveRow[]
  readonly project: Project
  readonly vm: string
  /** Set when the port is on a host whose kernel is not read. */
  readonly otherHost: string | null
}

/** The rules before one port, chain by chain, each with its origin. */
export function EffectiveTable({ rows, project, vm, otherHost }: EffectiveTableProps) {
  const { t } = useTranslation('ports')
  const columns = useColumns(project, otherHost)
  return (
    <DataTable
      dense
      label={t('drawer.table', { vm })}
      gridClass="effective"
      columns={columns}
      data={rows}
      rowKey={(row) => row.key}
      instead={(row) => (row.kind === 'heading' ? <Heading part={row.part} chain={row.chain} vm={vm} /> : null)}
    />
  )
}

function Heading({ part, chain, vm }: { readonly part: PortPart; readonly chain: string; readonly vm: string }) {
  const { t } = useTranslation('ports')
  const Icon = ICONS[part]
  const title = { 'port-in': t('drawer.to', { vm }), 'port-out': t('drawer.from', { vm }), 'port-source': t('drawer.source') }[part]
  return (
    <tr className="r r-group">
      <td className="effective-icon">
        <Icon size={14} aria-hidden="true" />
      </td>
      <th scope="rowgroup" className="effective-heading">
        <Term id={part === 'port-source' ? 'antiSpoofing' : 'portChains'}>
          <b>{title}</b>
        </Term>{' '}
        <span className="m t3">{chain}</span>
      </th>
    </tr>
  )
}

/** A rule that the kernel does not have yet counts nothing; a plus says that it is new. */
function Packets({ mark, otherHost }: { readonly mark: string; readonly otherHost: string | null }) {
  const { t } = useTranslation('ports')
  const rows = useKernel((store) => store.index?.rowsByMark.get(mark))
  if (rows !== undefined) return <PacketsOf rows={rows} />
  if (otherHost !== null)
    return (
      <span className="t3" title={t('drawer.notRead', { host: otherHost })}>
        <span aria-hidden="true">–</span>
        <span className="sr">{t('drawer.notRead', { host: otherHost })}</span>
      </span>
    )
  return (
    <span className="ac" title={t('drawer.notApplied')}>
      <span aria-hidden="true">+</span>
      <span className="sr">{t('drawer.notApplied')}</span>
    </span>
  )
}

function useColumns(project: Project, otherHost: string | null): GridColumn<EffectiveRow>[] {
  const { t } = useTranslation('ports')
  return useMemo(() => {
    const column = (id: string, header: string, className: string, cell: (row: RuleRow) => React.ReactNode) =>
      helper.display({
        id,
        header,
        meta: { className },
        cell: ({ row }) => (row.original.kind === 'rule' ? cell(row.original) : null),
      })
    const words = (row: RuleRow): string => packetWords(t, row.rule, project)
    return [
      column('number', t('drawer.number'), 'n t3', (row) => row.number),
      column('packet', t('drawer.packet'), '', (row) => (
        <span title={`${words(row)}\n${reasonWords(project, row.subject)}`}>{words(row)}</span>
      )),
      column('verdict', t('drawer.verdict'), '', (row) => (
        <Verdict verdict={row.verdict}>{row.isCheck ? t('drawer.check') : undefined}</Verdict>
      )),
      column('packets', t('drawer.packets'), 'n', (row) => <Packets mark={row.mark} otherHost={otherHost} />),
      column('origin', t('drawer.origin'), '', (row) => <OriginCell origin={row.rule.origin} project={project} />),
    ]
  }, [t, project, otherHost])
}
