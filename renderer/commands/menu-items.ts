import { keyWord, keyWords } from '../keys.ts'
import type { MenuEntry } from '../parts/context-menu/context-menu-store.ts'
import { openPalette } from '../state/palette.ts'
import { translateCommand as t } from '../texts/i18n.ts'
import type { CommandId } from './command.ts'
import { commands, runCommand } from './registry.ts'
import { keysOf } from './shortcuts.ts'

/**
 * A command as a line of a context menu. `key`: what a table hears for it where it has no key of its own. `chosen`: what it would ask
 * for and is known here already.
 */
export function commandItem(id: CommandId, { key, chosen }: { key?: string; chosen?: string } = {}): MenuEntry {
  const why = commands[id].refusal()
  const keys = keysOf(id)
  return {
    key: id,
    words: `${t(`names.${id}`)}${commands[id].choices === null ? '' : '…'}`,
    keys: keys.length > 0 ? keyWords(keys) : key === undefined ? '' : keyWord(key),
    refusal: why === null ? null : t(`refusals.${why}`),
    run: () => (chosen === undefined ? void runCommand(id) : openPalette([id, chosen])),
  }
}
