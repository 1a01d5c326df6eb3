import { Globe, Network as NetworkIcon, Plus } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Network, Project } from '#shared/project/schema'
import { commandItem } from '../../commands/menu-items.ts'
import { runCommand } from '../../commands/registry.ts'
import { IconButton } from '../../parts/button.tsx'
import type { MenuParts } from '../../parts/context-menu/context-menu-store.ts'
import { DataTable, gridColumns } from '../../parts/data-table.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { networkName } from '../../state/network-names.ts'

interface Row {
  readonly network: Network
  readonly subnets: number
  readonly ports: number
}
const helper = gridColumns<Row>()

/** Acts on the network that was chosen with the menu. */
const menu = (): MenuParts => [
  [commandItem('newSubnet'), commandItem('renameNetwork')],
  [commandItem('deleteNetwork', { key: 'delete' })],
]

interface NetworkListProps {
  readonly project: Project
  readonly selected: string | null
  readonly onSelect: (id: string) => void
}

export function NetworkList({ project, selected, onSelect }: NetworkListProps) {
  const { t } = useTranslation('networks')
  const rows = useMemo(() => rowsOf(project), [project])
  const columns = useMemo(
    () => [
      helper.display({
        id: 'name',
        header: t('columns.name'),
        meta: { className: 'flush' },
        cell: ({ row }) => <Name network={row.original.network} external={t('external')} />,
      }),
      helper.display({
        id: 'subnets',
        header: t('subnets'),
        meta: { className: 'n' },
        cell: ({ row }) => row.original.subnets,
      }),
      helper.display({
        id: 'ports',
        header: t('columns.ports'),
        meta: { className: 'n' },
        cell: ({ row }) => row.original.ports,
      }),
    ],
    [t],
  )
  return (
    <Pane label={t('title')}>
      <ToolBar>
        <h2>{t('title')}</h2>
        <span className="t3 m">{rows.length}</span>
        <span className="sp" />
        <IconButton
          label={t('newNetwork')}
          look="plain"
          icon={<Plus size={16} aria-hidden="true" />}
          onClick={() => void runCommand('newNetwork')}
        />
      </ToolBar>
      <DataTable
        label={t('title')}
        gridClass="network-list"
        columns={columns}
        data={rows}
        rowKey={({ network }) => network.id}
        rowLabel={({ network, ports, subnets }) =>
          t('row', {
            name: networkName(network),
            subnets: t('subnetCount', { count: subnets }),
            ports: t('portCount', { count: ports }),
          })
        }
        selected={selected}
        onSelect={onSelect}
        onDelete={() => void runCommand('deleteNetwork')}
        menu={({ network }) => ({ label: networkName(network), parts: menu })}
      />
    </Pane>
  )
}

function Name({ network, external }: { readonly network: Network; readonly external: string }) {
  const Icon = network.external ? Globe : NetworkIcon
  return (
    <span className="network-name" title={networkName(network)}>
      <Icon size={14} aria-hidden="true" />
      <span className="el">{networkName(network)}</span>
      {network.external ? <span className="t3">{external}</span> : null}
    </span>
  )
}

function rowsOf(project: Project): readonly Row[] {
  const count = (things: readonly { readonly networkId: string }[]) => {
    const counts = new Map<string, number>()
    for (const { networkId } of things) counts.set(networkId, (counts.get(networkId) ?? 0) + 1)
    return counts
  }
  const [subnets, ports] = [count(project.subnets), count(project.ports)]
  return project.networks.map((network) => ({
    network,
    subnets: subnets.get(network.id) ?? 0,
    ports: ports.get(network.id) ?? 0,
  }))
}
