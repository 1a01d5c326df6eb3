import type { ReactNode } from 'react'
import './empty-state.css'

/** Where nothing is yet: what would be here and the one step that brings it. Left-aligned, as the table would be. */
export function EmptyState({
  title,
  children,
  action,
}: {
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}) {
  return (
    <div className="empty">
      <b>{title}</b>
      {children === undefined ? null : <p>{children}</p>}
      {action === undefined ? null : <div className="empty-action">{action}</div>}
    </div>
  )
}
