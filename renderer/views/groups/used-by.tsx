import { Menu } from '@mantine/core'
import { Plus, Table2, Unlink } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Project, SecurityGroup } from '#shared/project/schema'
import { Button, IconButton } from '../../parts/button.tsx'
import { DataTable, type GridColumn, gridColumns, hiddenHead } from '../../parts/data-table.tsx'
import { PacketsOf } from '../../parts/packets.tsx'
import { SectionBar } from '../../parts/pane.tsx'
import { bindPort, unbindPort } from '../../state/group-edits.ts'
import { findGroup, groupLabel } from '../../state/group-names.ts'
import { useKernel } from '../../state/kernel.ts'
import { openListing } from '../../state/listing.ts'
import { noRows, type PortFacts, portFacts, portRows } from '../../state/port-facts.ts'
import './used-by.css'

const helper = gridColumns<PortFacts>()

/** The ports before which the group's rules stand. */
export function UsedBy({ project, group }: { readonly project: Project; readonly group: SecurityGroup }) {
  const { t } = useTranslation('groups')
  const all = portFacts(project)
  const bound = useMemo(() => all.filter(({ port }) => port.securityGroupIds.includes(group.id)), [all, group.id])
  const columns = usePortColumns(project, group)
  return (
    <section className="used-by" aria-label={t('usedBy.title')}>
      <SectionBar
        title={t('usedBy.title')}
        note={t('ports', { count: bound.length })}
        actions={
          <>
            <IconButton
              label={t('usedBy.list')}
              icon={<Table2 size={16} aria-hidden="true" />}
              onClick={() => openListing('ports', group.id)}
            />
            <BindMenu ports={all} group={group} />
          </>
        }
      />
      {bound.length === 0 ? (
        <p className="pane-foot t3">{t('usedBy.noOne')}</p>
      ) : (
        <div className="used-by-ports">
          <DataTable
            label={t('usedBy.table')}
            gridClass="used-by-table"
            columns={columns}
            data={bound}
            rowKey={({ port }) => port.id}
            rowLabel={({ vm, device }) => t('usedBy.row', { vm, device })}
          />
        </div>
      )}
    </section>
  )
}

function BindMenu({ ports, group }: { readonly ports: readonly PortFacts[]; readonly group: SecurityGroup }) {
  const { t } = useTranslation('groups')
  const free = ports.filter(({ port }) => !port.securityGroupIds.includes(group.id))
  if (free.length === 0)
    return (
      <Button look="ghost" refusal={ports.length === 0 ? t('usedBy.noPorts') : t('usedBy.bound')}>
        <Plus size={14} aria-hidden="true" />
        {t('usedBy.bind')}
      </Button>
    )
  return (
    <Menu position="top-end">
      <Menu.Target>
        <button type="button" className="btn btn-ghost">
          <Plus size={14} aria-hidden="true" />
          {t('usedBy.bind')}
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={320} className="used-by-menu">
        {free.map(({ port, vm, device, addresses }, at) => (
          <Menu.Item key={port.id} data-autofocus={at === 0 || undefined} onClick={() => void bindPort(port.id, group.id)}>
            {vm} <span className="m t3">{device}</span> <span className="m t3">{addresses}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function PortPackets({ portId, way }: { readonly portId: string; readonly way: 'in' | 'out' }) {
  const index = useKernel((store) => store.index)
  const rows = (index === null ? undefined : portRows(index).get(portId)) ?? noRows
  return rows[way].length === 0 ? null : <PacketsOf rows={rows[way]} />
}

function usePortColumns(project: Project, group: SecurityGroup): GridColumn<PortFacts>[] {
  const { t } = useTranslation('groups')
  return useMemo(() => {
    const column = (
      id: string,
      header: string | (() => React.ReactNode),
      className: string,
      cell: (port: PortFacts) => React.ReactNode,
    ) => helper.display({ id, header, meta: { className }, cell: ({ row }) => cell(row.original) })
    const others = ({ port }: PortFacts): string =>
      port.securityGroupIds
        .filter((id) => id !== group.id)
        .map((id) => findGroup(project, id))
        .map((other) => (other === undefined ? '' : groupLabel(other, project.securityGroups)))
        .join(', ')
    const name = groupLabel(group, project.securityGroups)
    return [
      column('vm', t('usedBy.vm'), 'flush', (port) => port.vm),
      column('port', t('usedBy.port'), 'm', ({ port }) => port.id),
      column('device', t('usedBy.device'), 'm', (port) => port.device),
      column('mac', t('usedBy.mac'), 'm', ({ port }) => port.macAddress),
      column('ip', t('usedBy.ip'), 'm', (port) => port.addresses),
      column('in', t('usedBy.in'), 'n', ({ port }) => <PortPackets portId={port.id} way="in" />),
      column('out', t('usedBy.out'), 'n', ({ port }) => <PortPackets portId={port.id} way="out" />),
      column('others', t('usedBy.others'), 'wide', (port) => others(port) || <span className="t3">{t('usedBy.none')}</span>),
      column('unbind', hiddenHead(t('table.actions')), 'rule-more', ({ port, vm }) => (
        <IconButton
          className="btn-small"
          label={t('usedBy.unbind', { group: name, vm })}
          icon={<Unlink size={14} aria-hidden="true" />}
          onClick={() => void unbindPort(port.id, group.id)}
        />
      )),
    ]
  }, [t, project, group])
}
