import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DEFAULT_HOST, type Project } from '#shared/project/schema'
import { runCommand } from '../../commands/registry.ts'
import { Button } from '../../parts/button.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { useDeed } from '../../state/deeds.ts'
import { useHostDraft } from '../../state/host-draft.ts'
import { useProject } from '../../state/project.ts'
import { selectHost, useScreen } from '../../state/screen.ts'
import { HostPreview } from './host-preview.tsx'
import { HostSettings } from './host-settings.tsx'
import './hosts-view.css'
import { MachineView } from '../machine/machine-view.tsx'
import { HostsSwitch } from './hosts-switch.tsx'
import { HostsTable } from './hosts-table.tsx'
import { NewHost } from './new-host.tsx'
import { ServerSettings } from './server-settings.tsx'

/** Compute nodes and what their agents are set to; each change shows the lines that it would make before it is taken. */
export function HostsView() {
  const project = useProject((store) => store.project)
  const shown = useScreen((screen) => screen.hosts)
  if (shown === 'machine') return <MachineView />
  return project === null ? null : <Hosts project={project} />
}

function Hosts({ project }: { readonly project: Project }) {
  const { t } = useTranslation('hosts')
  const chosen = useScreen((screen) => screen.hostName)
  const draft = useHostDraft()
  const [naming, setNaming] = useState(false)
  useDeed('newHost', () => setNaming(true))
  const host = project.hosts.find(({ name }) => name === chosen) ?? project.hosts[0]
  return (
    <div className="hosts">
      <Pane label={t('title')} className="hosts-list">
        <ToolBar>
          <HostsSwitch />
          <h1>{t('title')}</h1>
          <span className="m t3 el">{t('count', { count: project.hosts.length })}</span>
          <span className="sp" />
          <Button onClick={() => void runCommand('newHost')}>
            <Plus size={14} aria-hidden="true" />
            {t('new.button')}
          </Button>
        </ToolBar>
        {naming ? <NewHost project={project} like={host ?? DEFAULT_HOST} onLeave={() => setNaming(false)} /> : null}
        {host === undefined ? (
          <EmptyState title={t('noneTitle')}>{t('none')}</EmptyState>
        ) : (
          <HostsTable project={project} selected={host.name} draft={draft} onSelect={selectHost} />
        )}
      </Pane>
      <Pane label={t('settings.label')} className="hosts-settings">
        {host === undefined ? null : <HostSettings key={host.name} host={host} draft={draft} />}
        <ServerSettings project={project} />
      </Pane>
      {host === undefined ? null : <HostPreview key={host.name} project={project} host={host} draft={draft} />}
    </div>
  )
}
