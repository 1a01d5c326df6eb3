import type { Entry } from './entries.ts'
import { rank } from './rank.ts'

export interface Section {
  readonly title: string
  readonly entries: readonly Entry[]
  /** Found and not shown. */
  readonly hidden: number
}

/** Of things there may be thousands; the best of each kind are shown. */
const MOST = 8
/** Lists that a command asks for are shown longer, since nothing else is there. */
const MOST_CHOICES = 200

const sections = (entries: readonly Entry[], most: (entry: Entry) => number): readonly Section[] => {
  const bySection = new Map<string, Entry[]>()
  for (const entry of entries) {
    const own = bySection.get(entry.section)
    if (own) own.push(entry)
    else bySection.set(entry.section, [entry])
  }
  return [...bySection].map(([title, all]) => {
    const shown = all.slice(0, all[0] === undefined ? 0 : most(all[0]))
    return { title, entries: shown, hidden: all.length - shown.length }
  })
}

/** Without a question all commands as they are grouped; with one, what answers it, the section of the best answer first. */
export function find(
  asked: string,
  commands: readonly Entry[],
  objects: () => readonly Entry[],
  title: string,
): readonly Section[] {
  if (asked.trim() === '') return sections(commands, () => commands.length)
  const acts = commands.map((entry) => ({ ...entry, section: title }))
  return sections(ranked(asked, [...acts, ...objects()]), () => MOST)
}

export const findChoice = (asked: string, choices: readonly Entry[]): readonly Section[] =>
  sections(asked.trim() === '' ? choices : ranked(asked, choices), () => MOST_CHOICES)

function ranked(asked: string, entries: readonly Entry[]): readonly Entry[] {
  const found = entries.flatMap((entry) => {
    const value = rank(asked, entry.texts)
    return value === null ? [] : [{ entry, value }]
  })
  // What can be done stands before what cannot; otherwise equals keep their order.
  return found
    .sort((a, b) => b.value - a.value || Number(a.entry.refusal !== null) - Number(b.entry.refusal !== null))
    .map(({ entry }) => entry)
}
