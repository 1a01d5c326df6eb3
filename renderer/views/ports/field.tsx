import type { ReactNode } from 'react'

/** A field with its name before it; the field itself has the name for screen readers. */
export function Field({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="port-field">
      <span className="port-field-label lab" aria-hidden="true">
        {label}
      </span>
      {children}
    </div>
  )
}
