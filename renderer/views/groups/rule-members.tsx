import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { parsePrefix } from '#shared/net/prefix'
import type { Project, SecurityGroupRule } from '#shared/project/schema'
import { DataTable, gridColumns } from '../../parts/data-table.tsx'
import { SectionBar } from '../../parts/pane.tsx'
import { findGroup, groupLabel, listLabel } from '../../state/group-names.ts'
import { allPortFacts, type PortFacts } from '../../state/port-facts.ts'
import { openPort, setOpen, useScreen } from '../../state/screen.ts'
import './rule-members.css'

const SECTION = 'groups.members'

/** Who a rule's remote stands for: the ports of its remote group with host and addresses of the rule's family, or the list's prefixes. */
export function RuleMembers({ project, rule }: { readonly project: Project; readonly rule: SecurityGroupRule | null }) {
  if (rule === null) return null
  if (rule.remoteGroupId !== null) return <GroupMembers project={project} rule={rule} groupId={rule.remoteGroupId} />
  if (rule.remoteAddressGroupId !== null) return <ListMembers project={project} rule={rule} listId={rule.remoteAddressGroupId} />
  return null
}

interface Member {
  readonly facts: PortFacts
  readonly fixed: readonly string[]
  readonly pairs: readonly string[]
}
const helper = gridColumns<Member>()

const isOf = (ethertype: SecurityGroupRule['ethertype'], text: string): boolean => {
  const prefix = parsePrefix(text)
  return prefix.ok && prefix.value.version === (ethertype === 'IPv4' ? 4 : 6)
}

function membersOf(project: Project, groupId: string, ethertype: SecurityGroupRule['ethertype']): readonly Member[] {
  return allPortFacts(project)
    .filter(({ port }) => port.securityGroupIds.includes(groupId))
    .map((facts) => {
      const own = (texts: readonly { readonly ipAddress: string }[]) =>
        texts.map(({ ipAddress }) => ipAddress).filter((text) => isOf(ethertype, text))
      return { facts, fixed: own(facts.port.fixedIps), pairs: own(facts.port.allowedAddressPairs) }
    })
}

interface GroupMembersProps {
  readonly project: Project
  readonly rule: SecurityGroupRule
  readonly groupId: string
}

function GroupMembers({ project, rule, groupId }: GroupMembersProps) {
  const { t } = useTranslation('groups')
  const { ethertype } = rule
  const open = useScreen((screen) => screen.open[SECTION]) ?? true
  const members = useMemo(() => membersOf(project, groupId, ethertype), [project, groupId, ethertype])
  const addresses = members.reduce((sum, { fixed, pairs }) => sum + fixed.length + pairs.length, 0)
  const group = findGroup(project, groupId)
  const name = group === undefined ? groupId : groupLabel(group, project.securityGroups)
  const columns = useMemo(() => {
    const column = (id: string, header: string, className: string, cell: (member: Member) => React.ReactNode) =>
      helper.display({ id, header, meta: { className }, cell: ({ row }) => cell(row.original) })
    return [
      column('vm', t('members.port'), 'flush', ({ facts }) => (
        <button type="button" className="member-port el" onClick={() => openPort(facts.port.id)}>
          {facts.vm}
        </button>
      )),
      column(
        'host',
        t('members.host'),
        '',
        ({ facts }) => facts.port.hostName ?? <span className="t3">{t('members.noHost')}</span>,
      ),
      column('fixed', t('members.fixed'), 'm', ({ fixed }) =>
        fixed.length > 0 ? fixed.join(', ') : <span className="t3">{t('members.noAddress', { ethertype })}</span>,
      ),
      column('pairs', t('members.pairs'), 'm', ({ pairs }) => pairs.join(', ')),
    ]
  }, [t, ethertype])
  return (
    <section className="rule-members" aria-label={t('members.title', { name })}>
      <SectionBar
        title={t('members.title', { name })}
        note={t('members.note', { ports: t('ports', { count: members.length }), count: addresses, ethertype })}
        open={open}
        onToggle={() => setOpen(SECTION, !open)}
      />
      {!open ? null : members.length === 0 ? (
        <p className="pane-foot t3">{t('members.none')}</p>
      ) : (
        <div className="rule-members-list">
          <DataTable
            label={t('members.title', { name })}
            gridClass="rule-members-table"
            columns={columns}
            data={members}
            rowKey={({ facts }) => facts.port.id}
            rowLabel={({ facts }) => t('usedBy.row', { vm: facts.vm, device: facts.device })}
          />
        </div>
      )}
    </section>
  )
}

interface ListMembersProps {
  readonly project: Project
  readonly rule: SecurityGroupRule
  readonly listId: string
}

function ListMembers({ project, rule, listId }: ListMembersProps) {
  const { t } = useTranslation('groups')
  const open = useScreen((screen) => screen.open[SECTION]) ?? true
  const list = project.addressGroups.find(({ id }) => id === listId)
  const name = list === undefined ? listId : listLabel(list, project.addressGroups)
  const own = list?.addresses.filter((address) => isOf(rule.ethertype, address)) ?? []
  return (
    <section className="rule-members" aria-label={t('members.listTitle', { name })}>
      <SectionBar
        title={t('members.listTitle', { name })}
        note={t('members.listNote', { count: own.length, ethertype: rule.ethertype })}
        open={open}
        onToggle={() => setOpen(SECTION, !open)}
      />
      {open && own.length > 0 ? <p className="rule-members-list m member-prefixes">{own.join(', ')}</p> : null}
    </section>
  )
}
