import type { TFunction } from 'i18next'
import { type KeyboardEvent, type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { commandItem } from '../../commands/menu-items.ts'
import type { MenuParts } from '../../parts/context-menu/context-menu-store.ts'
import { DataTable, gridColumns, hiddenHead } from '../../parts/data-table.tsx'
import { shortChain } from '../../state/kernel-words.ts'
import { lookAtStep, useTrace } from '../../state/trace.ts'
import { goStep, play } from '../../state/trace-play.ts'
import { isStep, type StepRow, type TraceRow } from '../../state/trace-rows.ts'
import { actSaid, isEnd, isPolicy } from './act-words.ts'
import { askedWords } from './explain-step.ts'
import { chooseInChains, openRuleOf } from './open-step.ts'
import { PassHeading } from './pass-rows.tsx'
import { ActCell, AsksCell, BesideCell, ChainCell, PacketCell } from './step-cells.tsx'
import './steps-table.css'
import { sentences } from '../../texts/sentences.ts'
import type { ShownWay } from './use-trace-view.ts'

/** What stands to the right of the prediction. */
export type Beside = 'nothing' | 'kernel' | 'sides'

const column = gridColumns<TraceRow>()
/** Headings have no cells: they are drawn instead of their rows. */
const cellOf = (draw: (row: StepRow) => ReactNode) => (context: { row: { original: TraceRow } }) =>
  isStep(context.row.original) ? draw(context.row.original) : null

function columnsOf(t: TFunction<'trace'>, beside: Beside, traceId: string | null) {
  const head =
    (words: string, extra: string | null = null) =>
    () => (
      <span title={[words, extra].filter(Boolean).join(' ')}>
        <b className="trace-side">{words}</b>
        {extra === null ? null : <span className="m"> {extra}</span>}
      </span>
    )
  const right = [
    column.display({
      id: 'right',
      header:
        beside === 'sides' ? head(t('table.applied')) : head(t('table.kernel'), traceId && t('table.traceId', { id: traceId })),
      cell: cellOf((row) => <ActCell step={row.right} missing={t(beside === 'sides' ? 'notReachedHere' : MISSING[row.beside])} />),
      meta: { className: 'trace-right' },
    }),
    column.display({
      id: 'beside',
      header: hiddenHead(t('table.agrees')),
      cell: cellOf((row) => <BesideCell row={row} />),
      meta: { className: 'trace-beside' },
    }),
  ]
  return column.columns([
    column.display({
      id: 'number',
      header: hiddenHead(t('table.number')),
      cell: cellOf((row) => row.number),
      meta: { className: 'n t3' },
    }),
    column.display({
      id: 'chain',
      header: () => t('table.chain'),
      cell: cellOf((row) => <ChainCell row={row} />),
    }),
    column.display({
      id: 'rule',
      header: () => t('table.rule'),
      cell: cellOf((row) => row.step.rule ?? ''),
      meta: { className: 'n trace-rule' },
    }),
    column.display({ id: 'asks', header: () => t('table.asks'), cell: cellOf((row) => <AsksCell row={row} />) }),
    column.display({ id: 'packet', header: () => t('table.packet'), cell: cellOf((row) => <PacketCell row={row} />) }),
    column.display({
      id: 'left',
      header: head(t(beside === 'sides' ? 'table.edited' : 'table.predicted')),
      cell: cellOf((row) => <ActCell step={row.left} missing={t(beside === 'sides' ? 'notReachedHere' : 'notThere')} />),
    }),
    ...(beside === 'nothing' ? [] : right),
  ])
}

/** Why the kernel's side of a step is empty. */
const MISSING = {
  alone: 'notThere',
  same: 'notThere',
  apart: 'notThere',
  unnamed: 'notNamed',
  open: 'notNamed',
  elsewhere: 'notTraced',
} as const
const GRIDS = { nothing: 'trace-grid trace-grid-alone', kernel: 'trace-grid', sides: 'trace-grid' } as const
const COLUMNS = { nothing: 6, kernel: 8, sides: 8 } as const

interface StepsTableProps {
  readonly way: ShownWay
  readonly beside: Beside
  readonly traceId: string | null
}

/** Every rule that the packet was tried against, with what became of it. Arrows go from step to step, Space plays. */
export function StepsTable({ way, beside, traceId }: StepsTableProps) {
  const { t } = useTranslation('trace')
  const playing = useTrace((store) => store.playing)
  const columns = useMemo(() => columnsOf(t, beside, traceId), [t, beside, traceId])
  return (
    <div className="trace-table" data-playing={playing !== null || undefined} onKeyDownCapture={playKeys}>
      <DataTable
        label={t('table.label')}
        gridClass={GRIDS[beside]}
        columns={columns}
        data={way.rows}
        rowKey={({ key }) => key}
        rowLabel={(row) => (isStep(row) ? stepLabel(t, row) : '')}
        rowClass={(row) => (isStep(row) ? rowClass(row) : '')}
        selected={way.row?.key ?? null}
        follows
        onSelect={lookAtStep}
        onActivate={(key) => {
          const row = way.steps.find((each) => each.key === key)
          if (row !== undefined) openRuleOf(row, way.project)
        }}
        menu={(row) => ({ label: isStep(row) ? stepLabel(t, row) : '', parts: () => (isStep(row) ? stepMenu(row) : []) })}
        instead={(row) => (isStep(row) ? null : <PassHeading row={row} columns={COLUMNS[beside]} />)}
      />
      <p className="trace-note lab">{noteOf(t, way, beside)}</p>
    </div>
  )
}

function noteOf(t: TFunction<'trace'>, { hidden }: ShownWay, beside: Beside): string {
  const note = t(`tableNote.${beside === 'kernel' ? 'traced' : beside === 'sides' ? 'sides' : 'predicted'}`)
  return hidden === 0 ? note : sentences([t('tableNote.hidden', { count: hidden }), note])
}

const rowClass = ({ step, beside, right, left }: StepRow): string => {
  const isTried = step.match === 'no' || isEnd(step)
  const isApart = beside === 'apart' && (left?.match !== 'no' || right?.match !== 'no')
  return [isTried ? 'trace-tried' : '', isApart ? 'trace-differs' : ''].filter(Boolean).join(' ')
}

function stepLabel(t: TFunction<'trace'>, { number, step }: StepRow): string {
  const yes = t(step.isDoubtful === true ? 'matchedIfHere' : 'matched')
  const match = step.match === 'yes' ? yes : step.match === 'no' ? t('noMatch') : t('unsureMatch')
  return t('rowLabel', {
    number,
    chain: shortChain(step.chain),
    rule: step.rule ?? (isPolicy(step) ? t('policyRow') : t('endOfChain')),
    asks: askedWords(t, isPolicy(step) ? '' : step.text) || t('everyPacket'),
    match,
    act: step.match === 'yes' ? actSaid(step.act).words || t('goesOn') : t('noMatch'),
  })
}

/** The rule of the row is chosen as if it had been in Chains; then the same acts fit. */
function stepMenu(row: StepRow): MenuParts {
  chooseInChains(row)
  return [
    [commandItem('openGroupRule'), commandItem('packetOfRule')],
    [commandItem('copyKernelRule'), commandItem('copyChainName')],
    [commandItem('playSteps', { key: 'space' }), commandItem('triedRules'), commandItem('firstApart')],
  ]
}

/** Left and right go as up and down do; Space plays on, with Shift back. */
function playKeys(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLTableRowElement)) return
  if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') goStep(event.key === 'ArrowRight' ? 1 : -1)
  else if (event.key === ' ') play(event.shiftKey ? -1 : 1)
  else return
  event.preventDefault()
  event.stopPropagation()
}
