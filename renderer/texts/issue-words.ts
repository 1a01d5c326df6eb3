import i18next from 'i18next'
import type { Issue } from '#shared/errors'
import { shown } from '#shared/net/address'
import { isolated } from './isolate.ts'
import { details } from './zh/details.ts'
import { issues } from './zh/issues.ts'

/**
 * Words that `shared` and `electron` have made in English already. English shows them as they are: they name the very value that is
 * wrong. Chinese has its own by code; what has no words yet stays English, which is better than nothing.
 */
type Values = Readonly<Record<string, string | number>>

const isChinese = (): boolean => i18next.language === 'zh'

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
export function issueWords({ code, values, message }: Issue): string {
  const sentence = isChinese() ? issues[code] : undefined
  const words = (sentence === undefined ? null : filled(sentence, values)) ?? message
  const texts = Object.values(values).filter((value) => typeof value === 'string' && isolated(value) !== value)
  return texts.reduce<string>((said, text) => said.replaceAll(String(text), isolated(String(text))), words)
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
export const detailWords = (detail: string): string =>
  isChinese() ? sentences.reduce((text, [pattern, chinese]) => text.replace(pattern, chinese), detail) : detail
