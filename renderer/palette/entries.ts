import i18next from 'i18next'
import type { Choice, Command, CommandId } from '../commands/command.ts'
import { commands } from '../commands/registry.ts'
import { keysOf } from '../commands/shortcuts.ts'
import { translateCommand as t } from '../texts/i18n.ts'

/** One line of the palette. */
export interface Entry {
  readonly key: string
  /** Heading that it stands under. */
  readonly section: string
  readonly words: string
  readonly detail: string
  /** Everything that may be typed to find it. */
  readonly texts: readonly string[]
  readonly keys: readonly string[]
  /** Why it cannot be done now, in words; null: it can. */
  readonly refusal: string | null
  /** Leads to a list of what it can be done with. */
  readonly opens: boolean
  readonly run: () => void
}

/** A word of either language finds a command, whichever language the page speaks. */
const inAllLanguages = (id: CommandId): readonly string[] =>
  ['en', 'zh'].map((language) => i18next.getFixedT(language, 'commands')(`names.${id}`))

export function commandEntry(command: Command, section: string): Entry {
  const { id, group, refusal, run, choices } = command
  const why = refusal()
  return {
    key: id,
    section,
    words: t(`names.${id}`),
    detail: '',
    texts: [...inAllLanguages(id), t(`groups.${group}`)],
    keys: keysOf(id),
    refusal: why === null ? null : t(`refusals.${why}`),
    opens: choices !== null,
    run,
  }
}

/** All commands by group, those that were used last before all others. The palette itself is no act to be found in it. */
export function commandEntries(recent: readonly string[]): readonly Entry[] {
  const all = Object.values(commands).filter(({ id }) => id !== 'palette')
  const used = recent.flatMap((id) => all.find((command) => command.id === id) ?? [])
  return [
    ...used.map((command) => commandEntry(command, t('palette.recent'))),
    ...all.filter(({ id }) => !recent.includes(id)).map((command) => commandEntry(command, t(`groups.${command.group}`))),
  ]
}

/** What a command asks for, after the choices that were made already; null when one of them is gone. */
export function choicesAt(path: readonly string[]): readonly Choice[] | null {
  const [id, ...chosen] = path
  const command = Object.values(commands).find((each) => each.id === id)
  let choices = command?.choices?.() ?? null
  for (const each of chosen) {
    const choice: Choice | undefined = choices?.find((one) => one.id === each)
    choices = choice !== undefined && 'choices' in choice ? choice.choices() : null
  }
  return choices
}

/** The words of what was chosen so far: the command, then what it is done with. */
export function trailOf(path: readonly string[]): readonly string[] {
  const [id, ...chosen] = path
  if (id === undefined) return []
  const words = chosen.map((each, at) => choicesAt(path.slice(0, at + 1))?.find((choice) => choice.id === each)?.words ?? '')
  return [t(`names.${id as CommandId}`), ...words]
}

export const choiceEntry = (choice: Choice): Entry => ({
  key: choice.id,
  section: '',
  words: choice.words,
  detail: choice.detail ?? '',
  texts: [choice.words, choice.detail ?? ''],
  keys: [],
  refusal: null,
  opens: 'choices' in choice,
  run: 'run' in choice ? choice.run : () => {},
})
