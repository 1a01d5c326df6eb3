import { HardDrive, Server } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { runCommand } from '../commands/registry.ts'
import { useHint } from '../commands/use-hint.ts'
import { useProject } from '../state/project.ts'
import { useSession } from '../state/session.ts'

/** Where rules are applied to. This machine is told by shape, word and colour, since there it is no play. */
export function TargetCell() {
  const { t } = useTranslation()
  const hint = useHint('thisMachine')
  const session = useSession((store) => store.session)
  const project = useProject((store) => store.project)
  if (session?.target !== 'machine')
    return (
      <span className="top-cell">
        <Server size={14} aria-hidden="true" className="t3" />
        <span>{t('target.lab')}</span>
        <span className="m t2">{session?.kernel?.host ?? project?.hosts[0]?.name}</span>
      </span>
    )
  const { name } = session.machine
  return (
    <button
      type="button"
      className="top-cell top-machine"
      aria-label={t('target.machineNamed', { name })}
      title={hint}
      onClick={() => void runCommand('thisMachine')}
    >
      <HardDrive size={14} aria-hidden="true" />
      <b>{t('target.machine')}</b>
      <span className="m el">{name}</span>
    </button>
  )
}
