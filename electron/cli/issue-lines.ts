import type { Issue } from '#shared/errors'
import { apiErrorOf } from '#shared/project/answers/api-errors'
import type { Release } from '#shared/project/schema'
import { terminalLine } from '#shared/terminal-text'

/** A line an issue: what is wrong, and what Neutron would answer to it where a server would be asked. */
export const issueLines = (issues: readonly Issue[], release: Release): string[] =>
  issues.map(({ message, code, path }) => {
    const answer = apiErrorOf(code, release, path)
    return terminalLine(answer === null ? message : `${message} (${answer.type} ${answer.status})`)
  })
