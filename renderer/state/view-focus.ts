import { useScreen } from './screen.ts'

/**
 * A view that goes away takes the focus with it, when it was inside. Then what is chosen in the new view may have it, or else the view
 * itself, so that Tab goes on there. At the first drawing nothing is focused: the page begins with the link that skips the bars.
 */
let changed = false
useScreen.subscribe((now, before) => {
  if (now.view !== before.view) changed = true
})

export function takeLostFocus(element: HTMLElement | null | undefined): void {
  if (!changed || element == null || document.activeElement !== document.body) return
  changed = false
  element.focus()
}

/** After the whole view was drawn: whoever has the focus keeps it. */
export function settleFocus(view: HTMLElement | null): void {
  takeLostFocus(view)
  changed = false
}
