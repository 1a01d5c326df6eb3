import type { ReactNode } from 'react'
import { Brand } from './brand.tsx'
import './notice.css'

/** A whole page that says one thing: connecting, refused, broken. */
export function Notice({
  brand,
  title,
  children,
  busy = false,
}: {
  readonly brand: string
  readonly title: string
  readonly children?: ReactNode
  readonly busy?: boolean
}) {
  return (
    <main className="notice" aria-busy={busy}>
      <Brand label={brand} />
      <div>
        <h1 role={busy ? 'status' : undefined}>{title}</h1>
        {children}
      </div>
    </main>
  )
}
