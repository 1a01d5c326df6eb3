import type { KeyboardEvent, MouseEvent } from 'react'
import { create } from 'zustand'

/** One line of a context menu. */
export interface MenuEntry {
  readonly key: string
  readonly words: string
  /** As a person reads them. */
  readonly keys?: string
  /** Why it cannot be done now; null or absent: it can. */
  readonly refusal?: string | null
  readonly run: () => void
}

/** Lines in parts, a hairline between them. */
export type MenuParts = readonly (readonly MenuEntry[])[]

interface OpenMenu {
  readonly x: number
  readonly y: number
  /** What the menu is about. */
  readonly label: string
  readonly parts: MenuParts
  /** Gets the focus back. */
  readonly from: HTMLElement
}
export const useContextMenu = create<{ readonly menu: OpenMenu | null }>()(() => ({ menu: null }))

export interface MenuOf {
  readonly label: string
  /** Made when it opens: what is chosen may have just become another. */
  readonly parts: () => MenuParts
}

const isMenuKey = (event: KeyboardEvent): boolean => event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)

/** Opens where the pointer is. In a field the browser's own menu has paste and spelling, and stays. */
export function menuByPointer(event: MouseEvent<HTMLElement>, menu: MenuOf): void {
  if (event.target instanceof HTMLInputElement || event.shiftKey) return
  event.preventDefault()
  event.stopPropagation()
  // A Menu key that reaches us as this event brings no place.
  if (event.clientX === 0 && event.clientY === 0) openUnder(event.currentTarget, menu)
  else open(event.clientX, event.clientY, event.currentTarget, menu)
}

/** Opens under the element with the Menu key or Shift+F10; true when it was one of them. */
export function menuByKey(event: KeyboardEvent<HTMLElement>, menu: MenuOf): boolean {
  if (!isMenuKey(event)) return false
  event.preventDefault()
  event.stopPropagation()
  openUnder(event.currentTarget, menu)
  return true
}

const INDENT = 24

/** Opens under a button that is there for it. */
export const menuUnder = (button: HTMLElement, menu: MenuOf): void => openUnder(button, menu)

function openUnder(element: HTMLElement, menu: MenuOf): void {
  const box = element.getBoundingClientRect()
  open(box.left + Math.min(INDENT, box.width), box.bottom, element, menu)
}

function open(x: number, y: number, element: HTMLElement, { label, parts }: MenuOf): void {
  const focused = document.activeElement
  const from = focused instanceof HTMLElement && element.contains(focused) ? focused : element
  const filled = parts().filter((part) => part.length > 0)
  if (filled.length > 0) useContextMenu.setState({ menu: { x, y, label, parts: filled, from } })
}

export const closeContextMenu = (): void => useContextMenu.setState({ menu: null })
