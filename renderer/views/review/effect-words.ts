import i18next from 'i18next'
import { translateReview as t } from '../../texts/i18n.ts'
import type { Effect } from './use-review-view.ts'

/** What it does to the kernel, in one line. */
export function effectWords(effect: Effect | undefined): string {
  if (effect === undefined) return t('project.noLine')
  const parts = [
    effect.sets > 0 ? t('project.sets', { count: effect.sets }) : '',
    effect.comes > 0 ? t('project.comes', { count: effect.comes }) : '',
    effect.goes > 0 ? t('project.goes', { count: effect.goes }) : '',
  ]
  return parts.filter(Boolean).join(i18next.t('project.joined', { ns: 'review' }))
}
