import { translateCommand as t } from '../texts/i18n.ts'
import { say } from './messages.ts'

/** Puts a text into the clipboard and says so; without the right to, it says that. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    say(() => t('said.copied', { text }))
  } catch {
    say(() => t('said.notCopied'))
  }
}
