import type { KeyboardEvent, ReactNode } from 'react'

export interface FileRow {
  readonly key: string
  readonly icon: ReactNode
  readonly name: string
  /** Told to a screen reader instead of the name alone. */
  readonly label?: string
  readonly detail?: string
  readonly note?: ReactNode
  readonly off?: boolean
  readonly onChoose: () => void
  readonly action?: ReactNode
}

/** Rows of buttons; the arrows go from one to the next. */
export function FileList({ label, rows }: { readonly label: string; readonly rows: readonly FileRow[] }) {
  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>) => {
    const all: Element[] = [...event.currentTarget.querySelectorAll('.doc-row')]
    const at = document.activeElement === null ? -1 : all.indexOf(document.activeElement)
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (next === undefined || at < 0) return
    event.preventDefault()
    const row = all[Math.max(0, Math.min(all.length - 1, next))]
    if (row instanceof HTMLElement) row.focus()
  }
  return (
    <ul className="doc-list" aria-label={label} onKeyDown={onKeyDown}>
      {rows.map(({ key, icon, name, label: words, detail, note, off = false, onChoose, action }) => (
        <li key={key}>
          <button
            type="button"
            className={off ? 'doc-row doc-off' : 'doc-row'}
            aria-label={words}
            aria-disabled={off || undefined}
            onClick={off ? undefined : onChoose}
          >
            {icon}
            <span className="doc-name el" title={name}>
              {name}
            </span>
            {detail === undefined ? null : (
              <span className="doc-detail m t3" title={detail} dir="rtl">
                <bdi>{detail}</bdi>
              </span>
            )}
            <span className="sp" />
            {note === undefined ? null : <span className="doc-note t3">{note}</span>}
          </button>
          {action}
        </li>
      ))}
    </ul>
  )
}
