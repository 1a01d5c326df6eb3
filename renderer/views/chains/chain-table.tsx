import { FlexRender, type Row, useTable } from '@tanstack/react-table'
import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
} from 'react'
import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import '../../parts/data-table.css'
import { commandItem } from '../../commands/menu-items.ts'
import { type MenuParts, menuByKey, menuByPointer } from '../../parts/context-menu/context-menu-store.ts'
import { RowGap } from '../../parts/row-gap.tsx'
import { useWindowedRows } from '../../parts/windowed-rows.ts'
import { takeLostFocus } from '../../state/view-focus.ts'
import './chain-table.css'
import { chainColumns, chainFeatures } from './chain-columns.tsx'
import { lineReason } from './line-words.ts'
import type { RuleLine } from './rule-line.ts'
import type { TableLook } from './table-look.ts'

const ROW = 28

interface ChainTableProps {
  readonly label: string
  readonly lines: readonly RuleLine[]
  readonly selected: string | null
  readonly kernelText: boolean
  readonly project: Project | null
  /** What scrolls: the pane around the table. */
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly onSelect: (line: RuleLine) => void
  readonly onOpenRule: (groupId: string, ruleId: string) => void
  readonly foot: ReactNode
}

/** The rules of one chain, row by row. A chain of thousands of jumps draws only what is in sight. */
export function ChainTable({ label, lines, selected, kernelText, project, scroller, onSelect, onOpenRule, foot }: ChainTableProps) {
  const { t } = useTranslation('chains')
  const meta = useMemo(
    (): TableLook => ({ t, kernelText, onOpenRule, reason: (line) => lineReason(t, project, line) }),
    [t, kernelText, onOpenRule, project],
  )
  const table = useTable({ features: chainFeatures, columns: chainColumns, data: lines, getRowId: (line) => line.id, meta })
  const rows = table.getRowModel().rows
  const chosen = lines.findIndex((line) => line.id === selected)
  const { drawn } = useWindowedRows({ count: rows.length, height: ROW, inside: scroller, keep: [0, chosen, rows.length - 1] })
  const inTabOrder = lines[Math.max(0, chosen)]?.id ?? null
  const digits = String(lines.at(-1)?.number ?? lines.length).length
  const select = useRef(onSelect)
  useEffect(() => {
    select.current = onSelect
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the view comes
  useEffect(() => {
    takeLostFocus(scroller.current?.querySelector<HTMLElement>('tr[aria-selected="true"]'))
  }, [])
  const choose = useCallback((line: RuleLine) => select.current(line), [])

  return (
    <table
      className={kernelText ? 't chain-grid chain-grid-kernel' : 't chain-grid'}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA grid pattern on a real table: its rows are chosen and walked through
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      style={{ '--digits': digits } as CSSProperties}
    >
      <thead>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id} className="r r-head">
            {group.headers.map((header) => (
              <th key={header.id} scope="col" className={header.column.columnDef.meta?.className}>
                <table.FlexRender header={header} />
              </th>
            ))}
          </tr>
        ))}
      </thead>
      <tbody>
        {drawn.map((item) => {
          if (item.kind === 'gap') return <RowGap key={`gap ${item.from}`} height={item.height} />
          const row = rows[item.at]
          if (row === undefined) return null
          return (
            <ChainRow
              key={row.id}
              row={row}
              look={meta}
              selected={row.id === selected}
              tabbed={row.id === inTabOrder}
              onSelect={choose}
            />
          )
        })}
        {foot}
      </tbody>
    </table>
  )
}

interface ChainRowProps {
  readonly row: Row<typeof chainFeatures, RuleLine>
  /** What its cells are drawn with; another one draws the row anew. */
  readonly look: TableLook
  readonly selected: boolean
  readonly tabbed: boolean
  readonly onSelect: (line: RuleLine) => void
}

/** Drawn once for as long as it is in sight: scrolling draws the rows that come, and counters draw themselves. */
const ChainRow = memo(function ChainRow({ row, look: { t, reason }, selected, tabbed, onSelect }: ChainRowProps) {
  const line = row.original
  const words =
    line.words === ''
      ? t(line.afterOthers ? 'everyPacketLeft' : 'everyPacket')
      : [line.words, line.source].filter(Boolean).join(' ')
  const verdict = line.rule.jump ?? line.rule.otherTarget ?? line.rule.verdict.toUpperCase()
  const label =
    line.policy === null ? t('ruleRow', { number: line.number ?? 0, words, verdict }) : t('policyRow', { policy: line.policy })
  const choose = () => {
    onSelect(line)
    return kernelRuleMenu()
  }
  const menu = { label, parts: choose }
  return (
    <tr
      className={selected ? 'r r-sel' : 'r'}
      aria-label={label}
      aria-description={reason(line)}
      data-hint={line.policy === null ? line.row : undefined}
      aria-selected={selected}
      data-chain={line.chain}
      data-rule={line.number ?? 'policy'}
      tabIndex={tabbed ? 0 : -1}
      onClick={() => onSelect(line)}
      onKeyDown={(event) => {
        if (!menuByKey(event, menu)) walk(event, () => onSelect(line))
      }}
      onContextMenu={(event) => menuByPointer(event, menu)}
    >
      {row.getAllCells().map((cell) => (
        <td key={cell.id} className={cell.column.columnDef.meta?.className}>
          <FlexRender cell={cell} />
        </td>
      ))}
    </tr>
  )
})

/** Acts on the kernel rule that was chosen with the menu. */
const kernelRuleMenu = (): MenuParts => [
  [commandItem('openGroupRule'), commandItem('packetOfRule')],
  [commandItem('copyKernelRule'), commandItem('copyChainName')],
  [commandItem('setBaseline'), commandItem('hideZero'), commandItem('kernelText')],
]

/** Arrows move focus and choice together; a row that is reached is chosen. */
function walk(event: KeyboardEvent<HTMLTableRowElement>, choose: () => void): void {
  if (event.target !== event.currentTarget) return
  const rows = [...(event.currentTarget.closest('tbody')?.querySelectorAll<HTMLElement>('tr[data-rule]') ?? [])]
  const at = rows.indexOf(event.currentTarget)
  const next = { ArrowDown: rows[at + 1], ArrowUp: rows[at - 1], Home: rows[0], End: rows.at(-1) }[event.key]
  if (next) {
    next.focus()
    next.click()
  } else if (event.key === 'Enter' || event.key === ' ') choose()
  else return
  event.preventDefault()
}
