import { type KeyboardEvent, memo, type ReactNode, type RefObject } from 'react'
import { type MenuOf, menuByKey, menuByPointer } from './context-menu/context-menu-store.ts'

/** What can be done with the rows of a table; absent: nothing. */
export interface RowActs<Row> {
  readonly onSelect?: (key: string) => void
  readonly onActivate?: (key: string) => void
  readonly onDelete?: (key: string) => void
  readonly menu?: (row: Row) => MenuOf
}

/** As TanStack Table has it. */
interface DrawnRow<Row> {
  readonly id: string
  readonly original: Row
  readonly getAllCells: () => readonly DrawnCell[]
}
interface DrawnCell {
  readonly id: string
  readonly column: { readonly columnDef: { readonly cell?: unknown; readonly meta?: { readonly className?: string } } }
  readonly getContext: () => unknown
}

interface DataRowProps<Row> {
  readonly row: DrawnRow<Row>
  /** Those that its cells are of: with others the row is drawn anew. */
  readonly columns: unknown
  /** Of the latest drawing of the table. */
  readonly acts: RefObject<RowActs<Row>>
  /** Which row of the table has the focus. */
  readonly focused: RefObject<{ readonly key: string; readonly at: number } | null>
  readonly at: number
  readonly words: string | undefined
  readonly look: string
  /** Rows of this table can be chosen. */
  readonly selects: boolean
  readonly isSelected: boolean
  readonly isTabStop: boolean
}

/** A row, drawn anew only when it is another one or is told otherwise: that another is chosen concerns two of a table's rows. */
export const DataRow = memo(function DataRow<Row>(props: DataRowProps<Row>) {
  const { row, acts, focused, at, words, look, selects, isSelected, isTabStop } = props
  return (
    <tr
      data-key={row.id}
      className={['r', isSelected ? 'r-sel' : '', look].filter(Boolean).join(' ')}
      aria-label={words}
      aria-selected={selects ? isSelected : undefined}
      tabIndex={selects ? (isTabStop ? 0 : -1) : undefined}
      onClick={() => acts.current.onSelect?.(row.id)}
      onDoubleClick={() => acts.current.onActivate?.(row.id)}
      onFocus={() => {
        focused.current = { key: row.id, at }
      }}
      onBlur={() => {
        focused.current = null
      }}
      onKeyDown={(event) => onKeyDown(event, row, acts.current)}
      onContextMenu={(event) => {
        const menu = menuOf(row, acts.current)
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
}) as <Row>(props: DataRowProps<Row>) => ReactNode

/**
 * Calls a cell's function instead of making a component of it, as FlexRender does: with new columns every cell would be another
 * component, and an open menu or a focus in it would be lost. So a cell's function has no hooks; the components in it may.
 */
function cellOf(cell: unknown, context: unknown): ReactNode {
  return typeof cell === 'function' ? (cell as (context: unknown) => ReactNode)(context) : (cell as ReactNode)
}

function menuOf<Row>(row: DrawnRow<Row>, { menu, onSelect }: RowActs<Row>): MenuOf | null {
  if (menu === undefined) return null
  const { label, parts } = menu(row.original)
  const choose = () => {
    onSelect?.(row.id)
    return parts()
  }
  return { label, parts: choose }
}

function onKeyDown<Row>(event: KeyboardEvent<HTMLTableRowElement>, own: DrawnRow<Row>, acts: RowActs<Row>): void {
  const { onSelect, onActivate, onDelete } = acts
  const menu = menuOf(own, acts)
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
  else if (event.key === 'Enter') (onActivate ?? onSelect)?.(own.id)
  else if (event.key === ' ') onSelect?.(own.id)
  else if (event.key === 'Delete') onDelete?.(own.id)
  else return
  event.preventDefault()
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
