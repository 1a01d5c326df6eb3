import { z } from 'zod'
import { checks as en } from '../texts/en/checks.ts'
import type { Language } from '../texts/language.ts'
import { sayStatement } from '../texts/statement.ts'
import { checks as zh } from '../texts/zh/checks.ts'

/** `refuse`: applying would do harm or fail; `caution`: a person should know; `good`: was looked at and is as it should be. */
export const CheckLevel = z.enum(['good', 'caution', 'refuse'])

export const CheckCode = z.enum([
  ...(['connection.kept', 'connection.cut', 'connection.unsure', 'connection.no-new'] as const),
  ...(['rule.covered', 'rule.empty', 'rule.set-empty', 'rules.all-met'] as const),
  ...(['name.chain-long', 'name.device-long', 'name.set-long', 'set.full', 'set.nearly-full', 'limits.kept'] as const),
])
export type CheckCode = z.infer<typeof CheckCode>

/** One thing that was looked at before an apply. */
export const Check = z.strictObject({
  code: CheckCode,
  level: CheckLevel,
  values: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type Check = z.infer<typeof Check>

/** The sentence of a check. `wrap` as in `sayStatement`. */
export const sayCheck = (language: Language, { code, values }: Check, wrap?: (text: string) => string): string =>
  sayStatement({ en, zh }, language, { code, values }, wrap)
