import { useTranslation } from 'react-i18next'
import { runCommand } from '../../commands/registry.ts'
import { Button } from '../../parts/button.tsx'
import { VerdictGlyph } from '../../parts/verdict.tsx'
import { useSession } from '../../state/session.ts'

/** Whether rules go to this machine, and the one button that changes it. */
export function TargetWords() {
  const { t } = useTranslation('machine')
  const session = useSession((store) => store.session)
  if (session === null) return null
  const { target, machine } = session
  const { state } = machine
  const isOn = target === 'machine' || state === 'starting'
  return (
    <>
      <span className="machine-target el" role="status">
        {isOn ? <VerdictGlyph verdict="caution" /> : null}
        {target === 'lab' && state !== 'starting' ? t('target.lab') : t(`target.${state}`, { host: machine.host ?? '' })}
      </span>
      {state === 'lost' || !isOn ? (
        <Button onClick={() => void runCommand('switchOnMachine')}>{t('target.switchOn')}</Button>
      ) : null}
      {isOn ? <Button onClick={() => void runCommand('switchOffMachine')}>{t('target.switchOff')}</Button> : null}
    </>
  )
}
