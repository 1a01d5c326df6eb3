import { MenuCommand } from '#shared/contract/commands'
import { runCommand } from './commands/registry.ts'
import { keysOf, useShortcuts } from './commands/shortcuts.ts'
import { isTyping } from './keys.ts'
import { onMenuCommand, setScreen } from './port-transport.ts'
import { useScreen } from './state/screen.ts'

/** The desktop window's menu runs the commands of the buttons. In a field, undo belongs to the field's own text, as with keys. */
onMenuCommand((id) => {
  if ((id === 'undo' || id === 'redo') && isTyping(document.activeElement)) document.execCommand(id)
  else void runCommand(id)
})

/** The menu speaks the language of the page and shows the keys that work now. */
function tellMenu(): void {
  const keys = MenuCommand.options.flatMap((id) =>
    keysOf(id)
      .slice(0, 1)
      .map((key) => [id, key] as const),
  )
  setScreen({ language: useScreen.getState().language, keys: Object.fromEntries(keys) })
}
tellMenu()
useShortcuts.subscribe(tellMenu)
useScreen.subscribe((screen, before) => {
  if (screen.language !== before.language) tellMenu()
})
