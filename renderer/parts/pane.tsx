import { ChevronDown, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import './pane.css'

/** A part of the screen that scrolls on its own; panes meet at a hairline. */
export function Pane({
  label,
  className,
  children,
}: {
  readonly label: string
  readonly className?: string
  readonly children: ReactNode
}) {
  return (
    <section className={`pane ${className ?? ''}`} aria-label={label}>
      {children}
    </section>
  )
}

/** The bar at the head of a pane: title, facts, then what can be done. `low` is the second, lower bar. */
export function ToolBar({ low = false, children }: { readonly low?: boolean; readonly children: ReactNode }) {
  return <div className={low ? 'pane-tool pane-tool-low' : 'pane-tool'}>{children}</div>
}

interface SectionBarProps {
  readonly title: string
  /** Facts beside the title. */
  readonly note?: ReactNode
  readonly actions?: ReactNode
  /** With these two the title is a button that folds the section away. */
  readonly open?: boolean
  readonly onToggle?: () => void
}

/** Heading of a section inside a pane. */
export function SectionBar({ title, note, actions, open, onToggle }: SectionBarProps) {
  const Fold = open === false ? ChevronRight : ChevronDown
  return (
    <div className="pane-section">
      {onToggle === undefined ? (
        <h2>{title}</h2>
      ) : (
        <h2>
          <button type="button" className="pane-fold" aria-expanded={open ?? true} onClick={onToggle}>
            <Fold size={14} aria-hidden="true" />
            {title}
          </button>
        </h2>
      )}
      <span className="t3 el">{note}</span>
      <span className="sp" />
      {actions}
    </div>
  )
}
