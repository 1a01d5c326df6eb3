import { useEffect } from 'react'
import { runCommand } from '../../commands/registry.ts'
import { isTyping } from '../../keys.ts'

/** What lies above the page hears its own keys. */
const ABOVE = '[role="dialog"], [role="menu"], [role="listbox"]'
/** What Enter does something else to. */
const PRESSABLE = 'a[href], button, summary, [role="row"][aria-expanded], tr[tabindex]'

/** While rules are on trial and this screen is open, Enter keeps them and Escape brings the former ones back. */
export function useTrialKeys(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || event.isComposing || isTyping(event.target)) return
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || document.querySelector(ABOVE) !== null) return
      const isOnButton = event.target instanceof Element && event.target.closest(PRESSABLE) !== null
      if (event.key === 'Enter' && !isOnButton) void runCommand('keepChanges')
      else if (event.key === 'Escape') void runCommand('revertNow')
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [isOn])
}
