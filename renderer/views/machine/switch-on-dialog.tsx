import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MachineBefore } from '#shared/contract/machine'
import type { TapwallError } from '#shared/errors'
import { portOfDevice } from '#shared/machine/in-project'
import { isReady } from '#shared/machine/prerequisite'
import type { Project } from '#shared/project/schema'
import { askMachineBefore, switchOnMachine } from '../../api.ts'
import { runCommand } from '../../commands/registry.ts'
import { Problem } from '../../document/problem.tsx'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { SelectField, TextField } from '../../parts/fields.tsx'
import { onEnter } from '../../parts/on-enter.ts'
import { useMachine } from '../../state/machine.ts'
import { useSession } from '../../state/session.ts'

interface SwitchOnProps {
  readonly project: Project
  readonly onClose: () => void
}

/** What will be done, and by what right, before it is done: rules of one host go to this machine's firewall. Its name is typed. */
export function SwitchOnDialog({ project, onClose }: SwitchOnProps) {
  const { t } = useTranslation('machine')
  const [before, setBefore] = useState<MachineBefore | null>(null)
  const [error, setError] = useState<TapwallError | null>(null)
  const [host, setHost] = useState<string | null>(null)
  const [typed, setTyped] = useState('')
  const isStarting = useSession((store) => store.session?.machine.state === 'starting')
  const noteId = useId()
  useEffect(() => {
    let isOver = false
    void askMachineBefore().then((answer) => {
      if (isOver) return
      if (answer.ok) setBefore(answer.value)
      else setError(answer.error)
    })
    return () => {
      isOver = true
    }
  }, [])
  const chosen = host ?? before?.hosts.find(({ suggested }) => suggested)?.name ?? before?.hosts[0]?.name ?? ''
  const isNamed = before !== null && typed === before.name
  const refusal =
    before === null
      ? t('switchOn.asking')
      : before.refused !== null
        ? t('switchOn.noWay')
        : isStarting
          ? t('switchOn.starting')
          : isNamed
            ? null
            : t('switchOn.type', { name: before.name })
  const switchOn = async () => {
    if (refusal !== null) return
    setError(null)
    const done = await switchOnMachine(chosen, typed)
    if (done.ok) onClose()
    else if (done.error.kind !== 'cancelled') setError(done.error)
  }
  return (
    <Dialog
      title={t('switchOn.title')}
      className="machine-switch"
      onClose={onClose}
      actions={
        <>
          <span className="t2" role="status">
            {isStarting ? t('switchOn.starting') : null}
          </span>
          <span className="sp" />
          {isStarting ? (
            <Button onClick={() => void runCommand('switchOffMachine')}>{t('switchOn.giveUp')}</Button>
          ) : (
            <Button onClick={onClose}>{t('switchOn.cancel')}</Button>
          )}
          <Button look="primary" refusal={refusal} onClick={() => void switchOn()}>
            {t('switchOn.do')}
          </Button>
        </>
      }
    >
      <Problem error={error ?? before?.refused ?? null} />
      <div className="dialog-body machine-switch-body">
        <p>{t('switchOn.what')}</p>
        <p className="t2">{t('switchOn.back')}</p>
        {before === null ? null : (
          <>
            {before.way === null ? null : (
              <div>
                <p className="t2">{t(`switchOn.by.${before.way.by}`)}</p>
                <code className="m machine-way" lang="en">
                  {before.way.command}
                </code>
              </div>
            )}
            <HostChoice project={project} before={before} host={chosen} onHost={setHost} />
            <NotReady />
            {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter in the field switches it on */}
            <div className="machine-confirm" onKeyDown={onEnter(() => void switchOn())}>
              <p id={noteId}>
                {t('switchOn.confirm')} <b className="m">{before.name}</b>
              </p>
              <TextField
                label={t('switchOn.name')}
                mono
                value={typed}
                describedBy={noteId}
                bad={typed !== '' && !before.name.startsWith(typed)}
                maxLength={255}
                onChange={setTyped}
              />
            </div>
          </>
        )}
      </div>
    </Dialog>
  )
}

interface HostChoiceProps {
  readonly project: Project
  readonly before: MachineBefore
  readonly host: string
  readonly onHost: (host: string) => void
}

/** Which host of the project this machine is, and how much of it was found here. */
function HostChoice({ project, before, host, onHost }: HostChoiceProps) {
  const { t } = useTranslation('machine')
  const machine = useMachine((store) => store.machine)
  const own = project.ports.filter(({ hostName, deviceOwner }) => hostName === host && deviceOwner.startsWith('compute:'))
  const devices = machine?.found.bridges.flatMap(({ ports }) => ports) ?? []
  const here = new Set(
    devices.flatMap((port) => {
      const known = portOfDevice(project, port)
      return known?.by === 'device' ? [known.port.id] : []
    }),
  )
  const found = own.filter(({ id }) => here.has(id)).length
  return (
    <div className="machine-host">
      <span className="lab" aria-hidden="true">
        {t('switchOn.host')}
      </span>
      <SelectField label={t('switchOn.host')} value={host} options={before.hosts.map(({ name }) => name)} onChange={onHost} />
      <span className="t2">{t('switchOn.found', { found, all: own.length })}</span>
    </div>
  )
}

function NotReady() {
  const { t } = useTranslation('machine')
  const machine = useMachine((store) => store.machine)
  return machine === null || isReady(machine.prerequisites) ? null : <p className="machine-warns">{t('switchOn.notReady')}</p>
}
