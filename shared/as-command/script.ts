import { z } from 'zod'
import { terminalLine } from '../terminal-text.ts'
import { isPossible, shellCommand } from './shell-word.ts'

/** Whose commands: python-neutronclient's `neutron`, or python-openstackclient's `openstack`. */
export const Client = z.enum(['neutron', 'openstack'])
export type Client = z.infer<typeof Client>

/** What a comment line says; its words are in the language of whoever shows it. */
export const NoteCode = z.enum([
  'ids',
  'new-id',
  'rule-ids',
  'begins-with-egress',
  'default-group',
  'impossible-name',
  'rule-descriptions',
  'empty-description',
  'no-address-groups',
  'project-name',
  'api-release',
  'host-settings',
  'host-release',
  'host-ipv6',
  'other-things',
])
export type NoteCode = z.infer<typeof NoteCode>

/**
 * `command`: a shell's line. `setting`: a line of a configuration file. `note`: a comment; its values are without line ends and
 * control characters.
 */
export const ScriptLine = z.discriminatedUnion('is', [
  z.object({ is: z.literal('command'), text: z.string() }),
  z.object({ is: z.literal('setting'), text: z.string() }),
  z.object({ is: z.literal('note'), code: NoteCode, values: z.record(z.string(), z.string()) }),
])
export type ScriptLine = z.infer<typeof ScriptLine>

/** `more`: commands that were left out at the end. */
export const Script = z.object({ lines: z.array(ScriptLine), more: z.int() })
export type Script = z.infer<typeof Script>

/** One thing as the commands of each client. */
export const Commands = z.object({ neutron: Script, openstack: Script })
export type Commands = z.infer<typeof Commands>

/** Lines that a person may still read; a group of 10,000 rules has as many commands. */
export const MOST_LINES = 500

export interface ScriptWriter {
  /** Words are quoted here. */
  readonly command: (words: readonly string[]) => void
  /** Words of a shell, written as they are: for what substitutes. */
  readonly shell: (text: string) => void
  readonly note: (code: NoteCode, values?: Readonly<Record<string, string>>) => void
  /** The same, said at its first place only. */
  readonly noteOnce: (code: NoteCode, values?: Readonly<Record<string, string>>) => void
  readonly setting: (text: string) => void
  readonly script: () => Script
}

export function scriptWriter(): ScriptWriter {
  const lines: ScriptLine[] = []
  const said = new Set<NoteCode>()
  let more = 0
  const push = (line: () => ScriptLine) => {
    if (lines.length < MOST_LINES) lines.push(line())
    else more++
  }
  const note: ScriptWriter['note'] = (code, values = {}) => {
    if (lines.length >= MOST_LINES) return
    const safe = Object.entries(values).map(([key, value]) => [key, terminalLine(value)] as const)
    lines.push({ is: 'note', code, values: Object.fromEntries(safe) })
  }
  const noteOnce: ScriptWriter['noteOnce'] = (code, values) => {
    if (said.has(code)) return
    said.add(code)
    note(code, values)
  }
  return {
    command: (words) => {
      if (!words.every(isPossible)) noteOnce('impossible-name')
      push(() => ({ is: 'command', text: shellCommand(words) }))
    },
    shell: (text) => push(() => ({ is: 'command', text })),
    note,
    noteOnce,
    setting: (text) => push(() => ({ is: 'setting', text })),
    script: () => ({ lines, more }),
  }
}

/** An option and its value; one that begins with a dash would be taken for an option itself. */
export const option = (name: string, value: string | number): string[] =>
  String(value).startsWith('-') ? [`${name}=${value}`] : [name, String(value)]

/** An argument that is no option's; behind `--` it may begin with a dash. */
export const positional = (value: string): string[] => (value.startsWith('-') ? ['--', value] : [value])
