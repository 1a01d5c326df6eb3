import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { checkRule } from '#shared/project/check-rule'
import type { Project, SecurityGroupRule } from '#shared/project/schema'
import { apiAnswer } from '../../texts/api-answer.ts'
import { translateGroups } from '../../texts/i18n.ts'
import { issueWords } from '../../texts/issue-words.ts'
import { type DraftField, type DraftProblem, fieldOfIssue, fieldsOf, type RuleDraft, readDraft } from './rule-draft.ts'
import { type LinePiece, ruleLine } from './rule-line.ts'

export interface RuleFormModel {
  readonly rule: SecurityGroupRule
  readonly problems: readonly DraftProblem[]
  readonly bad: ReadonlySet<DraftField>
  readonly line: readonly LinePiece[]
}

/** The rule that a draft says, and what is wrong with it: what cannot be read, then what the server of the project would refuse. */
export function judgeDraft(
  project: Project,
  groupId: string,
  draft: RuleDraft,
  ruleId: string,
): Pick<RuleFormModel, 'rule' | 'problems'> {
  const words = { notANumber: (text: string) => translateGroups('form.notANumber', { text }) }
  const { rule, problems: unread } = readDraft(draft, ruleId, project.securityGroups, words, project.addressGroups)
  const unreadFields = new Set(unread.map(({ field }) => field))
  const judged = checkRule(rule, project, groupId)
    .map((found) => ({
      field: fieldOfIssue(found.path, fieldsOf(draft.protocol)),
      message: issueWords(found),
      code: found.code,
    }))
    .filter(({ field }) => !unreadFields.has(field))
  const problems = [...unread, ...judged].map((problem) => ({
    ...problem,
    answer: problem.code === undefined ? null : apiAnswer({ code: problem.code }, project.apiRelease),
  }))
  return { rule, problems }
}

/** Reads and checks a draft as it is typed, with the line that it would become. */
export function useRuleForm(project: Project, groupId: string, draft: RuleDraft, ruleId: string): RuleFormModel {
  // Its sentences are made in the language of the moment.
  const { t } = useTranslation('groups')
  // biome-ignore lint/correctness/useExhaustiveDependencies: another t is another language
  return useMemo(() => {
    const { rule, problems } = judgeDraft(project, groupId, draft, ruleId)
    const bad = new Set(problems.flatMap(({ field }) => (field === null ? [] : [field])))
    return { rule, problems, bad, line: ruleLine(project, groupId, draft, rule, bad) }
  }, [project, groupId, draft, ruleId, t])
}
