import type { KeyboardEvent } from 'react'

/** Enter in any text field of a dialog does what its button does; not in the midst of composing a character, and not on a check box. */
export const onEnter = (act: () => void) => (event: KeyboardEvent) => {
  const { target, key, nativeEvent } = event
  if (key !== 'Enter' || nativeEvent.isComposing || !(target instanceof HTMLInputElement) || target.type === 'checkbox') return
  event.preventDefault()
  act()
}
