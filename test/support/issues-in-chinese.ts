import i18next from 'i18next'
import type { Issue, TapwallError } from '#shared/errors'
import '../../renderer/texts/i18n.ts'
import { issueWords } from '../../renderer/texts/issue-words.ts'

/** Issues that tests come by, one of each code and place, and what is English in their Chinese. */
export class IssuesSeen {
  private readonly seen = new Map<string, Issue>()

  add(error: TapwallError): void {
    if (error.kind === 'invalid')
      for (const issue of error.issues) this.seen.set(`${issue.code} ${Object.keys(issue.values).join()}`, issue)
  }

  codes(): string[] {
    return [...new Set([...this.seen.values()].map(({ code }) => code))].sort()
  }

  /** Sentences with a run of English words beside the values that they name, or without a Chinese character. */
  async english(): Promise<string[]> {
    await i18next.changeLanguage('zh')
    const found = [...this.seen.values()].flatMap((issue) => {
      const words = issueWords(issue)
      const values = Object.values(issue.values).map(String).filter(Boolean)
      const said = values.sort((a, b) => b.length - a.length).reduce((rest, value) => rest.replaceAll(value, ''), words)
      const isEnglish = /[A-Za-z]{2,} +[A-Za-z]{2,}/.test(said.replace(/Networking API|true|false/g, ''))
      return isEnglish || !/\p{Script=Han}/u.test(said) ? [`${issue.code}: ${words}`] : []
    })
    await i18next.changeLanguage('en')
    return found
  }
}
