import type { commands } from '../texts/en/commands.ts'

/**
 * Each act of the page by name: buttons, keys, menus and the palette run the same command, which knows why it may not run now.
 * To add one: its words in `texts/en/commands.ts` and `texts/zh/commands.ts`, its act in the file of its group, and, if it has any,
 * its keys in `default-keys.ts`.
 */
export type CommandId = keyof (typeof commands)['names']
export type CommandGroup = keyof (typeof commands)['groups']
export type RefusalKey = keyof (typeof commands)['refusals']

export interface Act {
  /** Why it may not run now; null: it may. Reads stores that `use-refusal.ts` follows. */
  readonly refusal: () => RefusalKey | null
  readonly run: () => Promise<void> | void
}

export interface Command extends Act {
  readonly id: CommandId
  readonly group: CommandGroup
}

/** Acts of one group as commands, each under its id. */
export const inGroup = <Id extends CommandId>(
  group: CommandGroup,
  acts: { readonly [K in Id]: Act },
): { readonly [K in Id]: Command } =>
  // fromEntries forgets which keys it was given.
  Object.fromEntries(Object.entries<Act>(acts).map(([id, act]) => [id, { ...act, id, group }])) as {
    readonly [K in Id]: Command
  }

export const always = (): null => null
