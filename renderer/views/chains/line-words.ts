import type { TFunction } from 'i18next'
import type { Project } from '#shared/project/schema'
import { reasonWords } from '../../texts/explain-words.ts'
import type { RuleLine } from './rule-line.ts'

/** Why a kernel rule is there, in the sentence that the command line says, too. What is not ours has none. */
export function lineReason(t: TFunction<'chains'>, project: Project | null, { policy, subject }: RuleLine): string {
  if (policy !== null) return t('originOf.policy')
  return subject === null || project === null ? t('foreignLong') : reasonWords(project, subject)
}
