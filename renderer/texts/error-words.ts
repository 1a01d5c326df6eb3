import type { TFunction } from 'i18next'
import type { TapwallError } from '#shared/errors'
import { unreachable } from '#shared/result'
import { detailWords, issueWords } from './issue-words.ts'
import { sentences } from './sentences.ts'

export interface Words {
  readonly what: string
  readonly why: string
  readonly advice: string
}

/** Code of the issue that stands for a missing connection. */
export const NO_LINE = 'connection.none'

export const isNoLine = (error: TapwallError): boolean => error.kind === 'invalid' && error.issues[0]?.code === NO_LINE

/** The page's words for an error, by kind. */
export function wordsOf(t: TFunction<'errors'>, error: TapwallError): Words {
  switch (error.kind) {
    case 'invalid':
      if (isNoLine(error)) return { what: t('noLine.what'), why: '', advice: t('noLine.advice') }
      return {
        what: t('invalid.what'),
        why: t('invalid.why', { issues: sentences(error.issues.map(issueWords)) }),
        advice: t('invalid.advice'),
      }
    case 'drift':
      return { what: t('drift.what'), why: t('drift.why', { detail: detailWords(error.detail) }), advice: t('drift.advice') }
    case 'kernel-refused': {
      const { tool, exitCode, stderr } = error
      return {
        what: exitCode === null ? t('kernel-refused.what', { tool }) : t('kernel-refused.whatStatus', { tool, status: exitCode }),
        why: t('kernel-refused.why', { stderr: stderr.trim() }),
        advice: t('kernel-refused.advice'),
      }
    }
    case 'privilege':
      return {
        what: error.reason === 'no-user-namespaces' ? t('privilege.what') : t('privilege.whatMachine'),
        why: t('privilege.why', { detail: detailWords(error.detail) }),
        advice: t('privilege.advice', { fix: detailWords(error.fix) }),
      }
    case 'tool-missing': {
      const packages = [...new Set(error.tools.map((tool) => tool.debianPackage))].join(' ')
      return {
        what: t('tool-missing.what', { tools: error.tools.map(({ tool }) => tool).join(', ') }),
        why: t('tool-missing.why'),
        advice: t('tool-missing.advice', { packages }),
      }
    }
    case 'helper-lost':
      return {
        what: error.of === 'machine' ? t('helper-lost.whatMachine') : t('helper-lost.what'),
        why: t('helper-lost.why', { detail: detailWords(error.detail) }),
        advice: error.of === 'machine' ? t('helper-lost.adviceMachine') : t('helper-lost.advice'),
      }
    case 'busy':
      return { what: t('busy.what'), why: t('busy.why', { doing: detailWords(error.doing) }), advice: t('busy.advice') }
    case 'cancelled':
      return { what: t('cancelled.what'), why: '', advice: '' }
    case 'bug':
      return { what: t('bug.what'), why: t('bug.why', { detail: detailWords(error.detail) }), advice: t('bug.advice') }
    default:
      return unreachable(error)
  }
}

/** One line for the status bar: what is wrong with the input, or what happened. */
export const lineOf = (t: TFunction<'errors'>, error: TapwallError): string => {
  const words = wordsOf(t, error)
  if (error.kind === 'invalid' && words.why !== '') return words.why
  return sentences([words.what, words.why || words.advice])
}
