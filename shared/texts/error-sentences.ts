import { errorLine, type Issue, type TapwallError } from '../errors.ts'
import { shown } from '../net/address.ts'
import type { Language } from './language.ts'
import { details } from './zh/details.ts'
import { issues } from './zh/issues.ts'

/**
 * Words that `shared` and `electron` have made in English already. English shows them as they are: they name the very value that is
 * wrong. Chinese has its own by code; what has no words yet stays English, which is better than nothing.
 */
type Values = Readonly<Record<string, string | number>>

/** What `shared` calls a text of which nothing is there to be shown. */
const EMPTY = shown('')
const valueWords = (value: string | number): string => (value === EMPTY ? '空文本' : String(value))

/** Null when a placeholder has no value: half a sentence is worse than an English one. */
function filled(sentence: string, values: Values): string | null {
  const names = [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '')
  if (names.some((name) => values[name] === undefined)) return null
  return sentence.replace(/\{\{(\w+)\}\}/g, (_, name: string) => valueWords(values[name] ?? ''))
}

/** An issue's own sentence. It names the value that is wrong. */
export function issueSentence(language: Language, { code, values, message }: Issue): string {
  const sentence = language === 'zh' ? issues[code] : undefined
  return (sentence === undefined ? null : filled(sentence, values)) ?? message
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** An English sentence with `{{names}}` as a pattern with groups of these names; a command is all of the rest of its line. */
const patternOf = (english: string): RegExp => {
  const parts = english.split(/\{\{(\w+)\}\}/)
  const last = parts.at(-1) === ''
  return new RegExp(parts.map((part, at) => (at % 2 === 0 ? escaped(part) : `(?<${part}>.+${last ? '' : '?'})`)).join(''), 'g')
}
const sentences = details.map(([english, chinese]) => [patternOf(english), chinese.replace(/\{\{(\w+)\}\}/g, '$<$1>')] as const)

/** Why something failed: the sentences that are known, and everything else, such as what a tool said, as it came. */
export const detailSentence = (language: Language, detail: string): string =>
  language === 'zh' ? sentences.reduce((text, [pattern, chinese]) => text.replace(pattern, chinese), detail) : detail

/** One line where there is no page to show an error: what is wrong with an input, or what happened. */
export const errorSentence = (language: Language, error: TapwallError): string =>
  error.kind === 'invalid'
    ? error.issues.map((issue) => issueSentence(language, issue)).join(' ')
    : detailSentence(language, errorLine(error))
