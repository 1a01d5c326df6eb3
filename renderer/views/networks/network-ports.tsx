import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Network, Project } from '#shared/project/schema'
import { DataTable, gridColumns } from '../../parts/data-table.tsx'
import { SectionBar } from '../../parts/pane.tsx'
import { allPortFacts, type PortFacts } from '../../state/port-facts.ts'
import { openPort } from '../../state/screen.ts'
import { KindWords } from '../ports/port-kind.tsx'

const helper = gridColumns<PortFacts>()

/** The ports on a network; each leads to Ports. */
export function NetworkPorts({ project, network }: { readonly project: Project; readonly network: Network }) {
  const { t } = useTranslation('networks')
  const { t: tp } = useTranslation('ports')
  const all = allPortFacts(project)
  const ports = useMemo(() => all.filter(({ port }) => port.networkId === network.id), [all, network.id])
  const columns = useMemo(() => {
    const column = (id: string, header: string, className: string, cell: (facts: PortFacts) => React.ReactNode) =>
      helper.display({ id, header, meta: { className }, cell: ({ row }) => cell(row.original) })
    return [
      column('of', tp('columns.vm'), 'flush', ({ port, vm }) => (
        <button type="button" className="port-link el" onClick={() => openPort(port.id)}>
          {vm}
        </button>
      )),
      column('kind', tp('fields.owner'), '', ({ kind }) => <KindWords kind={kind} />),
      column('mac', tp('columns.mac'), 'm wide', ({ port }) => port.macAddress),
      column('ip', tp('columns.ip'), 'm', ({ addresses }) => addresses),
      column('host', tp('fields.host'), '', ({ port }) => port.hostName ?? <span className="t3">{tp('fields.noHost')}</span>),
    ]
  }, [tp])
  return (
    <section className="network-ports" aria-label={t('columns.ports')}>
      <SectionBar title={t('columns.ports')} note={t('portCount', { count: ports.length })} />
      {ports.length === 0 ? (
        <p className="pane-foot t3">{t('noPorts')}</p>
      ) : (
        <div className="network-scroll">
          <DataTable
            label={t('portsOf', { name: network.name })}
            gridClass="network-ports-table"
            columns={columns}
            data={ports}
            rowKey={({ port }) => port.id}
            rowLabel={({ vm, device }) => tp('row', { vm, device })}
          />
        </div>
      )}
    </section>
  )
}
