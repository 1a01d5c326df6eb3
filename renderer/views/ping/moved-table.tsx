import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { commandItem } from '../../commands/menu-items.ts'
import { Button } from '../../parts/button.tsx'
import type { MenuParts } from '../../parts/context-menu/context-menu-store.ts'
import { CounterCell, DeltaCell } from '../../parts/counter-cell.tsx'
import { DataTable, gridColumns } from '../../parts/data-table.tsx'
import { SectionBar } from '../../parts/pane.tsx'
import { Switch } from '../../parts/segmented.tsx'
import { splitChain } from '../../state/kernel-words.ts'
import type { PingRun } from '../../state/ping-run.ts'
import { selectChain, selectKernelRow } from '../../state/screen.ts'
import { translatePing } from '../../texts/i18n.ts'
import { VerdictCell } from '../chains/verdict-cell.tsx'
import { countedLines, type MovedLine, movedLines } from './moved-lines.ts'

type Head = 'chainAndRule' | 'match' | 'verdict' | 'before' | 'after' | 'delta' | 'bytesHead'
function HeadWord({ of }: { readonly of: Head }) {
  return useTranslation('ping').t(of)
}

type Open = (line: MovedLine) => void

const column = gridColumns<MovedLine>()
const columnsOf = (open: Open) =>
  column.columns([
    column.display({
      id: 'rule',
      header: () => <HeadWord of="chainAndRule" />,
      cell: ({ row }) => <RuleName line={row.original} onOpen={open} />,
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
      meta: { className: 'n ping-before' },
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

/** Wrapped chains that are told from a hook by their prefix alone: it stays where others fold it away. */
const NAMESAKE = /^(INPUT|FORWARD|OUTPUT)$/

/** The name is the way to the rule: in Chains it is chosen already. */
function RuleName({ line, onOpen }: { readonly line: MovedLine; readonly onOpen: Open }) {
  const { t } = useTranslation('ping')
  const { prefix, rest } = splitChain(line.chain)
  return (
    <button type="button" className="ping-rule m" title={t('openRule', { chain: line.chain })} onClick={() => onOpen(line)}>
      <span className="el">
        <span className={NAMESAKE.test(rest) ? 't3' : 't3 ping-prefix'}>{prefix.replace(/^neutron-/, '')}</span>
        {rest.replace(/^neutron-/, '')}
      </span>
      <span className="t3">{line.rule ?? t('policy')}</span>
    </button>
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

/** The rule of the row is chosen as if it had been in Chains; then the same acts fit. */
function movedMenu(line: MovedLine, onOpen: Open): MenuParts {
  selectChain(line.chain, line.family)
  selectKernelRow(line.mark)
  const open = { key: 'open', words: translatePing('openRule', { chain: line.chain }), run: () => onOpen(line) }
  return [
    [open, commandItem('openGroupRule'), commandItem('packetOfRule')],
    [commandItem('copyKernelRule'), commandItem('copyChainName')],
    [commandItem('hideUnmoved'), commandItem('runPing'), commandItem('packetOfPing')],
  ]
}

interface MovedTableProps {
  readonly run: PingRun | null
  readonly hideUnmoved: boolean
  readonly onHideUnmoved: (hide: boolean) => void
  readonly onOpen: Open
  readonly onOpenChains: () => void
}

/** Every rule that a packet of the test met, in the order in which it met them. */
export function MovedTable({ run, hideUnmoved, onHideUnmoved, onOpen, onOpenChains }: MovedTableProps) {
  const { t } = useTranslation('ping')
  const lines = useMemo(() => (run === null ? [] : movedLines(run, !hideUnmoved)), [run, hideUnmoved])
  const all = run === null ? null : countedLines(run)
  const moved = run?.moved?.length ?? 0
  const [selected, setSelected] = useState<string | null>(null)
  const columns = useMemo(() => columnsOf(onOpen), [onOpen])
  const open = (id: string) => {
    const line = lines.find((one) => one.id === id)
    if (line) onOpen(line)
  }
  return (
    <>
      <SectionBar
        title={t('counters')}
        note={all === null || !run ? null : t('movedOf', { count: moved, all })}
        actions={<Switch label={t('hideZero')} on={hideUnmoved} onChange={onHideUnmoved} />}
      />
      <div className="ping-moved">
        {lines.length === 0 ? (
          <NoLines run={run} onOpenChains={onOpenChains} />
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
            selected={selected}
            onSelect={setSelected}
            onActivate={open}
            menu={(line) => ({ label: line.chain, parts: () => movedMenu(line, onOpen) })}
          />
        )}
      </div>
    </>
  )
}

function NoLines({ run, onOpenChains }: { readonly run: PingRun | null; readonly onOpenChains: () => void }) {
  const { t } = useTranslation('ping')
  if (run?.state === 'stopped')
    return (
      <p className="ping-note">
        {t('stoppedCounters')} <Button onClick={onOpenChains}>{t('openChains')}</Button>
      </p>
    )
  if (run?.counted?.sent === 0) return <p className="ping-note">{t('nothingSent')}</p>
  return <p className="ping-note">{t(run?.state === 'ended' ? 'nothingMoved' : 'countersWait')}</p>
}
