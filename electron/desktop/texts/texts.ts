import type { Language } from '#shared/texts/language'
import { en, type ShellTexts } from './en.ts'
import { zh } from './zh.ts'

export const shellTexts: { readonly [L in Language]: ShellTexts } = { en, zh }
