import type { ReactNode } from 'react'
import './banner.css'
import { VerdictGlyph } from './verdict.tsx'

interface BannerProps {
  /** What is so. */
  readonly title: ReactNode
  /** What follows, and what to do. */
  readonly children?: ReactNode
  /** The one thing that helps. */
  readonly action?: ReactNode
  /** `alert` interrupts a screen reader, `status` waits; a note that is always there says nothing by itself. */
  readonly role?: 'alert' | 'status' | undefined
}

/** One line on the caution ground, at most one on a screen. */
export function Banner({ title, children, action, role }: BannerProps) {
  return (
    <div className="banner" role={role}>
      <VerdictGlyph verdict="caution" />
      <div className="banner-words">
        <b>{title}</b> <span className="t2">{children}</span>
      </div>
      {action}
    </div>
  )
}
