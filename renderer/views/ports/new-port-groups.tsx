import { Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { defaultGroupOf } from '#shared/project/default-group'
import type { Project } from '#shared/project/schema'
import { Switch } from '../../parts/segmented.tsx'
import { groupLabel } from '../../state/group-names.ts'
import { NEW_DEFAULT, type PortDraft, withSecurity } from './new-port-draft.ts'

interface NewPortGroupsProps {
  readonly project: Project
  readonly draft: PortDraft
  readonly onDraft: (next: (now: PortDraft) => PortDraft) => void
}

/** Port security and groups of a port that is drawn up; the default group is taken where nobody says otherwise. */
export function NewPortGroups({ project, draft, onDraft }: NewPortGroupsProps) {
  const { t } = useTranslation('ports')
  const groups = project.securityGroups
  const options = [
    ...(defaultGroupOf(project) === undefined ? [{ id: NEW_DEFAULT, label: t('create.newDefault') }] : []),
    ...groups.map((group) => ({ id: group.id, label: groupLabel(group, groups) })),
  ]
  const toggle = (id: string, on: boolean) =>
    onDraft((now) => ({ ...now, groups: on ? [...now.groups, id] : now.groups.filter((each) => each !== id) }))
  return (
    <fieldset className="new-port-part">
      <legend>{t('columns.groups')}</legend>
      <Switch
        label={t('settings.security')}
        on={draft.security}
        onChange={(security) => onDraft((now) => withSecurity(project, { ...now, groups: [] }, security))}
      />
      {draft.security ? (
        <div className="new-port-groups">
          {options.map(({ id, label }) => (
            <Checkbox
              key={id}
              size="xs"
              label={label}
              checked={draft.groups.includes(id)}
              onChange={(event) => toggle(id, event.currentTarget.checked)}
            />
          ))}
        </div>
      ) : (
        <p className="t3">{t('settings.securityOff')}</p>
      )}
    </fieldset>
  )
}
