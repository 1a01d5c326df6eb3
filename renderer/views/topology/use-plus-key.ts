import { useEffect } from 'react'
import { runCommand } from '../../commands/registry.ts'
import { useShortcuts } from '../../commands/shortcuts.ts'
import { isTyping, pressed } from '../../keys.ts'
import { useSession } from '../../state/session.ts'

/** While rules are on trial Plus gives them more time; else it is how people look nearer, beside the key that has no Shift. */
export function usePlusKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !useShortcuts.getState().single || (useSession.getState().session?.trial ?? null) !== null)
        return
      if (!pressed(['plus'], event, isTyping(event.target))) return
      event.preventDefault()
      void runCommand('zoomIn')
    }
    window.addEventListener('keydown', onKey, true)
    return () => window.removeEventListener('keydown', onKey, true)
  }, [])
}
