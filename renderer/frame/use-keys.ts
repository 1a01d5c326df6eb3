import { useEffect } from 'react'
import { commands, runCommand } from '../commands/registry.ts'
import { keysOf } from '../commands/shortcuts.ts'
import { isTyping, pressed } from '../keys.ts'

/** The keys of all commands, everywhere on the page. A field that holds text keeps Ctrl+Z for its own undo. */
export function useKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const typing = isTyping(event.target)
      const inText = typing && event.target instanceof HTMLInputElement && event.target.value !== ''
      for (const { id } of Object.values(commands)) {
        if (!pressed(keysOf(id), event, typing)) continue
        if (inText && (id === 'undo' || id === 'redo')) return
        event.preventDefault()
        void runCommand(id)
        return
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
