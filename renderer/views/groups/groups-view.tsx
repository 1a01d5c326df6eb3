import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { newId } from '../../new-id.ts'
import { CautionList } from '../../parts/caution-list.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Pane } from '../../parts/pane.tsx'
import { createGroup, deleteGroup } from '../../state/group-edits.ts'
import { groupName } from '../../state/group-names.ts'
import { chooseRule, selectGroup } from '../../state/screen.ts'
import { cautionWords } from '../../texts/explain-words.ts'
import { GroupHead } from './group-head.tsx'
import { GroupList } from './group-list.tsx'
import './groups-view.css'
import { RuleInKernel } from './rule-in-kernel.tsx'
import { RuleMembers } from './rule-members.tsx'
import { RulesFoot } from './rules-foot.tsx'
import { RulesTable } from './rules-table.tsx'
import { type GroupsModel, useGroupsView } from './use-groups-view.ts'
import { UsedBy } from './used-by.tsx'

/** Groups, their rules, the rules in the kernel, and the ports that use them. */
export function GroupsView() {
  const model = useGroupsView()
  return model === null ? null : <Groups {...model} />
}

function Groups(model: GroupsModel) {
  const { project, groups, group } = model
  /** The group that was made last: its add row takes the focus, so that rules can be typed at once. */
  const [created, setCreated] = useState<string | null>(null)
  const create = async (name: string, letsOut: boolean) => {
    const id = newId()
    const done = await createGroup(id, name, letsOut)
    if (!done.ok) return false
    selectGroup(id)
    setCreated(id)
    return true
  }
  return (
    <div className="groups">
      <GroupList
        project={project}
        groups={groups}
        selected={group?.id ?? null}
        onSelect={(id) => {
          setCreated(null)
          selectGroup(id)
        }}
        onCreate={create}
        onDelete={(id) => void deleteGroup(id)}
      />
      {group === null ? <NoGroups /> : <GroupPane {...model} group={group} focusAdd={created === group.id ? 1 : 0} />}
    </div>
  )
}

type GroupPaneProps = GroupsModel & { readonly group: NonNullable<GroupsModel['group']>; readonly focusAdd: number }

function GroupPane({ project, group, groups, rows, selected, index, host, appliedRevision, cautions, focusAdd }: GroupPaneProps) {
  const item = groups.find((each) => each.group.id === group.id)
  const change = item === undefined || item.changes === 0 ? '' : item.isNew ? '+' : '~'
  return (
    <Pane label={groupName(group)}>
      <GroupHead key={`head ${group.id}`} group={group} change={change} />
      <CautionList
        items={cautions
          // That no port has the group is told where its ports stand.
          .filter(({ about, code }) => about.kind === 'group' && code !== 'group.no-port')
          .map((caution) => ({ key: caution.code, words: cautionWords(caution) }))}
      />
      <RulesTable
        key={group.id}
        project={project}
        group={group}
        rows={rows}
        cautions={cautions}
        selected={selected?.key ?? null}
        onSelect={chooseRule}
        focusAdd={focusAdd}
      />
      <RulesFoot group={group} />
      <span className="sp" />
      <RuleMembers project={project} rule={selected?.rule ?? null} />
      <RuleInKernel project={project} row={selected} index={index} host={host} revision={appliedRevision} />
      <UsedBy project={project} group={group} />
    </Pane>
  )
}

function NoGroups() {
  const { t } = useTranslation('groups')
  return (
    <Pane label={t('noGroups.title')}>
      <EmptyState title={t('noGroups.title')}>
        {t('noGroups.what')} <Plus size={14} aria-hidden="true" /> {t('newGroup')}
      </EmptyState>
    </Pane>
  )
}
