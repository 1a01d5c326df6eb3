import { Pencil, Trash2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Network, Project, Subnet } from '#shared/project/schema'
import { newId } from '../../new-id.ts'
import { IconButton } from '../../parts/button.tsx'
import { DataTable, type GridColumn, gridColumns, hiddenHead } from '../../parts/data-table.tsx'
import { SectionBar } from '../../parts/pane.tsx'
import { useDeed } from '../../state/deeds.ts'
import { editNetwork, networkIssue } from '../../state/network-edits.ts'
import { issueWords } from '../../texts/issue-words.ts'
import { draftOfSubnet, emptySubnet, type SubnetDraft, subnetCreate, subnetUpdate } from './subnet-draft.ts'
import { SubnetForm } from './subnet-form.tsx'

interface Row {
  readonly subnet: Subnet
  readonly ports: number
}
const helper = gridColumns<Row>()

/** The subnets of one network. A new one is typed in the first row; a row that is edited becomes the same form. */
export function SubnetsTable({ project, network }: { readonly project: Project; readonly network: Network }) {
  const { t } = useTranslation('networks')
  const [draft, setDraft] = useState(emptySubnet)
  const [id, setId] = useState(newId)
  const [editing, setEditing] = useState<{ readonly id: string; readonly draft: SubnetDraft } | null>(null)
  const [selected, setSelected] = useState<string | null>(null)
  const [adds, setAdds] = useState(0)
  useDeed('newSubnet', () => setAdds((count) => count + 1))
  const rows = useMemo(() => rowsOf(project, network.id), [project, network.id])
  const begin = (subnetId: string) => {
    const subnet = project.subnets.find((each) => each.id === subnetId)
    if (subnet !== undefined) setEditing({ id: subnetId, draft: draftOfSubnet(subnet) })
  }
  const columns = useColumns(project, begin)
  const asked = subnetCreate(id, network.id, draft)
  return (
    <section aria-label={t('subnets')}>
      <SectionBar title={t('subnets')} note={t('subnetCount', { count: rows.length })} />
      <div className="network-scroll">
        <DataTable
          label={t('subnetsOf', { name: network.name })}
          gridClass="subnets-table"
          columns={columns}
          data={rows}
          rowKey={({ subnet }) => subnet.id}
          rowLabel={({ subnet }) => subnet.cidr}
          selected={selected}
          onSelect={setSelected}
          onActivate={begin}
          onDelete={(subnetId) => void editNetwork({ do: 'subnet.delete', subnetId })}
          menu={({ subnet }) => ({ label: subnet.cidr, parts: () => menuOf(project, subnet, t, begin) })}
          before={
            <SubnetForm
              project={project}
              label={t('newSubnet')}
              draft={draft}
              onDraft={setDraft}
              isNew
              asked={asked}
              onSubmit={() => {
                setDraft(emptySubnet)
                setId(newId())
                setAdds((count) => count + 1)
                void editNetwork(asked).then((done) => {
                  if (!done.ok) setDraft((now) => (now === emptySubnet ? draft : now))
                })
              }}
              onLeave={() => setDraft(emptySubnet)}
              focus={adds}
            />
          }
          instead={({ subnet }) =>
            editing?.id !== subnet.id ? null : (
              <SubnetForm
                project={project}
                label={t('editSubnet', { cidr: subnet.cidr })}
                draft={editing.draft}
                onDraft={(next) => setEditing({ id: subnet.id, draft: next })}
                isNew={false}
                asked={subnetUpdate(subnet, editing.draft)}
                onSubmit={() =>
                  void editNetwork(subnetUpdate(subnet, editing.draft)).then((done) => {
                    if (done.ok) setEditing(null)
                  })
                }
                onLeave={() => setEditing(null)}
                focus={1}
              />
            )
          }
        />
      </div>
    </section>
  )
}

function rowsOf(project: Project, networkId: string): readonly Row[] {
  const own = project.subnets.filter((subnet) => subnet.networkId === networkId)
  return own.map((subnet) => ({
    subnet,
    ports: project.ports.filter(({ fixedIps }) => fixedIps.some(({ subnetId }) => subnetId === subnet.id)).length,
  }))
}

const whyNotDeleted = (project: Project, subnetId: string): string | null => {
  const issue = networkIssue(project, { do: 'subnet.delete', subnetId })
  return issue === null ? null : issueWords(issue)
}

type Words = (key: 'change' | 'delete', values: { readonly what: string }) => string

const menuOf = (project: Project, { id, cidr }: Subnet, t: Words, onEdit: (id: string) => void) => [
  [{ key: 'edit', words: t('change', { what: cidr }), run: () => onEdit(id) }],
  [
    {
      key: 'delete',
      words: t('delete', { what: cidr }),
      refusal: whyNotDeleted(project, id),
      run: () => void editNetwork({ do: 'subnet.delete', subnetId: id }),
    },
  ],
]

function useColumns(project: Project, onEdit: (id: string) => void): GridColumn<Row>[] {
  const { t } = useTranslation('networks')
  const column = (id: string, header: string | (() => React.ReactNode), className: string, cell: (row: Row) => React.ReactNode) =>
    helper.display({ id, header, meta: { className }, cell: ({ row }) => cell(row.original) })
  return [
    column('version', t('columns.version'), 'flush t2', ({ subnet }) => `IPv${subnet.ipVersion}`),
    column('cidr', t('columns.cidr'), 'm', ({ subnet }) => subnet.cidr),
    column('gateway', t('columns.gateway'), 'm', ({ subnet }) => subnet.gatewayIp ?? <span className="t3">{t('none')}</span>),
    column('dhcp', t('columns.dhcp'), '', ({ subnet }) => t(subnet.enableDhcp ? 'on' : 'off')),
    column('mode', t('columns.mode'), '', ({ subnet }) =>
      subnet.ipVersion === 4 ? (
        <span className="t3">{t('onlyIpv6')}</span>
      ) : (
        (subnet.ipv6RaMode ?? <span className="t3">{t('noMode')}</span>)
      ),
    ),
    column('ports', hiddenHead(t('columns.ports')), 'subnet-do keep', ({ subnet, ports }) => (
      <>
        <span className="t3">{t('portCount', { count: ports })}</span>
        <span className="sp" />
        <IconButton
          className="btn-small"
          label={t('change', { what: subnet.cidr })}
          icon={<Pencil size={14} aria-hidden="true" />}
          onClick={() => onEdit(subnet.id)}
        />
        <IconButton
          className="btn-small"
          label={t('delete', { what: subnet.cidr })}
          refusal={whyNotDeleted(project, subnet.id)}
          icon={<Trash2 size={14} aria-hidden="true" />}
          onClick={() => void editNetwork({ do: 'subnet.delete', subnetId: subnet.id })}
        />
      </>
    )),
  ]
}
