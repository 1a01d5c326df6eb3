import type { NoteCode, Script } from './script.ts'

/** What a script says in words of a language. */
export interface ScriptWords {
  readonly note: (code: NoteCode, values: Readonly<Record<string, string>>) => string
  readonly more: (count: number) => string
}

export interface ScriptTextLine {
  /** A shell passes over it: a note, or a line of a configuration file. */
  readonly comment: boolean
  readonly text: string
}

/** The lines of a script that a shell takes as it is. A command whose quotes hold line ends is one line here. */
export function scriptLines({ lines, more }: Script, words: ScriptWords): ScriptTextLine[] {
  const comment = (text: string): ScriptTextLine => ({ comment: true, text: `# ${text}` })
  return [
    ...lines.map((line): ScriptTextLine => {
      if (line.is === 'command') return { comment: false, text: line.text }
      return comment(line.is === 'setting' ? line.text : words.note(line.code, line.values))
    }),
    ...(more > 0 ? [comment(words.more(more))] : []),
  ]
}
