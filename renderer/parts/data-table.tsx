import { type ColumnDef, createColumnHelper, metaHelper, type RowData, tableFeatures, useTable } from '@tanstack/react-table'
import { Fragment, type KeyboardEvent, type PointerEvent, type ReactNode, useLayoutEffect, useRef } from 'react'
import { type MenuOf, menuByKey, menuByPointer } from './context-menu/context-menu-store.ts'
import './data-table.css'
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

/**
 * Calls a cell's function instead of making a component of it, as FlexRender does: with new columns every cell would be another
 * component, and an open menu or a focus in it would be lost. So a cell's function has no hooks; the components in it may.
 */
function cellOf<Context>(cell: unknown, context: Context): ReactNode {
  return typeof cell === 'function' ? (cell as (context: Context) => ReactNode)(context) : (cell as ReactNode)
}

/** Moves the focus with the selection, so that the arrows walk through the rows and nothing else has to be told. */
function neighbour(row: HTMLElement, key: string): HTMLElement | null {
  const rows = [...(row.closest('table')?.querySelectorAll<HTMLElement>('tr[data-key]') ?? [])]
  const at = rows.indexOf(row)
  if (key === 'ArrowDown') return rows[at + 1] ?? null
  if (key === 'ArrowUp') return rows[at - 1] ?? null
  if (key === 'Home') return rows[0] ?? null
  return key === 'End' ? (rows.at(-1) ?? null) : null
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
  const menuOf = (row: Row, key: string): MenuOf | null => {
    if (props.menu === undefined) return null
    const { label: words, parts } = props.menu(row)
    const choose = () => {
      onSelect?.(key)
      return parts()
    }
    return { label: words, parts: choose }
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>, key: string, own: Row) => {
    const menu = menuOf(own, key)
    if (menu !== null && !event.defaultPrevented && menuByKey(event, menu)) return
    // Keys of commands, such as Ctrl+Enter, pass through.
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    const row = event.currentTarget
    if (event.target !== row) {
      if (event.key === 'ArrowLeft' && event.target instanceof HTMLButtonElement) row.focus()
      return
    }
    const next = neighbour(row, event.key)
    if (next !== null) {
      next.focus()
      if (next.dataset['key'] !== undefined) onSelect?.(next.dataset['key'])
    } else if (event.key === 'ArrowRight') row.querySelector<HTMLElement>('button')?.focus()
    else if (event.key === 'Enter') (props.onActivate ?? onSelect)?.(key)
    else if (event.key === ' ') onSelect?.(key)
    else if (event.key === 'Delete') props.onDelete?.(key)
    else return
    event.preventDefault()
  }

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
          const isSelected = row.id === selected
          return (
            <tr
              key={row.id}
              data-key={row.id}
              className={['r', isSelected ? 'r-sel' : '', props.rowClass?.(row.original) ?? ''].filter(Boolean).join(' ')}
              aria-label={props.rowLabel?.(row.original)}
              aria-selected={onSelect === undefined ? undefined : isSelected}
              tabIndex={onSelect === undefined ? undefined : row.id === inTabOrder ? 0 : -1}
              onClick={() => onSelect?.(row.id)}
              onDoubleClick={() => props.onActivate?.(row.id)}
              onFocus={() => {
                focused.current = { key: row.id, at: item.at }
              }}
              onBlur={() => {
                focused.current = null
              }}
              onKeyDown={(event) => onKeyDown(event, row.id, row.original)}
              onContextMenu={(event) => {
                const menu = menuOf(row.original, row.id)
                if (menu !== null && !event.defaultPrevented) menuByPointer(event, menu)
              }}
            >
              {row.getAllCells().map((cell) => (
                <td key={cell.id} className={cell.column.columnDef.meta?.className}>
                  {cellOf(cell.column.columnDef.cell, cell.getContext())}
                </td>
              ))}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
