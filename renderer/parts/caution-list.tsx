import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import './caution-list.css'
import { VerdictGlyph } from './verdict.tsx'

export interface CautionItem {
  readonly key: string
  readonly words: string
  /** What leads to the thing, or tells where else it is so. */
  readonly beside?: ReactNode
}

/** Cautions as sentences, each with its shape. Nothing where there is none. */
export function CautionList({ items, label }: { readonly items: readonly CautionItem[]; readonly label?: string }) {
  const { t } = useTranslation()
  if (items.length === 0) return null
  return (
    <ul className="cautions" aria-label={label ?? t('cautions.label')}>
      {items.map(({ key, words, beside }) => (
        <li key={key}>
          <VerdictGlyph verdict="caution" />
          <span className="cautions-words">{words}</span>
          {beside}
        </li>
      ))}
    </ul>
  )
}
