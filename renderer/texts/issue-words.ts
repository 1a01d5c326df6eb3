import i18next from 'i18next'
import type { Issue } from '#shared/errors'
import { detailSentence, issueSentence } from '#shared/texts/error-sentences'
import { isolated } from './isolate.ts'

export const spoken = () => (i18next.language === 'zh' ? 'zh' : 'en')

/** An issue's own sentence in the language of the screen. It names the value that is wrong, which may be written in any direction. */
export function issueWords(issue: Issue): string {
  const texts = Object.values(issue.values).filter((value) => typeof value === 'string' && isolated(value) !== value)
  return texts.reduce<string>((said, text) => said.replaceAll(String(text), isolated(String(text))), issueSentence(spoken(), issue))
}

/** Why something failed, in the language of the screen as far as it is known. */
export const detailWords = (detail: string): string => detailSentence(spoken(), detail)
