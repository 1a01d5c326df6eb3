import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import './chip.css'
import { type MenuOf, menuByKey, menuByPointer } from './context-menu/context-menu-store.ts'

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
  readonly menu?: MenuOf
}

/** A thing one can take hold of: a group on a port. Its name is cut by an ellipsis, its id is not. */
export function Chip({ children, id, look = 'plain', icon, removeLabel, onRemove, menu }: ChipProps) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the menu of the chip's own button, also where the pointer misses it
    <span
      className={`chip chip-${look}`}
      onContextMenu={menu === undefined ? undefined : (event) => menuByPointer(event, menu)}
      onKeyDown={menu === undefined ? undefined : (event) => menuByKey(event, menu)}
    >
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
