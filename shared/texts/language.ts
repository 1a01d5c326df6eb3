import { z } from 'zod'

/** The languages that the screen speaks. */
export const Language = z.enum(['en', 'zh'])
export type Language = z.infer<typeof Language>

/** The first of these tags that is ours (`zh-CN`, `zh_TW`, `en-GB`); English where none is. */
export const languageOf = (tags: readonly string[]): Language =>
  tags.flatMap((tag) => Language.options.filter((known) => tag.toLowerCase().split(/[-_]/)[0] === known))[0] ?? 'en'
