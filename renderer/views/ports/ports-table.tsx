import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { isAboutPort } from '#shared/explain/caution'
import type { BindingChange } from '#shared/project/changes'
import { isTrusted } from '#shared/project/device-owner'
import type { SecurityGroup } from '#shared/project/schema'
import { commandItem } from '../../commands/menu-items.ts'
import type { MenuParts } from '../../parts/context-menu/context-menu-store.ts'
import { DataTable, type GridColumn, gridColumns } from '../../parts/data-table.tsx'
import { PacketsOf } from '../../parts/packets.tsx'
import { VerdictGlyph } from '../../parts/verdict.tsx'
import { useKernel } from '../../state/kernel.ts'
import { linkNow } from '../../state/plugs.ts'
import { deletePort } from '../../state/port-edits.ts'
import { noRows, type PortFacts, portRows } from '../../state/port-facts.ts'
import { useToldCautions } from '../../state/told-cautions.ts'
import { DropRow, PortGroups } from './port-groups.tsx'
import { KindIcon, KindWords } from './port-kind.tsx'
import { PortLink } from './port-link.tsx'

interface PortsTableProps {
  readonly ports: readonly PortFacts[]
  readonly groups: readonly SecurityGroup[]
  readonly changes: ReadonlyMap<string, BindingChange>
  readonly selected: string | null
  readonly onSelect: (id: string) => void
  /** Enter and double click. */
  readonly onActivate: (id: string) => void
}

/** Acts on the port that was chosen with the menu. */
const portMenu = (facts: PortFacts): MenuParts => {
  const { kind, port } = facts
  return [
    isTrusted(port) ? [] : [commandItem('bindToPort'), commandItem('unbindGroup')],
    [
      commandItem('changePort'),
      ...(isTrusted(port) ? [] : [commandItem('openPortChains')]),
      ...(kind === 'vm' ? [commandItem('packetToPort'), commandItem('pingFrom')] : []),
      commandItem('portDrawer'),
    ],
    kind === 'vm' ? [commandItem(linkNow(facts) === 'unplugged' ? 'plugPort' : 'unplugPort'), commandItem('plugAsCommand')] : [],
    [commandItem('portAsCommand'), commandItem('copyPortId')],
    [commandItem('deletePort', { key: 'delete' }), ...(kind === 'vm' ? [commandItem('deleteVm')] : [])],
  ]
}

const helper = gridColumns<PortFacts>()

/** All ports; the row of one that can have groups takes a group that is dropped on it. */
export function PortsTable({ ports, groups, changes, selected, onSelect, onActivate }: PortsTableProps) {
  const { t } = useTranslation('ports')
  const columns = useMemo((): GridColumn<PortFacts>[] => {
    const column = (id: string, header: string, className: string, cell: (port: PortFacts) => React.ReactNode) =>
      helper.display({ id, header, meta: { className }, cell: ({ row }) => cell(row.original) })
    return [
      column('vm', t('columns.vm'), 'flush port-vm', (facts) => (
        <>
          <DropRow facts={facts}>
            <KindIcon kind={facts.kind} /> {facts.vm}
          </DropRow>
          <PortCaution portId={facts.port.id} />
        </>
      )),
      column('device', t('columns.device'), 'm wide', (facts) => facts.device),
      column('link', t('columns.link'), 'port-link-cell', (facts) => <PortLink facts={facts} />),
      column('mac', t('columns.mac'), 'm wide', ({ port }) => port.macAddress),
      column('ip', t('columns.ip'), 'm', (facts) => <span title={facts.addresses}>{facts.addresses}</span>),
      column('groups', t('columns.groups'), 'port-groups-cell', (facts) =>
        isTrusted(facts.port) ? (
          <KindWords kind={facts.kind} />
        ) : (
          <PortGroups facts={facts} groups={groups} change={changes.get(facts.port.id)} />
        ),
      ),
      column('in', t('columns.in'), 'n', ({ port }) => <PortPackets portId={port.id} way="in" />),
      column('out', t('columns.out'), 'n', ({ port }) => <PortPackets portId={port.id} way="out" />),
    ]
  }, [t, groups, changes])
  return (
    <DataTable
      label={t('table')}
      gridClass="ports-table"
      columns={columns}
      data={ports}
      rowKey={({ port }) => port.id}
      rowLabel={(facts) => rowLabel(facts, t)}
      onDelete={(id) => void deletePort(id)}
      onActivate={onActivate}
      selected={selected}
      onSelect={onSelect}
      menu={(facts) => ({ label: rowLabel(facts, t), parts: () => portMenu(facts) })}
    />
  )
}

/** That there is one; what it says stands beside the port's rules. */
function PortCaution({ portId }: { readonly portId: string }) {
  const { t } = useTranslation('ports')
  const count = useToldCautions(({ cautions }) => cautions.filter((caution) => isAboutPort(caution, portId)).length)
  if (count === 0) return null
  return (
    <span className="port-caution" title={t('cautions', { count })}>
      <VerdictGlyph verdict="caution" />
      <span className="sr">{t('cautions', { count })}</span>
    </span>
  )
}

const rowLabel = ({ vm, device, kind }: PortFacts, t: TFunction<'ports'>): string =>
  kind === 'vm' ? t('row', { vm, device }) : t('rowOf', { vm, device, kind: t(`kinds.${kind}`) })

function PortPackets({ portId, way }: { readonly portId: string; readonly way: 'in' | 'out' }) {
  const index = useKernel((store) => store.index)
  const rows = (index === null ? undefined : portRows(index).get(portId)) ?? noRows
  return rows[way].length === 0 ? null : <PacketsOf rows={rows[way]} />
}
