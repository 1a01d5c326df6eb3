import type { Project } from '#shared/project/schema'
import { apiAnswer } from '../texts/api-answer.ts'
import { issueWords } from '../texts/issue-words.ts'
import { sentences } from '../texts/sentences.ts'
import { firstIssue } from './first-issue.ts'

/** All rules of the project count, those that groups begin with too. */
export const countOfRules = ({ securityGroups }: Project): number =>
  securityGroups.reduce((sum, { rules }) => sum + rules.length, 0)

/** No group can have this id: it is asked about only. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** Why no more group would be made, with the server's answer; null when one would be. */
export function quotaOfGroups(project: Project): string | null {
  const { quotas, securityGroups } = project
  if (quotas.securityGroups < 0 || securityGroups.length < quotas.securityGroups) return null
  const issue = firstIssue(project, { do: 'group.create', id: NOBODY, name: 'any', description: '' })
  if (issue === null) return null
  return sentences([issueWords(issue), apiAnswer(issue, project.apiRelease)])
}
