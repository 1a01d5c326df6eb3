import { Plus, Table2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Changes } from '#shared/project/changes'
import { isTrusted } from '#shared/project/device-owner'
import type { Project } from '#shared/project/schema'
import { runCommand } from '../../commands/registry.ts'
import { Banner } from '../../parts/banner.tsx'
import { Button, IconButton } from '../../parts/button.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { useChanges } from '../../state/changes.ts'
import { useDeed } from '../../state/deeds.ts'
import { bindPort } from '../../state/group-edits.ts'
import { findGroup, groupLabel } from '../../state/group-names.ts'
import { openListing } from '../../state/listing.ts'
import { allPortFacts, NO_GROUP, portsOf } from '../../state/port-facts.ts'
import { useProject } from '../../state/project.ts'
import { PORT_DRAWER, selectPort, setOpen, useScreen } from '../../state/screen.ts'
import { useSession } from '../../state/session.ts'
import { DragPlace } from './drag.tsx'
import { DragBar, GroupChip } from './drag-bar.tsx'
import { GroupFilter } from './group-filter.tsx'
import { NewPortDialog } from './new-port-dialog.tsx'
import { PortDrawer } from './port-drawer.tsx'
import { PortsTable } from './ports-table.tsx'
import './ports-view.css'

/** Ports, the groups on them, and the rules that stand before each. */
export function PortsView() {
  const project = useProject((store) => store.project)
  const changes = useChanges()
  return project === null || changes === null ? null : <Ports project={project} changes={changes} />
}

function Ports({ project, changes }: { readonly project: Project; readonly changes: Changes }) {
  const { t } = useTranslation('ports')
  const { t: tl } = useTranslation('listing')
  const portId = useScreen((screen) => screen.portId)
  const isOpen = useScreen((screen) => screen.open[PORT_DRAWER]) ?? true
  const [isMaking, setMaking] = useState(false)
  useDeed('newPort', () => setMaking(true))
  const kernelHost = useSession((store) => store.session?.kernel?.host ?? null)
  const host = kernelHost ?? project.hosts[0]?.name ?? ''
  const all = allPortFacts(project)
  const of = useScreen((screen) => screen.portsOf)
  const ports = portsOf(project, of)
  const groups = project.securityGroups
  const selected = ports.find(({ port }) => port.id === portId) ?? ports[0] ?? null
  const nameOfGroup = (id: string): string => {
    const group = findGroup(project, id)
    return group === undefined ? id : groupLabel(group, groups)
  }
  return (
    <DragPlace
      nameOfGroup={nameOfGroup}
      nameOfPort={(id) => all.find(({ port }) => port.id === id)?.vm ?? id}
      onDrop={(groupId, port) => void bindPort(port, groupId)}
      ghost={(id) => {
        const group = findGroup(project, id)
        return group === undefined ? null : <GroupChip group={group} groups={groups} />
      }}
    >
      <div className={isOpen ? 'ports' : 'ports ports-wide'}>
        <Pane label={t('title')}>
          <ToolBar>
            <h1>{t('title')}</h1>
            <span className="m t3">
              {t('count', { all: all.length, count: all.filter(({ port }) => port.hostName === host).length, host })}
            </span>
            <span className="sp" />
            <GroupFilter groups={groups} of={of} />
            <IconButton
              label={tl('open')}
              icon={<Table2 size={16} aria-hidden="true" />}
              onClick={() => openListing('ports', of === NO_GROUP ? null : of)}
            />
            <Button onClick={() => void runCommand('newPort')}>
              <Plus size={14} aria-hidden="true" /> {t('create.open')}
            </Button>
          </ToolBar>
          <DragBar groups={groups} />
          <SecurityNote project={project} count={all.filter(({ port }) => !isTrusted(port) && !port.portSecurityEnabled).length} />
          {all.length > 0 && ports.length === 0 ? <p className="pane-foot t3">{t('noneOf')}</p> : null}
          {all.length === 0 ? (
            <EmptyState title={t('noPortsTitle')}>{t('noPorts')}</EmptyState>
          ) : (
            <PortsTable
              ports={ports}
              groups={groups}
              changes={changes.ports}
              selected={selected?.port.id ?? null}
              onSelect={(id) => {
                selectPort(id)
                setOpen(PORT_DRAWER, true)
              }}
              onActivate={(id) => {
                selectPort(id)
                void runCommand('changePort')
              }}
            />
          )}
        </Pane>
        {isOpen ? <PortDrawer project={project} host={host} facts={selected} onClose={() => setOpen(PORT_DRAWER, false)} /> : null}
      </div>
      {isMaking ? <NewPortDialog project={project} onClose={() => setMaking(false)} /> : null}
    </DragPlace>
  )
}

/** Port security began with 2015.1; a project that asks for it is told that 2014.2 cannot. */
function SecurityNote({ project, count }: { readonly project: Project; readonly count: number }) {
  const { t } = useTranslation('ports')
  if (count === 0 || !project.hosts.some(({ release }) => release === '2014.2')) return null
  return <Banner title={t('security', { release: '2014.2' })}>{t('securityWhat', { count })}</Banner>
}
