import { type ColumnDef, createColumnHelper, metaHelper, type RowData, tableFeatures, useTable } from '@tanstack/react-table'
import { Fragment, type PointerEvent, type ReactNode, useLayoutEffect, useRef } from 'react'
import type { MenuOf } from './context-menu/context-menu-store.ts'
import './data-table.css'
import { DataRow, type RowActs } from './data-row.tsx'
import { RowGap } from './row-gap.tsx'
import { useWindowedRows } from './windowed-rows.ts'

/** Heights of `--row` and `--row-dense`. */
const ROW = 28
const DENSE_ROW = 24

interface CellLook {
  /** Class of the head and of every cell of the column. */
  readonly className?: string
}
const features = tableFeatures({ columnMeta: metaHelper<CellLook>() })
export type GridColumn<Row extends RowData> = ColumnDef<typeof features, Row, unknown>
/** A head whose column explains itself to the eye: its name is for screen readers only. */
export const hiddenHead = (name: string) => () => <span className="sr">{name}</span>

export const gridColumns = <Row extends RowData>() => createColumnHelper<typeof features, Row>()

interface DataTableProps<Row extends RowData> {
  readonly label: string
  /** Sets `grid-template-columns`; breakpoints belong to it too. */
  readonly gridClass: string
  /** Must be stable between renders, as `data` must. */
  readonly columns: GridColumn<Row>[]
  readonly data: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly rowLabel?: (row: Row) => string
  readonly rowClass?: (row: Row) => string
  readonly selected?: string | null
  readonly onSelect?: (key: string) => void
  /** Enter and double click. */
  readonly onActivate?: (key: string) => void
  /** Delete key. */
  readonly onDelete?: (key: string) => void
  /** Right click, Menu key and Shift+F10; the row is chosen before the menu is made. */
  readonly menu?: (row: Row) => MenuOf
  readonly dense?: boolean
  /** The chosen row is kept in sight, however it was chosen. */
  readonly follows?: boolean
  /** Rows above all others: the add row. */
  readonly before?: ReactNode
  /** Stands in for a row, when it answers something: the row's own form, a heading of a group of rows. */
  readonly instead?: (row: Row) => ReactNode
}

/** A cell whose text is cut by its column tells it in full to the pointer, unless something in it does already. */
function tellCut({ target }: PointerEvent): void {
  const cell = target instanceof Element ? target.closest<HTMLElement>('td') : null
  if (cell === null || cell.querySelector('[title], button, input, select') !== null) return
  const cut = [cell, ...cell.querySelectorAll<HTMLElement>('*')].some(
    (each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0,
  )
  cell.title = cut ? (cell.textContent ?? '') : ''
}

/**
 * A table whose rows share one column grid (subgrid), walked through by the arrow keys; right goes to what can be done in a row. Real table elements, so that rows and
 * cells are rows and cells to everybody.
 */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { label, gridClass, columns, data, rowKey, selected, onSelect, dense = false } = props
  const table = useTable({ features, columns, data, getRowId: rowKey })
  const rows = table.getRowModel().rows
  const place = useRef<HTMLTableElement>(null)
  const chosen = rows.findIndex((row) => row.id === selected)
  const { drawn, isWindowed, show } = useWindowedRows({
    count: rows.length,
    height: dense ? DENSE_ROW : ROW,
    inside: place,
    // The ends are reached by Home and End, the chosen one by Tab.
    keep: [0, chosen, rows.length - 1],
  })
  const { follows = false } = props
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another row is chosen, and not when one scrolls
  useLayoutEffect(() => {
    if (!follows || chosen < 0 || selected == null) return
    const row = place.current?.querySelector<HTMLElement>(`tr[data-key="${CSS.escape(selected)}"]`)
    if (isWindowed) show(chosen)
    else row?.scrollIntoView({ block: 'nearest' })
    // The arrows go on from the row that is chosen now.
    const focus = document.activeElement
    if (row != null && focus?.matches('tr[data-key]') === true && focus.closest('table') === place.current)
      row.focus({ preventScroll: true })
  }, [follows, selected, chosen])
  const inTabOrder = rows[Math.max(0, chosen)]?.id

  /** A row that goes away with the focus on it gives it to the one that takes its place. */
  const focused = useRef<{ readonly key: string; readonly at: number } | null>(null)
  useLayoutEffect(() => {
    const lost = focused.current
    if (lost === null || rows.some((row) => row.id === lost.key)) return
    focused.current = null
    const next = rows[Math.min(lost.at, rows.length - 1)]
    if (next === undefined || document.activeElement !== document.body) return
    place.current?.querySelector<HTMLElement>(`tr[data-key="${CSS.escape(next.id)}"]`)?.focus()
    onSelect?.(next.id)
  })
  // What a row calls is always of the latest drawing, and never makes the row draw anew.
  const acts = useRef<RowActs<Row>>({})
  useLayoutEffect(() => {
    const { onActivate, onDelete, menu } = props
    acts.current = {
      ...(onSelect === undefined ? {} : { onSelect }),
      ...(onActivate === undefined ? {} : { onActivate }),
      ...(onDelete === undefined ? {} : { onDelete }),
      ...(menu === undefined ? {} : { menu }),
    }
  })

  return (
    <table
      className={`t ${dense ? 't-dense' : ''} ${gridClass}`}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA grid pattern on a real table: its rows are chosen and walked through
      role="grid"
      aria-label={label}
      ref={place}
      onPointerOver={tellCut}
      aria-rowcount={rows.length + 1}
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
        {props.before}
        {drawn.map((item) => {
          if (item.kind === 'gap') return <RowGap key={`gap ${item.from}`} height={item.height} />
          const row = rows[item.at]
          if (row === undefined) return null
          const other = props.instead?.(row.original)
          if (other !== undefined && other !== null) return <Fragment key={row.id}>{other}</Fragment>
          return (
            <DataRow
              key={row.id}
              {...{ row, columns, acts, focused }}
              at={item.at}
              words={props.rowLabel?.(row.original)}
              look={props.rowClass?.(row.original) ?? ''}
              selects={onSelect !== undefined}
              isSelected={row.id === selected}
              isTabStop={row.id === inTabOrder}
            />
          )
        })}
      </tbody>
    </table>
  )
}
