import { useTranslation } from 'react-i18next'
import { runCommand } from '../commands/registry.ts'
import { Verdict } from '../parts/verdict.tsx'
import { useDrift } from '../state/drift.ts'
import { useProject } from '../state/project.ts'
import { useSession } from '../state/session.ts'

/** Whether the kernels hold what was applied; opens the list of what differs. Nothing before the first apply. */
export function DriftCell() {
  const { t } = useTranslation('drift')
  const drift = useDrift()
  const applied = useProject((store) => store.told?.applied ?? null)
  const inStep = useSession((store) => store.session?.kernel?.inStep ?? false)
  const open = drift.reduce((sum, host) => sum + host.open, 0)
  if (drift.length === 0) {
    if (applied === null || !inStep) return null
    return (
      <span className="status-cell wide" data-testid="drift" title={t('cell.noneWhat')}>
        <span>{t('cell.none')}</span>
      </span>
    )
  }
  const words =
    open > 0 ? t('cell.open', { number: open }) : t(drift.some(({ taken }) => taken > 0) ? 'cell.taken' : 'cell.ignored')
  return (
    <button
      type="button"
      className="status-cell status-button"
      data-testid="drift"
      aria-haspopup="dialog"
      onClick={() => void runCommand('drift')}
    >
      {open > 0 ? (
        <Verdict verdict="caution">
          <span className="status-unsaved">{words}</span>
        </Verdict>
      ) : (
        words
      )}
    </button>
  )
}
