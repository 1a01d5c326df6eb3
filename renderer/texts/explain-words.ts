import i18next from 'i18next'
import { type Check, sayCheck } from '#shared/checks/check'
import { sayFact } from '#shared/compare/facts'
import { sayBlocker } from '#shared/explain/blocker'
import { type Caution, sayCaution } from '#shared/explain/caution'
import { type Duty, sayDuty } from '#shared/explain/duties'
import { type ReasonSubject, reasonOf, sayReason } from '#shared/explain/reason'
import { type Prerequisite, sayPrerequisite } from '#shared/machine/prerequisite'
import type { Project } from '#shared/project/schema'
import type { FactCode } from '#shared/texts/en/facts'
import type { Language } from '#shared/texts/language'
import { isolated } from './isolate.ts'

/** What `compile --explain` says, in the language of the screen: call these when drawing. */
const spoken = (): Language => (i18next.language === 'zh' ? 'zh' : 'en')

/** Why a line is there. Without a full stop. */
export const reasonWords = (project: Project, subject: ReasonSubject): string =>
  sayReason(spoken(), reasonOf(spoken(), project, subject), isolated)

export const blockerSentence = (blocker: Parameters<typeof sayBlocker>[1]): string => sayBlocker(spoken(), blocker, isolated)

export const cautionWords = (caution: Caution): string => sayCaution(spoken(), caution, isolated)

export const checkWords = (check: Check): string => sayCheck(spoken(), check, isolated)

export const prerequisiteWords = (prerequisite: Prerequisite): ReturnType<typeof sayPrerequisite> =>
  sayPrerequisite(spoken(), prerequisite, isolated)

export const dutyWords = (duty: Duty): ReturnType<typeof sayDuty> => sayDuty(spoken(), duty)

export const factWords = (code: FactCode): string => sayFact(spoken(), code)
