import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { FactCode } from '#shared/texts/en/facts'
import { RowGap } from '../row-gap.tsx'
import './diff.css'
import type { DiffItem } from './diff-items.ts'
import { DiffFold, DiffHead, DiffRow } from './diff-row.tsx'
import { useMeasuredRows } from './measured-rows.ts'

export interface DiffTableProps {
  readonly label: string
  /** Stable between renders. */
  readonly items: readonly DiffItem[]
  /** Both sides beside each other, or one below the other. */
  readonly layout: 'sides' | 'one'
  /** The number under which each fact is told elsewhere. */
  readonly numbers: ReadonlyMap<FactCode, number>
  readonly current: string | null
  readonly onCurrent: (key: string | null) => void
  readonly onUnfold: (key: string) => void
  /** Row to put the focus on; another object asks anew. */
  readonly wanted?: { readonly key: string } | null
}

const ROWS = 'tr[data-key]'

function neighbour(row: HTMLElement, key: string): HTMLElement | null {
  const rows = [...(row.closest('table')?.querySelectorAll<HTMLElement>(ROWS) ?? [])]
  const at = rows.indexOf(row)
  if (key === 'ArrowDown') return rows[at + 1] ?? null
  if (key === 'ArrowUp') return rows[at - 1] ?? null
  if (key === 'Home') return rows[0] ?? null
  return key === 'End' ? (rows.at(-1) ?? null) : null
}

/** Lines of two sides and how they differ, walked through by the arrow keys. Lines are never cut: they wrap. */
export function DiffTable({ label, items, layout, numbers, current, onCurrent, onUnfold, wanted = null }: DiffTableProps) {
  const { t } = useTranslation('compare')
  const place = useRef<HTMLTableElement>(null)
  const at = items.findIndex(({ key }) => key === current)
  const keep = [0, Math.max(0, at), items.length - 1]
  const { drawn, measure } = useMeasuredRows(items.length, place, keep, (row) => items[row]?.key ?? String(row))
  const inTabOrder = items[Math.max(0, at)]?.key
  const given = useRef<typeof wanted>(null)
  // It may be drawn only later.
  useEffect(() => {
    if (wanted === null || given.current === wanted) return
    const row = place.current?.querySelector<HTMLElement>(`tr[data-key="${CSS.escape(wanted.key)}"]`)
    if (row == null) return
    given.current = wanted
    row.focus({ preventScroll: true })
    row.scrollIntoView({ block: 'center' })
  })

  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>, item: DiffItem) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    const next = neighbour(event.currentTarget, event.key)
    if (next !== null) next.focus()
    else if ((event.key === 'Enter' || event.key === ' ') && item.kind === 'fold') onUnfold(item.key)
    else return
    event.preventDefault()
  }
  return (
    <table
      className={`t diff diff-${layout}`}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA grid pattern on a real table: its rows are walked through
      role="grid"
      aria-label={label}
      aria-rowcount={items.length + 1}
      ref={place}
    >
      <thead>
        <tr className="r r-head">
          <th scope="col" className="n">
            {t('table.line')}
          </th>
          <th scope="col">{t(layout === 'sides' ? 'table.left' : 'table.text')}</th>
          <th scope="col">
            <span className="sr">{t('table.how')}</span>
          </th>
          {layout === 'one' ? null : (
            <>
              <th scope="col" className="n">
                {t('table.line')}
              </th>
              <th scope="col">{t('table.right')}</th>
            </>
          )}
          <th scope="col">{t('table.why')}</th>
        </tr>
      </thead>
      <tbody>
        {drawn.map((each) => {
          if (each.kind === 'gap') return <RowGap key={`gap ${each.from}`} height={each.height} />
          const item = items[each.at]
          if (item === undefined) return null
          return (
            <tr
              key={item.key}
              data-key={item.key}
              data-index={each.at}
              ref={measure}
              aria-rowindex={each.at + 2}
              className={classOf(item, item.key === current)}
              tabIndex={item.key === inTabOrder ? 0 : -1}
              aria-selected={item.key === current}
              onFocus={() => onCurrent(item.key)}
              onClick={(event) => {
                event.currentTarget.focus({ preventScroll: true })
                if (item.kind === 'fold') onUnfold(item.key)
              }}
              onKeyDown={(event) => onKeyDown(event, item)}
            >
              {item.kind === 'row' ? (
                <DiffRow section={item.section} row={item.row} layout={layout} numbers={numbers} />
              ) : item.kind === 'head' ? (
                <DiffHead section={item.section} layout={layout} numbers={numbers} />
              ) : (
                <DiffFold count={item.count} />
              )}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function classOf(item: DiffItem, isCurrent: boolean): string {
  const kind = item.kind === 'row' ? `diff-${item.row.kind}` : item.kind === 'head' ? 'diff-head r-group' : 'diff-fold'
  return ['r', kind, isCurrent ? 'r-sel' : ''].filter(Boolean).join(' ')
}
