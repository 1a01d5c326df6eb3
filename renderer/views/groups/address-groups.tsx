import { Textarea } from '@mantine/core'
import { ChevronDown, ChevronRight, Plus, Trash2 } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AddressGroup, Project } from '#shared/project/schema'
import { newId } from '../../new-id.ts'
import { IconButton } from '../../parts/button.tsx'
import { InlineEdit } from '../../parts/inline-edit.tsx'
import { SectionBar } from '../../parts/pane.tsx'
import { addressGroupIssue, editAddressGroup } from '../../state/address-group-edits.ts'
import { useDeed } from '../../state/deeds.ts'
import { listLabel } from '../../state/group-names.ts'
import { setOpen, useScreen } from '../../state/screen.ts'
import { apiAnswer } from '../../texts/api-answer.ts'
import { issueWords } from '../../texts/issue-words.ts'
import './address-groups.css'
import { readAddresses } from './read-addresses.ts'

const SECTION = 'address-groups'

/** Prefixes under a name, which rules can have as their remote. */
export function AddressGroups({ project }: { readonly project: Project }) {
  const { t } = useTranslation('groups')
  const { addressGroups: lists } = project
  const isOpen = useScreen((screen) => screen.open[SECTION]) ?? lists.length > 0
  const [chosen, setChosen] = useState<string | null>(null)
  const create = () => {
    const id = newId()
    setOpen(SECTION, true)
    setChosen(id)
    const name = t('lists.newName', { number: lists.length + 1 })
    void editAddressGroup({ do: 'address-group.create', group: { id, name, description: '', addresses: [] } })
  }
  useDeed('newAddressGroup', create)
  return (
    <section className="address-groups" aria-label={t('lists.title')}>
      <SectionBar
        title={t('lists.title')}
        note={lists.length}
        open={isOpen}
        onToggle={() => setOpen(SECTION, !isOpen)}
        actions={<IconButton label={t('lists.create')} icon={<Plus size={16} aria-hidden="true" />} onClick={create} />}
      />
      {isOpen && lists.length === 0 ? <p className="pane-foot t3">{t('lists.none')}</p> : null}
      {isOpen ? (
        <ul className="address-groups-list">
          {lists.map((list) => (
            <AddressGroupItem
              key={list.id}
              project={project}
              list={list}
              isOpen={chosen === list.id}
              onToggle={() => setChosen(chosen === list.id ? null : list.id)}
            />
          ))}
        </ul>
      ) : null}
    </section>
  )
}

interface ItemProps {
  readonly project: Project
  readonly list: AddressGroup
  readonly isOpen: boolean
  readonly onToggle: () => void
}

function AddressGroupItem({ project, list, isOpen, onToggle }: ItemProps) {
  const { t } = useTranslation('groups')
  const name = listLabel(list, project.addressGroups)
  const users = project.securityGroups.flatMap(({ rules }) => rules).filter((rule) => rule.remoteAddressGroupId === list.id).length
  const Fold = isOpen ? ChevronDown : ChevronRight
  return (
    <li>
      <div className="address-group-head">
        <button type="button" className="address-group-fold" aria-expanded={isOpen} onClick={onToggle}>
          <Fold size={14} aria-hidden="true" />
          <span className="el">{name}</span>
          <span className="m t3">{list.addresses.length}</span>
        </button>
        <IconButton
          label={t('lists.delete', { name })}
          refusal={users > 0 ? t('lists.inUse', { count: users }) : null}
          icon={<Trash2 size={14} aria-hidden="true" />}
          onClick={() => void editAddressGroup({ do: 'address-group.delete', id: list.id })}
        />
      </div>
      {isOpen ? (
        <div className="address-group-body">
          <InlineEdit
            value={list.name}
            label={t('lists.name')}
            editLabel={t('head.rename', { name })}
            onSave={async (value) =>
              (await editAddressGroup({ do: 'address-group.update', id: list.id, change: { name: value.trim() } })).ok
            }
          >
            {name}
          </InlineEdit>
          <InlineEdit
            value={list.description}
            label={t('lists.description')}
            editLabel={t('lists.describe', { name })}
            className={list.description === '' ? 't3' : 't2'}
            onSave={async (value) =>
              (await editAddressGroup({ do: 'address-group.update', id: list.id, change: { description: value.trim() } })).ok
            }
          >
            {list.description || t('lists.noDescription')}
          </InlineEdit>
          <Addresses key={list.addresses.join()} project={project} list={list} />
          <p className="t3">{t('lists.ranges')}</p>
          <p className="t3">{t('lists.usedBy', { count: users })}</p>
        </div>
      ) : null}
    </li>
  )
}

/** One address a line; saved on leaving, and refused while one of them is none. */
function Addresses({ project, list }: { readonly project: Project; readonly list: AddressGroup }) {
  const { t } = useTranslation('groups')
  const saved = list.addresses.join('\n')
  const [typed, setTyped] = useState(saved)
  const noteId = useId()
  const addresses = readAddresses(typed)
  const issue = typed === saved ? null : addressGroupIssue(project, list.id, { addresses })
  const answer = issue === null ? null : apiAnswer(issue, project.apiRelease)
  const save = () => {
    if (typed !== saved && issue === null) void editAddressGroup({ do: 'address-group.update', id: list.id, change: { addresses } })
  }
  return (
    <>
      <Textarea
        className="address-group-field"
        classNames={{ input: 'm' }}
        attributes={{ input: { 'aria-describedby': noteId } }}
        aria-label={t('lists.addresses', { name: list.name })}
        placeholder={'10.0.0.0/8\n2001:db8::/32'}
        rows={Math.min(12, Math.max(3, list.addresses.length + 1))}
        value={typed}
        error={issue !== null}
        spellCheck={false}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault()
            event.stopPropagation()
            save()
          }
          if (event.key === 'Escape') setTyped(saved)
        }}
      />
      <span id={noteId} className="address-group-note" role="status">
        {issue === null ? null : issueWords(issue)}
        {answer === null ? null : <span className="m t3"> {answer}</span>}
      </span>
    </>
  )
}
