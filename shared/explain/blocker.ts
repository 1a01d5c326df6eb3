import { blockers as en, somePort as somePortEn } from '../texts/en/blockers.ts'
import type { Language } from '../texts/language.ts'
import { type Statement, sayStatement } from '../texts/statement.ts'
import { somePort as somePortZh, blockers as zh } from '../texts/zh/blockers.ts'
import type { Blocker, BlockerCode } from '../walk/blockers.ts'

const somePort = { en: somePortEn, zh: somePortZh } as const

/** `port` null: it is not known whose packets the chain is about. `asked`: what the rule asks, by default its own words. */
interface Names {
  readonly chain: string
  readonly host: string
  readonly port: string | null
  readonly asked?: string
}

/** What stands in a packet's way, before it is in any language. */
export const blockerOf = (
  { code, step }: Pick<Blocker, 'code' | 'step'>,
  { chain, host, port, asked = step.text.replace(/ ?-[jg] .*$/, '') }: Names,
): Statement<BlockerCode> => ({ code, values: { chain, host, asked, ...(port === null ? {} : { port }) } })

/** The sentence of it. `wrap` as in `sayStatement`. */
export function sayBlocker(language: Language, { code, values }: Statement<BlockerCode>, wrap?: (text: string) => string): string {
  return sayStatement({ en, zh }, language, { code, values: { port: somePort[language], ...values } }, wrap)
}
