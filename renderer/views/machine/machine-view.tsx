import { useTranslation } from 'react-i18next'
import type { MachineLook } from '#shared/machine/machine'
import type { Project } from '#shared/project/schema'
import { Banner } from '../../parts/banner.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { showSwitchOn, useMachine, useMachineWatch } from '../../state/machine.ts'
import { useProject } from '../../state/project.ts'
import { HostsSwitch } from '../hosts/hosts-switch.tsx'
import { Bridges } from './bridges.tsx'
import './machine-view.css'
import { Prerequisites } from './prerequisites.tsx'
import { SwitchOnDialog } from './switch-on-dialog.tsx'
import { TargetWords } from './target-words.tsx'

/** The machine that the program runs on: what rules need of it, and its bridges. Nothing here writes to it. */
export function MachineView() {
  useMachineWatch()
  const project = useProject((store) => store.project)
  const machine = useMachine((store) => store.machine)
  return project === null ? null : <Machine project={project} machine={machine} />
}

function Machine({ project, machine }: { readonly project: Project; readonly machine: MachineLook | null }) {
  const { t } = useTranslation('machine')
  const switching = useMachine((store) => store.switching)
  return (
    <div className="machine">
      <Pane label={t('title')} className="machine-head">
        <ToolBar>
          <HostsSwitch />
          {machine === null ? null : (
            <>
              <h1 className="el m">{machine.hostname}</h1>
              <span className="m t3 el">{t('kernel', { release: machine.kernel })}</span>
            </>
          )}
          <span className="sp" />
          <TargetWords />
        </ToolBar>
        {machine?.error == null ? null : (
          <Banner role="status" title={t('failed')}>
            {machine.error.says === '' ? t('failedMissing', machine.error) : t('failedWhy', machine.error)}
          </Banner>
        )}
      </Pane>
      {switching ? <SwitchOnDialog project={project} onClose={() => showSwitchOn(false)} /> : null}
      {machine === null ? (
        <div className="machine-looking" role="status">
          <EmptyState title={t('looking')} />
        </div>
      ) : (
        <>
          <Prerequisites machine={machine} />
          <Bridges project={project} machine={machine} />
        </>
      )}
    </div>
  )
}
