import { useTranslation } from 'react-i18next'
import { runCommand } from '../commands/registry.ts'
import { Verdict } from '../parts/verdict.tsx'
import { useToldCautions } from '../state/told-cautions.ts'

/** How many cautions there are; opens the list of them. Nothing where there is none. */
export function CautionsCell() {
  const { t } = useTranslation()
  const count = useToldCautions(({ cautions }) => cautions.length)
  if (count === 0) return null
  return (
    <button type="button" className="status-cell status-button" aria-haspopup="dialog" onClick={() => void runCommand('cautions')}>
      <Verdict verdict="caution">
        <span className="status-unsaved">{t('cautions.count', { count })}</span>
      </Verdict>
    </button>
  )
}
