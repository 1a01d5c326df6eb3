import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { driverWord } from '#shared/as-command/host-lines'
import type { Host, Project } from '#shared/project/schema'
import { commandItem } from '../../commands/menu-items.ts'
import type { MenuParts } from '../../parts/context-menu/context-menu-store.ts'
import { DataTable, type GridColumn, gridColumns } from '../../parts/data-table.tsx'
import { changeOf, type HostDraft } from '../../state/host-draft.ts'

interface HostsTableProps {
  readonly project: Project
  readonly selected: string
  readonly draft: HostDraft
  readonly onSelect: (name: string) => void
}

const hostMenu = (): MenuParts => [
  [commandItem('hostRelease'), commandItem('hostDriver'), commandItem('compareHost')],
  [commandItem('renameHost'), commandItem('copyHostFile'), commandItem('deleteHost')],
]

const helper = gridColumns<Host>()

/** The hosts as they are; a change that is only looked at is not in it. */
export function HostsTable({ project, selected, draft, onSelect }: HostsTableProps) {
  const { t } = useTranslation('hosts')
  const columns = useMemo((): GridColumn<Host>[] => {
    const ports = (name: string) => project.ports.filter(({ hostName }) => hostName === name).length
    const column = (id: string, header: string, className: string, cell: (host: Host) => React.ReactNode) =>
      helper.display({ id, header, meta: { className }, cell: ({ row }) => cell(row.original) })
    const word = (on: boolean) => <span className={on ? undefined : 't3'}>{t(on ? 'on' : 'off')}</span>
    return [
      column('name', t('columns.name'), 'flush hosts-name', ({ name }) => name),
      column('release', t('columns.release'), 'm', ({ release }) => release),
      column('driver', t('columns.driver'), 'm', (host) => driverWord(host).split('.').at(-1)),
      column('groups', t('columns.groups'), '', (host) => word(host.enableSecurityGroup)),
      column('ipset', t('columns.ipset'), '', (host) => word(host.enableIpset)),
      column('ipv6', t('columns.ipv6'), '', (host) => word(host.ipv6)),
      column('comments', t('columns.comments'), '', (host) => (host.release === '2014.2' ? t('noComments') : word(host.comments))),
      column('ports', t('columns.ports'), 'n', ({ name }) => ports(name)),
      column('draft', t('columns.draft'), 'hosts-draft', (host) =>
        changeOf(host, draft) === null ? null : <span className="ac">{t('drafted')}</span>,
      ),
    ]
  }, [t, project.ports, draft])
  return (
    <DataTable
      label={t('table')}
      gridClass="hosts-table"
      columns={columns}
      data={project.hosts}
      rowKey={({ name }) => name}
      rowLabel={({ name, release }) => t('row', { name, release })}
      selected={selected}
      onSelect={onSelect}
      menu={({ name, release }) => ({ label: t('row', { name, release }), parts: hostMenu })}
    />
  )
}
