import { useDraggable } from '@dnd-kit/core'
import { GripVertical } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { SecurityGroup } from '#shared/project/schema'
import { Chip } from '../../parts/chip.tsx'
import { distinctId, groupLabel, groupName } from '../../state/group-names.ts'

/** All groups as things to take hold of. */
export function DragBar({ groups }: { readonly groups: readonly SecurityGroup[] }) {
  const { t } = useTranslation('ports')
  return (
    <div className="drag-bar">
      <span className="lab">{t('drag')}</span>
      {groups.length === 0 ? <span className="t3">{t('noGroups')}</span> : null}
      {groups.map((group) => (
        <DragChip key={group.id} group={group} groups={groups} />
      ))}
    </div>
  )
}

export function GroupChip({ group, groups }: { readonly group: SecurityGroup; readonly groups: readonly SecurityGroup[] }) {
  return (
    <Chip icon={<GripVertical size={12} aria-hidden="true" />} id={distinctId(group, groups)}>
      {groupName(group)}
    </Chip>
  )
}

function DragChip({ group, groups }: { readonly group: SecurityGroup; readonly groups: readonly SecurityGroup[] }) {
  const { t } = useTranslation('ports')
  const { attributes, listeners, setNodeRef } = useDraggable({ id: group.id })
  return (
    <button
      type="button"
      ref={setNodeRef}
      {...attributes}
      {...listeners}
      className="drag-chip"
      aria-label={t('dragChip', { group: groupLabel(group, groups) })}
    >
      <GroupChip group={group} groups={groups} />
    </button>
  )
}
