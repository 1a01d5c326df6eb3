import { useTranslation } from 'react-i18next'
import { Verdict } from '../parts/verdict.tsx'
import { useDocument } from '../state/document.ts'
import { lineOf } from '../texts/error-words.ts'
import { clockTime } from '../texts/format.ts'

/** Whether the file holds the project, in words. */
export function SavedWords() {
  const { t } = useTranslation('document')
  const { t: te } = useTranslation('errors')
  const document = useDocument((store) => store.document)
  if (document === null) return null
  const { saved, outside } = document
  if (outside?.is === 'deleted') return <Verdict verdict="caution">{t('saved.deleted')}</Verdict>
  if (saved.is === 'paused') return <Verdict verdict="caution">{t('saved.paused')}</Verdict>
  if (saved.is === 'failed') return <Verdict verdict="caution">{t('saved.failed', { why: lineOf(te, saved.error) })}</Verdict>
  if (saved.is === 'pending') return <span>{t('saved.pending')}</span>
  return <span>{saved.at === null ? t('saved.saved') : t('saved.savedAt', { time: clockTime(saved.at) })}</span>
}
