import type { MenuCommand, ScreenMessage } from '#shared/contract/commands'
import type { ShellTexts } from './texts/en.ts'

/** A command of the page as the menu shows it. The key is only shown: the page hears it itself, and knows when someone types. */
export interface MenuEntry {
  readonly command: MenuCommand
  readonly label: string
  readonly accelerator?: string
}

/** Which commands stand in which menu, in this order. */
export const menuCommands = {
  file: ['newProject', 'open', 'save', 'saveAs'],
  edit: ['undo', 'redo'],
  group: ['newGroup', 'duplicateGroup', 'deleteGroup', 'addRule', 'editRule', 'deleteRule'],
  kernel: ['review', 'apply', 'keepChanges', 'revertNow', 'startLab', 'setBaseline', 'clearBaseline', 'runPing', 'stopPing'],
  view: ['groups', 'ports', 'hosts', 'chains', 'compare', 'ping', 'trace', 'theme', 'language'],
} as const satisfies { readonly [Menu in keyof ShellTexts['menus']]: readonly MenuCommand[] }

export const entriesOf = (menu: keyof typeof menuCommands, texts: ShellTexts, keys: ScreenMessage['keys']): readonly MenuEntry[] =>
  menuCommands[menu].map((command) => {
    const accelerator = acceleratorOf(keys[command])
    // An ampersand alone would name the letter behind it as a key.
    return { command, label: texts.commands[command].replaceAll('&', '&&'), ...(accelerator === null ? {} : { accelerator }) }
  })

/** Electron's names of keys, where they differ from the page's. */
const NAMES: Readonly<Record<string, string>> = {
  mod: 'CmdOrCtrl',
  alt: 'Alt',
  shift: 'Shift',
  enter: 'Enter',
  space: 'Space',
  plus: 'Plus',
  tab: 'Tab',
  escape: 'Esc',
  backspace: 'Backspace',
  delete: 'Delete',
  insert: 'Insert',
  home: 'Home',
  end: 'End',
  pageup: 'PageUp',
  pagedown: 'PageDown',
  arrowup: 'Up',
  arrowdown: 'Down',
  arrowleft: 'Left',
  arrowright: 'Right',
}

/** `mod+shift+z` as Electron writes it; null for none, and for a key that it has no name for. */
export function acceleratorOf(key: string | undefined): string | null {
  if (key === undefined) return null
  const parts = key
    .split('+')
    .map((part) => NAMES[part] ?? (/^([a-z0-9,./;'[\]\\`=?-]|f([1-9]|1\d|2[0-4]))$/.test(part) ? part.toUpperCase() : null))
  return parts.includes(null) ? null : parts.join('+')
}
