import { Lock, Plus, Table2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isDefaultGroup } from '#shared/project/default-group'
import type { Project } from '#shared/project/schema'
import { commandItem } from '../../commands/menu-items.ts'
import { runCommand } from '../../commands/registry.ts'
import { IconButton } from '../../parts/button.tsx'
import type { MenuParts } from '../../parts/context-menu/context-menu-store.ts'
import { DataTable, gridColumns } from '../../parts/data-table.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { useDeed } from '../../state/deeds.ts'
import { distinctId, groupLabel, groupName } from '../../state/group-names.ts'
import { quotaOfGroups } from '../../state/quotas.ts'
import { AddressGroups } from './address-groups.tsx'
import './group-list.css'
import { NewGroup } from './new-group.tsx'
import { QuotaLine } from './quota-line.tsx'
import type { GroupItem } from './use-groups-view.ts'

interface GroupListProps {
  readonly project: Project
  readonly groups: readonly GroupItem[]
  readonly selected: string | null
  readonly onSelect: (id: string) => void
  /** False when it was refused. */
  readonly onCreate: (name: string, letsOut: boolean) => Promise<boolean>
  readonly onDelete: (id: string) => void
}

/** Acts on the group that was chosen with the menu. */
const groupMenu = (id: string): MenuParts => [
  [commandItem('addRule'), commandItem('bindGroup', { chosen: id })],
  [commandItem('renameGroup'), commandItem('describeGroup'), commandItem('duplicateGroup')],
  [commandItem('groupAsCommand'), commandItem('copyGroupId')],
  [commandItem('deleteGroup', { key: 'delete' })],
]

const helper = gridColumns<GroupItem>()

/** All groups, and the place where a new one gets its name. */
export function GroupList({ project, groups, selected, onSelect, onCreate, onDelete }: GroupListProps) {
  const { t } = useTranslation('groups')
  const { t: tl } = useTranslation('listing')
  const [naming, setNaming] = useState(false)
  useDeed('newGroup', () => setNaming(true))
  const full = quotaOfGroups(project)
  const all = useMemo(() => groups.map(({ group }) => group), [groups])
  const columns = useMemo(
    () => [
      helper.display({
        id: 'name',
        header: t('columns.name'),
        meta: { className: 'flush' },
        cell: ({ row }) => <Name item={row.original} id={distinctId(row.original.group, all)} edited={t('editedNotApplied')} />,
      }),
      helper.display({
        id: 'rules',
        header: t('columns.rules'),
        meta: { className: 'n' },
        cell: ({ row }) => row.original.group.rules.length,
      }),
      helper.display({
        id: 'ports',
        header: t('columns.ports'),
        meta: { className: 'n' },
        cell: ({ row }) => <span className={row.original.ports === 0 ? 'zero' : undefined}>{row.original.ports}</span>,
      }),
    ],
    [t, all],
  )
  const label = ({ group, ports }: GroupItem): string =>
    t('listRow', {
      name: groupLabel(group, all),
      rules: t('rules', { count: group.rules.length }),
      ports: t('ports', { count: ports }),
    })
  return (
    <Pane label={t('title')}>
      <ToolBar>
        <h2>{t('title')}</h2>
        <span className="t3 m">{groups.length}</span>
        <span className="sp" />
        <IconButton
          label={tl('open')}
          icon={<Table2 size={16} aria-hidden="true" />}
          onClick={() => void runCommand('listGroups')}
        />
        <IconButton
          label={t('newGroup')}
          look="plain"
          refusal={full}
          icon={<Plus size={16} aria-hidden="true" />}
          onClick={() => setNaming(true)}
        />
      </ToolBar>
      <QuotaLine project={project} />
      {naming ? (
        <NewGroup
          onLeave={() => setNaming(false)}
          onCreate={async (name, letsOut) => {
            const done = await onCreate(name, letsOut)
            if (done) setNaming(false)
            return done
          }}
        />
      ) : null}
      <DataTable
        label={t('list')}
        gridClass="group-list"
        columns={columns}
        data={groups}
        rowKey={({ group }) => group.id}
        rowLabel={label}
        selected={selected}
        onSelect={onSelect}
        onDelete={onDelete}
        menu={(item) => ({ label: groupName(item.group), parts: () => groupMenu(item.group.id) })}
      />
      {groups.some(({ group }) => distinctId(group, all) !== null) ? <p className="pane-foot t3">{t('sameNames')}</p> : null}
      <span className="sp" />
      <AddressGroups project={project} />
    </Pane>
  )
}

function Name({ item, id, edited }: { readonly item: GroupItem; readonly id: string | null; readonly edited: string }) {
  const { group, changes, isNew } = item
  return (
    <span className="group-list-name">
      <span className={group.name === '' ? 'el t3' : 'el'} title={groupName(group)}>
        {groupName(group)}
      </span>
      {isDefaultGroup(group) ? <Lock size={12} aria-hidden="true" className="t3" /> : null}
      {id === null ? null : <span className="m t3">{id}</span>}
      {changes === 0 ? null : (
        <span className="ac m" title={edited}>
          {isNew ? '+' : `~${changes}`}
          <span className="sr">{edited}</span>
        </span>
      )}
    </span>
  )
}
