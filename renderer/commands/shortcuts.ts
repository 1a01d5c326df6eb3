import { create } from 'zustand'
import { say } from '../state/messages.ts'
import { commands as english } from '../texts/en/commands.ts'
import { translateCommand as t } from '../texts/i18n.ts'
import type { CommandId } from './command.ts'
import { defaultKeys } from './default-keys.ts'
import {
  giveKey,
  givenKeys,
  type KeyTable,
  noChanges,
  ownerOf,
  printKeyTable,
  readKeyTable,
  withKeys,
  workingKeys,
} from './key-table.ts'

/** The keys of this browser. Main never hears of them. */
const KEY = 'tapwall.keys'
export const commandIds = Object.keys(english.names) as readonly CommandId[]

function read(): KeyTable {
  let text: string | null = null
  try {
    text = window.localStorage.getItem(KEY)
  } catch {
    // A browser without storage has nothing kept.
  }
  const { table, dropped } = readKeyTable(text, commandIds)
  if (dropped) say(() => t('said.keysDropped'))
  return table
}

export const useShortcuts = create<KeyTable>()(read)

useShortcuts.subscribe((table) => {
  try {
    window.localStorage.setItem(KEY, printKeyTable(table))
  } catch {
    // Without storage the next visit begins with the defaults.
  }
})

/** The keys that work now, the one to show first. */
export const keysOf = (id: CommandId): readonly string[] => workingKeys(useShortcuts.getState(), id)
export const useKeysOf = (id: CommandId): readonly string[] => workingKeys(useShortcuts(), id)

export const addKey = (id: CommandId, key: string): void => useShortcuts.setState((table) => giveKey(table, id, key, commandIds))
export const removeKey = (id: CommandId, key: string): void =>
  useShortcuts.setState((table) =>
    withKeys(
      table,
      id,
      givenKeys(table, id).filter((other) => other !== key),
    ),
  )
/** Back to the keys that the command began with, as far as no other has them by now; answers the first that another has. */
export function resetKeys(id: CommandId): { readonly key: string; readonly owner: CommandId } | null {
  const bare = withKeys(useShortcuts.getState(), id, [])
  const owners = (defaultKeys[id] ?? []).map((key) => ({ key, owner: ownerOf(bare, key, commandIds) }))
  const free = owners.flatMap(({ key, owner }) => (owner === null ? [key] : []))
  useShortcuts.setState(withKeys(bare, id, free))
  return owners.flatMap(({ key, owner }) => (owner === null ? [] : [{ key, owner }]))[0] ?? null
}
export const resetAllKeys = (): void => useShortcuts.setState({ changed: noChanges.changed })
export const setSingleKeys = (single: boolean): void => useShortcuts.setState({ single })
