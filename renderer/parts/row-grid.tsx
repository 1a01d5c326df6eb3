import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useImperativeHandle, useRef } from 'react'
import { useMeasuredRows } from './diff/measured-rows.ts'
import { RowGap } from './row-gap.tsx'

export interface RowGridHandle {
  /** Puts a row in sight without taking the focus. */
  readonly show: (key: string) => void
  /** Puts it in sight with the focus on it. */
  readonly focus: (key: string) => void
}

interface RowGridProps<Item extends { readonly key: string }> {
  readonly label: string
  readonly className: string
  readonly head?: ReactNode
  readonly items: readonly Item[]
  readonly current: string | null
  readonly onCurrent: (item: Item) => void
  /** Enter, Space and a click. */
  readonly onActivate?: (item: Item) => void
  /** What is pointed at; null when the pointer has left. */
  readonly onPoint?: (item: Item | null) => void
  readonly classOf: (item: Item) => string
  readonly children: (item: Item) => ReactNode
  readonly ref?: Ref<RowGridHandle>
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -1e9, End: 1e9 }

/** Rows that are walked through by the arrow keys, of which only those in sight are drawn. Lines are never cut: they wrap. */
export function RowGrid<Item extends { readonly key: string }>(props: RowGridProps<Item>) {
  const { label, className, head, items, current, onCurrent, onActivate, onPoint, classOf, children, ref } = props
  const table = useRef<HTMLTableElement>(null)
  const at = Math.max(
    0,
    items.findIndex(({ key }) => key === current),
  )
  const wanted = useRef<{ key: string; focus: boolean; block: ScrollLogicalPosition } | null>(null)
  const { drawn, measure } = useMeasuredRows(
    items.length,
    table,
    [0, at, items.length - 1],
    (row) => items[row]?.key ?? String(row),
  )
  const rowOf = (key: string) => table.current?.querySelector<HTMLElement>(`tr[data-key="${CSS.escape(key)}"]`) ?? null
  const bring = () => {
    const row = wanted.current === null ? null : rowOf(wanted.current.key)
    if (row === null || wanted.current === null) return
    if (wanted.current.focus) row.focus({ preventScroll: true })
    row.scrollIntoView({ block: wanted.current.block })
    wanted.current = null
  }
  // It may be drawn only later.
  useEffect(bring)
  const show = (key: string, focus: boolean, block: ScrollLogicalPosition) => {
    wanted.current = { key, focus, block }
    bring()
  }
  useImperativeHandle(ref, () => ({
    show: (key) => show(key, false, 'center'),
    focus: (key) => show(key, true, 'center'),
  }))

  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>, item: Item, place: number) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    const step = STEPS[event.key]
    if (step !== undefined) {
      const next = items[Math.min(items.length - 1, Math.max(0, place + step))]
      if (next !== undefined) {
        onCurrent(next)
        show(next.key, true, 'nearest')
      }
    } else if ((event.key === 'Enter' || event.key === ' ') && onActivate !== undefined) onActivate(item)
    else return
    event.preventDefault()
  }
  return (
    <table
      className={`t ${className}`}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA grid pattern on a real table: its rows are walked through
      role="grid"
      aria-label={label}
      aria-rowcount={items.length + (head === undefined ? 0 : 1)}
      ref={table}
      onMouseLeave={onPoint === undefined ? undefined : () => onPoint(null)}
    >
      {head === undefined ? null : <thead>{head}</thead>}
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
              aria-rowindex={each.at + (head === undefined ? 1 : 2)}
              className={`r ${classOf(item)}`}
              tabIndex={each.at === at ? 0 : -1}
              aria-selected={item.key === current}
              onFocus={() => onCurrent(item)}
              onMouseEnter={onPoint === undefined ? undefined : () => onPoint(item)}
              onClick={(event) => {
                event.currentTarget.focus({ preventScroll: true })
                onActivate?.(item)
              }}
              onKeyDown={(event) => onKeyDown(event, item, each.at)}
            >
              {children(item)}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
