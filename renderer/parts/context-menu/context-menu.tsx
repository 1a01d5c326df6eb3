import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react'
import './context-menu.css'
import { closeContextMenu, type MenuEntry, useContextMenu } from './context-menu-store.ts'

/** The one context menu that may be open, drawn above everything. */
export function ContextMenu() {
  const menu = useContextMenu((store) => store.menu)
  return menu === null ? null : <Menu key={`${menu.x} ${menu.y}`} {...menu} />
}

type MenuProps = NonNullable<ReturnType<typeof useContextMenu.getState>['menu']>

const EDGE = 4

function Menu({ x, y, label, parts, from }: MenuProps) {
  const place = useRef<HTMLDivElement>(null)
  const items = (): HTMLElement[] => [...(place.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])]
  // Before it is painted: it stays inside the window, whatever is asked for.
  useLayoutEffect(() => {
    const menu = place.current
    if (menu === null) return
    const { width, height } = menu.getBoundingClientRect()
    menu.style.left = `${Math.max(EDGE, Math.min(x, window.innerWidth - width - EDGE))}px`
    menu.style.top = `${Math.max(EDGE, Math.min(y, window.innerHeight - height - EDGE))}px`
    menu.querySelector<HTMLElement>('[role="menuitem"]')?.focus()
  }, [x, y])
  useEffect(() => {
    const outside = (event: Event) => {
      if (!(event.target instanceof Node && place.current?.contains(event.target))) closeContextMenu()
    }
    const leave = () => closeContextMenu()
    window.addEventListener('pointerdown', outside, true)
    window.addEventListener('wheel', outside, true)
    window.addEventListener('resize', leave)
    window.addEventListener('blur', leave)
    return () => {
      window.removeEventListener('pointerdown', outside, true)
      window.removeEventListener('wheel', outside, true)
      window.removeEventListener('resize', leave)
      window.removeEventListener('blur', leave)
    }
  }, [])
  /** The focus goes back first, so that the act can move it. */
  const leave = () => {
    from.focus()
    closeContextMenu()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    const all = items()
    const at = all.indexOf(document.activeElement as HTMLElement)
    const next = {
      ArrowDown: all[at + 1] ?? all[0],
      ArrowUp: all[at - 1] ?? all.at(-1),
      Home: all[0],
      End: all.at(-1),
    }[event.key]
    if (next !== undefined) next.focus()
    else if (event.key === 'Escape' || event.key === 'Tab') leave()
    else if (!typed(all, at, event.key)) return
    event.preventDefault()
  }
  return (
    <div
      ref={place}
      role="menu"
      tabIndex={-1}
      className="context-menu"
      aria-label={label}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => event.preventDefault()}
    >
      {parts.map((part) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of menu items, not of fields
        <div key={part[0]?.key} role="group" className="context-part">
          {part.map((entry) => (
            <Entry key={entry.key} entry={entry} onLeave={leave} />
          ))}
        </div>
      ))}
    </div>
  )
}

function Entry({ entry, onLeave }: { readonly entry: MenuEntry; readonly onLeave: () => void }) {
  const { words, keys, refusal, run } = entry
  const off = refusal !== null && refusal !== undefined
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className="context-item"
      aria-disabled={off || undefined}
      onPointerMove={(event) => event.currentTarget.focus()}
      onClick={() => {
        if (off) return
        onLeave()
        run()
      }}
    >
      <span className="context-words">
        {words}
        {off ? <span className="context-why">{refusal}</span> : null}
      </span>
      {keys === undefined || keys === '' ? null : <kbd>{keys}</kbd>}
    </button>
  )
}

/** The next entry that begins with the letter gets the focus. */
function typed(all: readonly HTMLElement[], at: number, key: string): boolean {
  if (key.length !== 1 || key === ' ') return false
  const order = [...all.slice(at + 1), ...all.slice(0, at + 1)]
  const found = order.find((item) => item.textContent?.toLowerCase().startsWith(key.toLowerCase()))
  found?.focus()
  return found !== undefined
}
