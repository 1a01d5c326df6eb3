import { useTranslation } from 'react-i18next'
import type { Caution } from '#shared/explain/caution'
import { VerdictGlyph } from '../../parts/verdict.tsx'
import { cautionWords } from '../../texts/explain-words.ts'

/** What is known to become of the rule above. */
export function RuleCaution({ caution }: { readonly caution: Caution }) {
  const { t } = useTranslation()
  const words = cautionWords(caution)
  return (
    <tr className="r rule-caution">
      <td>
        <VerdictGlyph verdict="caution" />
        <span className="sr">{t('cautions.word')} </span>
        <span>{words}</span>
      </td>
    </tr>
  )
}
