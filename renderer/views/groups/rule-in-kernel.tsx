import { useMediaQuery } from '@mantine/hooks'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../parts/button.tsx'
import { DataTable, type GridColumn, gridColumns } from '../../parts/data-table.tsx'
import { BytesOf, PacketsOf } from '../../parts/packets.tsx'
import { SectionBar } from '../../parts/pane.tsx'
import { Verdict } from '../../parts/verdict.tsx'
import type { KernelIndex } from '../../state/kernel-index.ts'
import { openView, selectChain, selectKernelRow, setOpen, useScreen } from '../../state/screen.ts'
import { type KernelLine, kernelLines } from './kernel-lines.ts'
import './rule-in-kernel.css'
import type { RuleRow } from './rule-rows.ts'

interface RuleInKernelProps {
  readonly row: RuleRow | null
  readonly index: KernelIndex | null
  readonly host: string
  readonly revision: number | null
}

const SECTION = 'groups.kernel'
const helper = gridColumns<KernelLine>()

/** The chosen rule as the kernel holds it. Low windows fold it away unless it was opened by hand. */
export function RuleInKernel({ row, index, host, revision }: RuleInKernelProps) {
  const { t } = useTranslation('groups')
  const isHigh = useMediaQuery('(min-height: 761px)', true, { getInitialValueInEffect: false })
  const open = useScreen((screen) => screen.open[SECTION]) ?? isHigh ?? true
  const found = useMemo(() => (row === null || index === null ? null : kernelLines(index, row.rule.id)), [row, index])
  const columns = useLineColumns()
  const first = found?.lines.find((line) => !line.isContext)
  const title =
    row === null ? t('kernel.titleNone') : row.number === null ? t('kernel.titleGone') : t('kernel.title', { number: row.number })
  const show = (line: KernelLine) => {
    selectChain(line.chain, line.family)
    selectKernelRow(line.mark)
    openView('chains')
  }
  return (
    <section className="rule-kernel" aria-label={title}>
      <SectionBar
        title={title}
        open={open}
        onToggle={() => setOpen(SECTION, !open)}
        note={found === null || found.count === 0 ? null : t('kernel.note', { count: found.count, host, revision: revision ?? 0 })}
        actions={
          first === undefined ? null : (
            <Button look="ghost" onClick={() => show(first)}>
              {t('kernel.open')}
            </Button>
          )
        }
      />
      {!open || row === null || row.rule.description === '' ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a comment of many lines is scrolled by keyboard, too
        <section className="rule-comment t2" tabIndex={0} aria-label={t('kernel.comment')}>
          {row.rule.description}
        </section>
      )}
      {!open ? null : row === null || found === null || found.count === 0 ? (
        <p className="pane-foot t3">{row === null ? t('kernel.choose') : t('kernel.notThere')}</p>
      ) : (
        <div className="rule-kernel-lines">
          <DataTable
            label={t('kernel.table')}
            gridClass="kernel-lines"
            columns={columns}
            data={found.lines}
            rowKey={(line) => `${line.row}`}
            rowLabel={(line) =>
              t('kernel.row', { chain: line.chain, number: line.number, line: line.text || t('kernel.everyPacket') })
            }
            rowClass={(line) => (line.isContext ? 'r-context' : '')}
            onActivate={(key) => {
              const line = found.lines.find((each) => `${each.row}` === key)
              if (line !== undefined) show(line)
            }}
          />
          {found.hidden === 0 ? null : <p className="pane-foot t3">{t('kernel.more', { count: found.hidden })}</p>}
        </div>
      )}
    </section>
  )
}

function useLineColumns(): GridColumn<KernelLine>[] {
  const { t } = useTranslation('groups')
  return useMemo(() => {
    const column = (id: string, header: string, className: string, cell: (line: KernelLine) => React.ReactNode) =>
      helper.display({ id, header, meta: { className }, cell: ({ row }) => cell(row.original) })
    return [
      column('chain', t('kernel.chain'), 'm flush', (line) => line.chain),
      column('number', t('kernel.number'), 'n', (line) => line.number),
      column('line', t('kernel.line'), 'm', (line) => <span title={line.text}>{line.text || t('kernel.everyPacket')}</span>),
      column('verdict', t('kernel.verdict'), '', (line) => <Verdict verdict={line.verdict}>{line.target}</Verdict>),
      column('packets', t('kernel.packets'), 'n', (line) => <PacketsOf rows={line.rows} />),
      column('bytes', t('kernel.bytes'), 'n', (line) => <BytesOf rows={line.rows} />),
    ]
  }, [t])
}
