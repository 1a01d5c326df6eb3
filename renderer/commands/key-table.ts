import { z } from 'zod'
import { isKey, isSingle } from '../keys.ts'
import type { CommandId } from './command.ts'
import { defaultKeys } from './default-keys.ts'

/** Which keys belong to which command: the defaults, with what a person has changed on top. A value; the browser keeps it as text. */
export interface KeyTable {
  /** Keys of one sign without Ctrl or Alt are taken. */
  readonly single: boolean
  readonly changed: { readonly [K in CommandId]?: readonly string[] }
}

export const noChanges: KeyTable = { single: true, changed: {} }

/** The keys as they were given, whether or not single signs are taken at the moment. */
export const givenKeys = ({ changed }: KeyTable, id: CommandId): readonly string[] => changed[id] ?? defaultKeys[id] ?? []

/** The keys that work now. */
export const workingKeys = (table: KeyTable, id: CommandId): readonly string[] =>
  table.single ? givenKeys(table, id) : givenKeys(table, id).filter((key) => !isSingle(key))

export const ownerOf = (table: KeyTable, key: string, ids: readonly CommandId[]): CommandId | null =>
  ids.find((id) => givenKeys(table, id).includes(key)) ?? null

const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((key, at) => key === b[at])

/** Keys that are the defaults again are no change. */
export function withKeys(table: KeyTable, id: CommandId, keys: readonly string[]): KeyTable {
  const { [id]: _, ...others } = table.changed
  return { ...table, changed: same(keys, defaultKeys[id] ?? []) ? others : { ...others, [id]: keys } }
}

/** Gives a key to a command and takes it from whoever had it. */
export function giveKey(table: KeyTable, id: CommandId, key: string, ids: readonly CommandId[]): KeyTable {
  const owner = ownerOf(table, key, ids)
  if (owner === id) return table
  const freed =
    owner === null
      ? table
      : withKeys(
          table,
          owner,
          givenKeys(table, owner).filter((other) => other !== key),
        )
  return withKeys(freed, id, [...givenKeys(freed, id), key])
}

/** Why a key cannot be given to a command; null: it can. */
export function reservedFor(key: string): 'browser' | 'text' | 'focus' | 'zoom' | null {
  if (/^mod\+(shift\+)?([ntwq]|tab|f4)$/.test(key) || /^alt\+(f4|tab|arrowleft|arrowright|space)$|^(shift\+)?f(5|11|12)$/.test(key))
    return 'browser'
  if (/^mod\+[cvxa]$/.test(key)) return 'text'
  if (/^mod\+(shift\+)?(plus|=|-|_|0)$/.test(key)) return 'zoom'
  const moves = /^(shift\+)?(tab|enter|escape|space|delete|backspace|home|end|pageup|pagedown|arrow\w+|contextmenu|insert)$/
  return moves.test(key) || key === 'shift+f10' ? 'focus' : null
}

export const MOST_KEYS = 4
const Kept = z.object({ single: z.boolean(), changed: z.record(z.string(), z.unknown()) })
const Keys = z.array(z.string().max(40)).max(MOST_KEYS)

/** What the browser has kept, as far as it makes sense; `dropped`: some of it did not. */
export function readKeyTable(
  text: string | null,
  ids: readonly CommandId[],
): { readonly table: KeyTable; readonly dropped: boolean } {
  if (text === null) return { table: noChanges, dropped: false }
  let kept: unknown = null
  try {
    kept = JSON.parse(text)
  } catch {
    return { table: noChanges, dropped: true }
  }
  const read = Kept.safeParse(kept)
  if (!read.success) return { table: noChanges, dropped: true }
  let table: KeyTable = { single: read.data.single, changed: {} }
  let dropped = false
  for (const [name, value] of Object.entries(read.data.changed)) {
    const id = ids.find((each) => each === name)
    const keys = Keys.safeParse(value)
    const good = keys.success ? keys.data.filter((key) => isKey(key) && reservedFor(key) === null) : []
    if (id === undefined || !keys.success || good.length < keys.data.length) dropped = true
    if (id !== undefined && keys.success) table = { ...table, changed: { ...table.changed, [id]: good } }
  }
  // Two commands with one key, as a hand may have written or a new default has made: the one that a person chose keeps it.
  for (const id of ids)
    for (const key of givenKeys(table, id))
      for (const other of ids.filter((each) => each !== id && givenKeys(table, each).includes(key))) {
        const loser = table.changed[id] === undefined ? id : other
        if (table.changed[loser] !== undefined) dropped = true
        table = withKeys(
          table,
          loser,
          givenKeys(table, loser).filter((each) => each !== key),
        )
      }
  return { table, dropped }
}

export const printKeyTable = (table: KeyTable): string => JSON.stringify(table)
