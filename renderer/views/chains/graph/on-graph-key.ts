import type { KeyboardEvent } from 'react'
import type { GraphActions } from './graph-actions.ts'
import type { GraphPlace } from './walk.ts'

/** Keys of a chain's name and of its lines. Enter chooses what the table shows, too, as a click does, and goes on to it there. */
export function onGraphKey(
  event: KeyboardEvent<HTMLButtonElement>,
  at: GraphPlace,
  isInTable: boolean,
  { walk, openInTable }: GraphActions,
): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return
  if (event.key === 'Enter' && isInTable) {
    event.preventDefault()
    event.currentTarget.click()
    openInTable()
  } else if (walk(at, event.key)) {
    event.preventDefault()
    event.stopPropagation()
  }
}
