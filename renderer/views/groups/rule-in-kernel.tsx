import { useMediaQuery } from '@mantine/hooks'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import { Button } from '../../parts/button.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { SectionBar } from '../../parts/pane.tsx'
import type { KernelIndex } from '../../state/kernel-index.ts'
import { openView, selectChain, selectKernelRow, setOpen, useScreen } from '../../state/screen.ts'
import { AskedSets } from './asked-sets.tsx'
import { askedSets, type KernelLine, kernelLines } from './kernel-lines.ts'
import { useLineColumns } from './line-columns.tsx'
import './rule-in-kernel.css'
import type { RuleRow } from './rule-rows.ts'

interface RuleInKernelProps {
  readonly project: Project
  readonly row: RuleRow | null
  readonly index: KernelIndex | null
  readonly host: string
  readonly revision: number | null
}

const SECTION = 'groups.kernel'

/** The chosen rule as the kernel holds it, and as it will. Low windows fold it away unless it was opened by hand. */
export function RuleInKernel(props: RuleInKernelProps) {
  const { row, index, project, host } = props
  const { t } = useTranslation('groups')
  const isHigh = useMediaQuery('(min-height: 761px)', true, { getInitialValueInEffect: false })
  const open = useScreen((screen) => screen.open[SECTION]) ?? isHigh ?? true
  const ruleId = row?.rule.id ?? null
  const found = useMemo(
    () => (ruleId === null ? null : kernelLines({ index, project, host, ruleId })),
    [ruleId, index, project, host],
  )
  const first = found?.lines.find((line) => !line.isContext && line.rows.length > 0)
  const title =
    row === null ? t('kernel.titleNone') : row.number === null ? t('kernel.titleGone') : t('kernel.title', { number: row.number })
  return (
    <section className="rule-kernel" aria-label={title}>
      <SectionBar
        title={title}
        open={open}
        onToggle={() => setOpen(SECTION, !open)}
        note={<Note {...props} count={found?.count ?? null} />}
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
      {!open ? null : row === null || found === null || found.lines.length === 0 ? (
        <p className="pane-foot t3">{t(row === null ? 'kernel.choose' : row.isBound ? 'kernel.noLine' : 'kernel.noPort')}</p>
      ) : (
        <Lines {...props} ruleId={row.rule.id} lines={found.lines} hidden={found.hidden} />
      )}
    </section>
  )
}

/** Only what the kernel that is read holds can be looked at in it. */
function show({ rows, chain, family, mark }: KernelLine): void {
  if (rows.length === 0) return
  selectChain(chain, family)
  selectKernelRow(mark)
  openView('chains')
}

type Count = ReturnType<typeof kernelLines>['count']

function Note({ host, revision, count }: RuleInKernelProps & { readonly count: Count | null }) {
  const { t } = useTranslation('groups')
  if (count === null) return null
  const there = count.there + count.going
  const parts = [
    there === 0 ? null : t('kernel.note', { count: there, host, revision: revision ?? 0 }),
    count.coming === 0 ? null : t('kernel.coming', { count: count.coming }),
    count.going === 0 ? null : t('kernel.going', { count: count.going }),
    count.elsewhere === 0 ? null : t('kernel.elsewhere', { count: count.elsewhere }),
  ]
  return parts.filter((part) => part !== null).join('; ')
}

interface LinesProps extends RuleInKernelProps {
  readonly ruleId: string
  readonly lines: readonly KernelLine[]
  readonly hidden: number
}

function Lines({ index, project, host, ruleId, lines, hidden }: LinesProps) {
  const { t } = useTranslation('groups')
  // The head of the section names the host where it is the only one.
  const isOnOthers = lines.some((line) => line.host !== host)
  const columns = useLineColumns(isOnOthers)
  const sets = useMemo(() => askedSets({ index, project, host, ruleId }, lines), [index, project, host, ruleId, lines])
  return (
    <div className="rule-kernel-lines">
      <AskedSets sets={sets} />
      <DataTable
        label={t('kernel.table')}
        gridClass={isOnOthers ? 'kernel-lines kernel-lines-hosts' : 'kernel-lines'}
        columns={columns}
        data={lines}
        rowKey={(line) => line.key}
        rowLabel={(line) => t('kernel.row', { chain: line.chain, number: line.number, line: line.text || t('kernel.everyPacket') })}
        rowClass={(line) => (line.isContext ? 'r-context' : line.state === 'going' ? 'r-gone' : '')}
        onActivate={(key) => {
          const line = lines.find((each) => each.key === key)
          if (line !== undefined) show(line)
        }}
      />
      {hidden === 0 ? null : <p className="pane-foot t3">{t('kernel.more', { count: hidden })}</p>}
    </div>
  )
}
