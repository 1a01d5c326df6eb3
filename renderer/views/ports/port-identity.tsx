import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Port, Project } from '#shared/project/schema'
import { SelectField } from '../../parts/fields.tsx'
import { JudgedField } from '../../parts/judged-field.tsx'
import { type PortChange, portIssue, updatePort } from '../../state/port-edits.ts'
import { judged } from '../../texts/judged.ts'
import { Field } from './field.tsx'
import { ownerOptions, ownerValue } from './owner-options.ts'

interface PortIdentityProps {
  readonly project: Project
  readonly port: Port
}

/** What the port is called, whose it is, and where it is plugged. */
export function PortIdentity({ project, port }: PortIdentityProps) {
  const { t } = useTranslation('ports')
  const judge = (change: PortChange) => judged(portIssue(project, port.id, change), project.apiRelease)
  const save = (change: PortChange) => void updatePort(port.id, change)
  const options = ownerOptions(project, port)
  const network = project.networks.find(({ id }) => id === port.networkId)
  const noteId = useId()
  return (
    <div className="port-fields">
      <Field label={t('fields.name')}>
        <JudgedField
          label={t('fields.name')}
          value={port.name}
          placeholder={t('fields.noName')}
          judge={(name) => judge({ name })}
          onSave={(name) => save({ name })}
        />
      </Field>
      <Field label={t('fields.owner')}>
        <SelectField
          label={t('fields.owner')}
          value={ownerValue(port)}
          options={options.map(({ value, label }) => ({ value, label }))}
          describedBy={noteId}
          onChange={(value) => {
            const owner = options.find((option) => option.value === value)?.owner
            if (owner !== undefined) save({ ...owner })
          }}
        />
      </Field>
      <Field label={t('fields.deviceOwner')}>
        <JudgedField
          label={t('fields.deviceOwner')}
          value={port.deviceOwner}
          placeholder={t('fields.none')}
          mono
          judge={(deviceOwner) => judge({ deviceOwner })}
          onSave={(deviceOwner) => save({ deviceOwner })}
        />
      </Field>
      <Field label={t('fields.mac')}>
        <JudgedField
          label={t('fields.mac')}
          value={port.macAddress}
          mono
          maxLength={17}
          judge={(macAddress) => judge({ macAddress })}
          onSave={(macAddress) => save({ macAddress })}
        />
      </Field>
      <Field label={t('fields.host')}>
        <SelectField
          label={t('fields.host')}
          value={port.hostName ?? ''}
          options={hostOptions(project, t('fields.noHost'))}
          onChange={(name) => save({ hostName: name === '' ? null : name })}
        />
      </Field>
      <Field label={t('fields.network')}>
        <span className="port-field-value el">{network?.name || port.networkId}</span>
      </Field>
    </div>
  )
}

export const hostOptions = (project: Project, none: string) => [
  ...project.hosts.map(({ name }) => name),
  { value: '', label: none },
]
