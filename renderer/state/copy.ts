import { translateCommand as t } from '../texts/i18n.ts'
import { say } from './messages.ts'

/** Puts a text into the clipboard and says so; without the right to, it says that. */
export const copyText = async (text: string): Promise<void> => void (await copyLong(text, text))

/** The same with a long text, told in a few words; true when it was copied. */
export async function copyLong(text: string, short: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    say(() => t('said.copied', { text: short }))
    return true
  } catch {
    say(() => t('said.notCopied'))
    return false
  }
}
