import { translateCommand as t } from '../texts/i18n.ts'
import { say } from './messages.ts'

/** Puts a text into the clipboard and says so; without the right to, it says that. */
export const copyText = async (text: string): Promise<void> => void (await copyLong(text, text))

/** The same with a long text, told in a few words, which follow the language when they are asked for anew; true when it was copied. */
export async function copyLong(text: string, short: string | (() => string)): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    say(() => t('said.copied', { text: typeof short === 'string' ? short : short() }))
    return true
  } catch {
    say(() => t('said.notCopied'))
    return false
  }
}
