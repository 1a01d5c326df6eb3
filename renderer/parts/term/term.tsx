import { CircleHelp } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { openHelp, type TermId, useHelp } from './help-store.ts'
import './term.css'

/** A word that explains itself where it stands. Without children it is a question mark beside something else. */
export function Term({ id, children }: { readonly id: TermId; readonly children?: ReactNode }) {
  const { t } = useTranslation('terms')
  const isOpen = useHelp(({ help }) => help?.term === id)
  const about = t('about', { name: t(`${id}.name`) })
  return (
    <button
      type="button"
      className={children === undefined ? 'term term-mark' : 'term'}
      aria-expanded={isOpen}
      aria-haspopup="dialog"
      aria-label={children === undefined ? about : undefined}
      title={about}
      onClick={(event) => {
        event.stopPropagation()
        openHelp(id, event.currentTarget)
      }}
    >
      {children ?? <CircleHelp size={14} aria-hidden="true" />}
    </button>
  )
}
