import type { Language } from './language.ts'

/** A sentence before it is in any language: its code in a catalogue and what its placeholders stand for. */
export interface Statement<Code extends string = string> {
  readonly code: Code
  readonly values: Readonly<Record<string, string | number>>
}

export type Catalogue<Code extends string> = Readonly<Record<Code, string>>
export type Catalogues<Code extends string> = Readonly<Record<Language, Catalogue<Code>>>

/** The sentence in a language. `wrap` is what the page does to texts of somebody else within a sentence of ours. */
export function sayStatement<Code extends string>(
  catalogues: Catalogues<Code>,
  language: Language,
  { code, values }: Statement<Code>,
  wrap: (text: string) => string = (text) => text,
): string {
  return catalogues[language][code].replace(/\{\{(\w+)\}\}/g, (_, name: string) => wrap(String(values[name] ?? '')))
}
