import type { Issue } from '#shared/errors'
import type { Release } from '#shared/project/schema'
import { apiAnswer } from './api-answer.ts'
import { issueWords } from './issue-words.ts'

/** What is wrong with what is typed, in words, and what the server of the release would answer. */
export interface Judged {
  readonly words: string
  readonly answer: string | null
  /** Name of the field that it is about, or of the list that it stands in; null where it is about no single one. */
  readonly field: string | null
}

export const judged = (issue: Issue | null, release: Release): Judged | null =>
  issue === null
    ? null
    : {
        words: withoutPlace(issueWords(issue), issue.values['place']),
        answer: apiAnswer(issue, release),
        field: issue.path.findLast((part): part is string => typeof part === 'string') ?? null,
      }

/** The field is told by where the sentence stands; its path in the document says nothing here. */
function withoutPlace(words: string, place: string | number | undefined): string {
  const named = [`${place}: `, `${place}：`].find((each) => words.startsWith(each))
  return place === undefined || named === undefined ? words : words.slice(named.length)
}
