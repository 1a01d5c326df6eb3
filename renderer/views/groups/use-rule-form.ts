import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { checkRule } from '#shared/project/check-rule'
import type { Project, SecurityGroupRule } from '#shared/project/schema'
import { apiAnswer } from '../../texts/api-answer.ts'
import { issueWords } from '../../texts/issue-words.ts'
import { type DraftField, type DraftProblem, fieldOfIssue, fieldsOf, type RuleDraft, readDraft } from './rule-draft.ts'
import { type LinePiece, ruleLine } from './rule-line.ts'

export interface RuleFormModel {
  readonly rule: SecurityGroupRule
  readonly problems: readonly DraftProblem[]
  readonly bad: ReadonlySet<DraftField>
  readonly line: readonly LinePiece[]
}

/** Reads and checks a draft as it is typed, with the line that it would become. */
export function useRuleForm(project: Project, groupId: string, draft: RuleDraft, ruleId: string): RuleFormModel {
  const { t } = useTranslation('groups')
  return useMemo(() => {
    const words = { notANumber: (text: string) => t('form.notANumber', { text }) }
    const { rule, problems: unread } = readDraft(draft, ruleId, project.securityGroups, words, project.addressGroups)
    const unreadFields = new Set(unread.map(({ field }) => field))
    const judged = checkRule(rule, project, groupId)
      .map((found) => ({
        field: fieldOfIssue(found.path, fieldsOf(draft.protocol)),
        message: issueWords(found),
        code: found.code,
      }))
      .filter(({ field }) => !unreadFields.has(field))
    const problems: DraftProblem[] = [...unread, ...judged].map((problem) => ({
      ...problem,
      answer: problem.code === undefined ? null : apiAnswer({ code: problem.code }, project.apiRelease),
    }))
    const bad = new Set(problems.flatMap(({ field }) => (field === null ? [] : [field])))
    return { rule, problems, bad, line: ruleLine(project, groupId, draft, rule, bad) }
  }, [project, groupId, draft, ruleId, t])
}
