import { useTranslation } from 'react-i18next'
import type { TapwallError } from '#shared/errors'
import { VerdictGlyph } from '../parts/verdict.tsx'
import { wordsOf } from '../texts/error-words.ts'
import { sentences } from '../texts/sentences.ts'

/** Why what was asked for in a dialog could not be done, where it was asked for. An issue's own sentence says what to do. */
export function Problem({ error }: { readonly error: TapwallError | null }) {
  const { t } = useTranslation('errors')
  if (error === null) return null
  const { what, why, advice } = wordsOf(t, error)
  return (
    <div className="doc-problem" role="alert">
      <VerdictGlyph verdict="drop" />
      <span>{error.kind === 'invalid' && why !== '' ? why : sentences([what, why, advice])}</span>
    </div>
  )
}
