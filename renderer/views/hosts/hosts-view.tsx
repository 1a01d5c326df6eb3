import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { useHostDraft } from '../../state/host-draft.ts'
import { useProject } from '../../state/project.ts'
import { selectHost, useScreen } from '../../state/screen.ts'
import { HostPreview } from './host-preview.tsx'
import { HostSettings } from './host-settings.tsx'
import './hosts-view.css'
import { HostsTable } from './hosts-table.tsx'
import { ServerSettings } from './server-settings.tsx'

/** Compute nodes and what their agents are set to; each change shows the lines that it would make before it is taken. */
export function HostsView() {
  const project = useProject((store) => store.project)
  return project === null ? null : <Hosts project={project} />
}

function Hosts({ project }: { readonly project: Project }) {
  const { t } = useTranslation('hosts')
  const chosen = useScreen((screen) => screen.hostName)
  const draft = useHostDraft()
  const host = project.hosts.find(({ name }) => name === chosen) ?? project.hosts[0]
  return (
    <div className="hosts">
      <Pane label={t('title')} className="hosts-list">
        <ToolBar>
          <h1>{t('title')}</h1>
          <span className="m t3 el">{t('count', { count: project.hosts.length })}</span>
        </ToolBar>
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
