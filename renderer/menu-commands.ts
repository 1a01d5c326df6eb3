import { runCommand } from './commands/registry.ts'
import { isTyping } from './keys.ts'
import { onMenuCommand } from './port-transport.ts'

/** The desktop window's menu runs the commands of the buttons. In a field, undo belongs to the field's own text, as with keys. */
onMenuCommand((id) => {
  if ((id === 'undo' || id === 'redo') && isTyping(document.activeElement)) document.execCommand(id)
  else void runCommand(id)
})
