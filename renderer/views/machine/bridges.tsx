import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { FoundPort } from '#shared/machine/found'
import { isAdoptable, neutronIdOf, portOfDevice } from '#shared/machine/in-project'
import type { MachineLook } from '#shared/machine/machine'
import type { Project } from '#shared/project/schema'
import { commandItem } from '../../commands/menu-items.ts'
import { DataTable, type GridColumn, gridColumns } from '../../parts/data-table.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { adopt, chooseDevice, useMachine } from '../../state/machine.ts'
import { allPortFacts } from '../../state/port-facts.ts'
import { openPort } from '../../state/screen.ts'
import { AdoptDialog } from './adopt-dialog.tsx'
import { type MachineRow, machineRows } from './machine-rows.ts'
import { DeviceState, GuestMacs } from './port-cells.tsx'
import { ProjectCell } from './project-cell.tsx'

interface BridgesProps {
  readonly project: Project
  readonly machine: MachineLook
}

const helper = gridColumns<MachineRow>()

/** Bridges of this machine with their ports below them, and which of these the project has. */
export function Bridges({ project, machine }: BridgesProps) {
  const { t } = useTranslation('machine')
  const { found, libvirt } = machine
  const rows = useMemo(() => machineRows(found), [found])
  const chosen = useMachine((store) => store.device)
  const adopting = useMachine((store) => store.adopting)
  const wanted = rows.find((row) => row.kind === 'port' && row.key === adopting)
  const columns = useColumns(project)
  const ports = rows.filter(({ kind }) => kind === 'port').length
  const open = (key: string) => {
    const row = rows.find((each) => each.key === key)
    if (row?.kind !== 'port') return
    const known = portOfDevice(project, row.port)
    if (known !== null) openPort(known.port.id)
    else if (isAdoptable(row.port, row.bridge)) adopt(row.port.device)
  }
  return (
    <Pane label={t('bridges.title')} className="machine-bridges">
      <ToolBar low>
        <h2>{t('bridges.title')}</h2>
        <span className="m t3 el">
          {t('bridges.count', {
            bridges: t('bridges.bridges', { count: found.bridges.length }),
            ports: t('bridges.ports', { count: ports }),
          })}
        </span>
      </ToolBar>
      {libvirt === 'refused' ? <p className="machine-hidden t2">{t('libvirtRefused')}</p> : null}
      {found.unread === 0 ? null : <p className="machine-hidden t2">{t('unread', { count: found.unread })}</p>}
      {rows.length === 0 ? (
        <EmptyState title={t('bridges.noneTitle')}>{t('bridges.none')}</EmptyState>
      ) : (
        <DataTable
          label={t('bridges.table')}
          gridClass="machine-table"
          columns={columns}
          data={rows}
          rowKey={({ key }) => key}
          rowLabel={(row) => rowWords(t, row)}
          rowClass={({ kind }) => (kind === 'port' ? 'machine-port' : 'machine-bridge')}
          selected={chosen}
          onSelect={(key) => chooseDevice(key)}
          onActivate={open}
          menu={(row) => ({
            label: rowWords(t, row),
            parts: () => [[commandItem('adoptPort', row.kind === 'port' ? { chosen: row.key } : {})]],
          })}
        />
      )}
      {wanted?.kind === 'port' ? (
        <AdoptDialog
          key={wanted.key}
          project={project}
          hostname={machine.hostname}
          port={wanted.port}
          bridge={wanted.bridge}
          onClose={() => adopt(null)}
        />
      ) : null}
    </Pane>
  )
}

/** Name of the VM; else what a person wrote at the device, or that its name is one of Neutron's. */
function whose(t: Words, { domain, alias, device }: FoundPort): string | null {
  const id = neutronIdOf(device)
  return domain ?? alias ?? (id === null ? null : t('neutron', { id }))
}

type Words = ReturnType<typeof useTranslation<'machine'>>['t']

function rowWords(t: Words, row: MachineRow): string {
  if (row.kind === 'bridge') return t('bridges.bridgeRow', { name: row.bridge.name })
  if (row.kind === 'loose') return t('bridges.loose')
  const { device } = row.port
  return row.bridge === null ? t('bridges.looseRow', { device }) : t('bridges.portRow', { device, bridge: row.bridge.name })
}

function useColumns(project: Project): GridColumn<MachineRow>[] {
  const { t } = useTranslation('machine')
  return useMemo(() => {
    const column = (id: string, header: string, className: string, cell: (row: MachineRow) => React.ReactNode) =>
      helper.display({ id, header, meta: { className }, cell: ({ row }) => cell(row.original) })
    const names = new Map(allPortFacts(project).map(({ port, vm }) => [port.id, vm]))
    return [
      column('device', t('columns.device'), 'flush m machine-device', (row) =>
        row.kind === 'loose' ? t('bridges.loose') : row.kind === 'bridge' ? row.bridge.name : row.port.device,
      ),
      column('state', t('columns.state'), '', (row) =>
        row.kind === 'loose' ? null : row.kind === 'bridge' ? (
          <DeviceState isUp={row.bridge.isUp} hasCarrier />
        ) : (
          <DeviceState isUp={row.port.isUp} hasCarrier={row.port.hasCarrier} />
        ),
      ),
      column('mac', t('columns.mac'), 'm', (row) => (row.kind === 'port' ? <GuestMacs port={row.port} /> : null)),
      column('addresses', t('columns.addresses'), 'm', (row) =>
        row.kind === 'loose' ? null : (row.kind === 'bridge' ? row.bridge.addresses : row.port.addresses).join(', '),
      ),
      column('project', t('columns.project'), 'machine-project', (row) =>
        row.kind === 'port' ? <ProjectCell project={project} port={row.port} bridge={row.bridge} names={names} /> : null,
      ),
      column('kind', t('columns.kind'), '', (row) =>
        row.kind === 'loose'
          ? null
          : row.kind === 'bridge'
            ? t(`kinds.${row.bridge.kind}`)
            : t(`kinds.${row.port.kind}`, { kind: row.port.kernelKind }),
      ),
      column('vm', t('columns.vm'), '', (row) => (row.kind === 'port' ? whose(t, row.port) : null)),
    ]
  }, [project, t])
}
