import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import './chip.css'

interface ChipProps {
  readonly children: ReactNode
  /** The first eight characters of an id; never cut. */
  readonly id?: string | null
  /** `new`: edited and not yet applied. `dash`: something that is not there. */
  readonly look?: 'plain' | 'new' | 'dash'
  readonly icon?: ReactNode
  /** Name of the button that takes the chip away; absent, there is none. */
  readonly removeLabel?: string
  readonly onRemove?: () => void
}

/** A thing one can take hold of: a group on a port. Its name is cut by an ellipsis, its id is not. */
export function Chip({ children, id, look = 'plain', icon, removeLabel, onRemove }: ChipProps) {
  return (
    <span className={`chip chip-${look}`}>
      {icon}
      <span className="el">{children}</span>
      {id === undefined || id === null ? null : <span className="chip-id">{id}</span>}
      {onRemove === undefined ? null : (
        <button
          type="button"
          className="chip-remove"
          aria-label={removeLabel}
          title={removeLabel}
          onClick={(event) => {
            event.stopPropagation()
            onRemove()
          }}
        >
          <X size={12} aria-hidden="true" />
        </button>
      )}
    </span>
  )
}
