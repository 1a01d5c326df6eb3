import { useDndContext, useDroppable } from '@dnd-kit/core'
import { Menu } from '@mantine/core'
import { Plus, X } from 'lucide-react'
import { type ReactNode, useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { BindingChange } from '#shared/project/changes'
import { isTrusted } from '#shared/project/device-owner'
import type { SecurityGroup } from '#shared/project/schema'
import { Chip } from '../../parts/chip.tsx'
import type { MenuParts } from '../../parts/context-menu/context-menu-store.ts'
import { showBindingAsCommands } from '../../state/as-commands.ts'
import { copyText } from '../../state/copy.ts'
import { bindPort, unbindPort } from '../../state/group-edits.ts'
import { distinctId, groupLabel, groupName } from '../../state/group-names.ts'
import type { PortFacts } from '../../state/port-facts.ts'
import { openView, selectGroup } from '../../state/screen.ts'
import { translateAsCommand, translateCommand, translatePorts } from '../../texts/i18n.ts'

interface PortGroupsProps {
  readonly facts: PortFacts
  readonly groups: readonly SecurityGroup[]
  readonly change: BindingChange | undefined
}

/** So many chips have room in a row. */
const MOST = 2

/** The groups of a port as chips that can be taken off, and a menu of those that can be put on. */
export function PortGroups({ facts, groups, change }: PortGroupsProps) {
  const { t } = useTranslation('ports')
  const { port, vm } = facts
  const bound = port.securityGroupIds.flatMap((id) => groups.find((group) => group.id === id) ?? [])
  const hidden = Math.max(0, bound.length - MOST)
  return (
    <span className="port-groups">
      {bound.length === 0 ? <Chip look="dash">{t('noGroup')}</Chip> : null}
      {bound.slice(0, MOST).map((group) => (
        <Chip
          key={group.id}
          look={change?.added.includes(group.id) === true ? 'new' : 'plain'}
          id={distinctId(group, groups)}
          removeLabel={t('unbind', { group: groupLabel(group, groups), vm })}
          onRemove={() => void unbindPort(port.id, group.id)}
          menu={{ label: groupLabel(group, groups), parts: () => chipMenu(group, facts, groups) }}
        >
          {groupName(group)}
        </Chip>
      ))}
      {hidden === 0 ? null : <MoreMenu facts={facts} bound={bound.slice(MOST)} groups={groups} />}
      <BindMenu facts={facts} groups={groups} />
    </span>
  )
}

/** Acts on this binding, and on its group. */
function chipMenu(group: SecurityGroup, facts: PortFacts, groups: readonly SecurityGroup[]): MenuParts {
  const { port, vm } = facts
  const open = () => {
    selectGroup(group.id)
    openView('groups')
  }
  const off = translatePorts('unbind', { group: groupLabel(group, groups), vm })
  return [
    [
      { key: 'open', words: translateCommand('names.goToGroup'), run: open },
      { key: 'off', words: off, run: () => void unbindPort(port.id, group.id) },
    ],
    [
      { key: 'command', words: translateAsCommand('show'), run: () => showBindingAsCommands(facts, group) },
      { key: 'copy', words: translateCommand('names.copyGroupId'), run: () => void copyText(group.id) },
    ],
  ]
}

interface MoreMenuProps extends Omit<PortGroupsProps, 'change'> {
  readonly bound: readonly SecurityGroup[]
}

/** The rest of the groups: their count, and behind it their names to take them off. */
function MoreMenu({ facts, bound, groups }: MoreMenuProps) {
  const { t } = useTranslation('ports')
  const { port, vm } = facts
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button
          type="button"
          className="chip chip-plain chip-more"
          aria-label={t('more', { count: bound.length, vm })}
          onClick={(event) => event.stopPropagation()}
        >
          +{bound.length}
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={320} className="used-by-menu">
        {bound.map((group, at) => (
          <Menu.Item
            key={group.id}
            data-autofocus={at === 0 || undefined}
            leftSection={<X size={12} aria-hidden="true" />}
            onClick={() => void unbindPort(port.id, group.id)}
          >
            {t('unbind', { group: groupLabel(group, groups), vm })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function BindMenu({ facts, groups }: Omit<PortGroupsProps, 'change'>) {
  const { t } = useTranslation('ports')
  const { port, vm } = facts
  const free = groups.filter((group) => !port.securityGroupIds.includes(group.id))
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button
          type="button"
          className="chip-remove port-bind"
          aria-label={t('bind', { vm })}
          title={t('bind', { vm })}
          onClick={(event) => event.stopPropagation()}
        >
          <Plus size={14} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={320} className="used-by-menu">
        <Menu.Label>{free.length > 0 ? t('bindMenu') : groups.length === 0 ? t('noGroups') : t('allBound')}</Menu.Label>
        {free.map((group, at) => (
          <Menu.Item key={group.id} data-autofocus={at === 0 || undefined} onClick={() => void bindPort(port.id, group.id)}>
            {groupName(group)} <span className="m t3">{distinctId(group, groups)}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Makes the row around it a place to drop a group on; a port that has the group already, or that can have none, is none. */
export function DropRow({ facts, children }: { readonly facts: PortFacts; readonly children: ReactNode }) {
  const { active } = useDndContext()
  const has = isTrusted(facts.port) || (active !== null && facts.port.securityGroupIds.includes(String(active.id)))
  const { setNodeRef, isOver } = useDroppable({ id: facts.port.id, disabled: has })
  const onRow = useCallback((element: HTMLElement | null) => setNodeRef(element?.closest('tr') ?? null), [setNodeRef])
  return (
    <span ref={onRow} className={isOver && !has ? 'el drop-over' : 'el'}>
      {children}
    </span>
  )
}
