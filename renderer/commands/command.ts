import { openPalette } from '../state/palette.ts'
import type { commands } from '../texts/en/commands.ts'

/**
 * Each act of the page by name: buttons, keys, menus and the palette run the same command, which knows why it may not run now.
 * To add one: its words in `texts/en/commands.ts` and `texts/zh/commands.ts`, its act in the file of its group, and, if it has any,
 * its keys in `default-keys.ts`.
 */
export type CommandId = keyof (typeof commands)['names']
export type CommandGroup = keyof (typeof commands)['groups']
export type RefusalKey = keyof (typeof commands)['refusals']

/** One thing of a list that the palette asks for: it is done, or asks for the next. */
export type Choice = {
  readonly id: string
  /** In the language of the moment, or data. */
  readonly words: string
  readonly detail?: string
} & ({ readonly run: () => void } | { readonly choices: () => readonly Choice[] })

/** Why it may not run now; null: it may. Reads stores that `use-refusal.ts` follows. */
export type Refusal = () => RefusalKey | null

export type Act =
  | { readonly refusal: Refusal; readonly run: () => Promise<void> | void }
  /** Needs to know with what: running it opens the palette with these. */
  | { readonly refusal: Refusal; readonly choices: () => readonly Choice[] }

export interface Command {
  readonly id: CommandId
  readonly group: CommandGroup
  readonly refusal: Refusal
  readonly run: () => Promise<void> | void
  readonly choices: (() => readonly Choice[]) | null
}

/** Acts of one group as commands, each under its id. */
export const inGroup = <Id extends CommandId>(
  group: CommandGroup,
  acts: { readonly [K in Id]: Act },
): { readonly [K in Id]: Command } => {
  const command = (id: string, act: Act): Command => ({
    id: id as CommandId,
    group,
    refusal: act.refusal,
    run: 'run' in act ? act.run : () => openPalette([id]),
    choices: 'choices' in act ? act.choices : null,
  })
  // entries and fromEntries forget which keys they were given.
  return Object.fromEntries(Object.entries<Act>(acts).map(([id, act]) => [id, command(id, act)])) as {
    readonly [K in Id]: Command
  }
}

export const always = (): null => null
