import { useTranslation } from 'react-i18next'
import type { FoundBridge, FoundPort } from '#shared/machine/found'
import { isAdoptable, portOfDevice } from '#shared/machine/in-project'
import type { Project } from '#shared/project/schema'
import { Button } from '../../parts/button.tsx'
import { adopt } from '../../state/machine.ts'
import { updatePort } from '../../state/port-edits.ts'
import { openPort } from '../../state/screen.ts'

interface ProjectCellProps {
  readonly project: Project
  readonly port: FoundPort
  readonly bridge: FoundBridge | null
  /** Names of ports by id. */
  readonly names: ReadonlyMap<string, string>
}

/** Which port of the project a device is, and what makes it one. */
export function ProjectCell({ project, port, bridge, names }: ProjectCellProps) {
  const { t } = useTranslation('machine')
  const known = portOfDevice(project, port)
  if (known === null) {
    if (isAdoptable(port, bridge)) return <Button onClick={() => adopt(port.device)}>{t('adopt.button')}</Button>
    return port.kind === 'macvtap' ? <span className="t3">{t('adopt.passes')}</span> : null
  }
  const name = names.get(known.port.id) ?? known.port.id
  const to = (
    <Button look="ghost" onClick={() => openPort(known.port.id)}>
      {t(known.by === 'device' ? 'inProject.byDevice' : 'inProject.byMac', { name })}
    </Button>
  )
  if (known.by === 'device' || bridge === null) return to
  const vif = { deviceName: port.device, bridgeName: bridge.name }
  return (
    <>
      {to}
      <Button onClick={() => void updatePort(known.port.id, { vif })}>{t('adopt.rename', { device: port.device })}</Button>
    </>
  )
}
