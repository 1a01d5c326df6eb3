import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import { newId } from '../../new-id.ts'
import { SelectField, TextField } from '../../parts/fields.tsx'
import { JudgedNote } from '../../parts/judged-note.tsx'
import { createPort } from '../../state/port-edits.ts'
import { openPort } from '../../state/screen.ts'
import { Field } from './field.tsx'
import { NewPortAddresses } from './new-port-addresses.tsx'
import { draftIsTrusted, editOf, NEW_VM, newDraft, OTHER_OWNER, onNetwork, type PortDraft, withOwner } from './new-port-draft.ts'
import { NewPortGroups } from './new-port-groups.tsx'
import { ownerOptions } from './owner-options.ts'
import { PortDraftDialog, useJudgedDraft } from './port-draft-dialog.tsx'
import { MacField, VmNameField } from './port-draft-fields.tsx'
import { hostOptions } from './port-identity.tsx'

/** What Neutron calls the owner of a machine without a hypervisor. */
const EXAMPLE_OWNER = 'baremetal:none'

/** A port made by hand: what is not said is filled in as the server would, and all of it is judged while it is typed. */
export function NewPortDialog({ project, onClose }: { readonly project: Project; readonly onClose: () => void }) {
  const { t } = useTranslation('ports')
  const [draft, setDraft] = useState(() => newDraft(project))
  const [defaultIds] = useState(() => Array.from({ length: 5 }, newId))
  const set = (change: Partial<PortDraft>) => setDraft((now) => ({ ...now, ...change }))
  const asked = editOf(project, draft, defaultIds)
  const { noteId, problem, bad } = useJudgedDraft(project, asked)
  const owners = useMemo(
    () => [
      { value: NEW_VM, label: t('owner.newVm') },
      ...ownerOptions(project, null).map(({ value, label }) => ({ value, label })),
      { value: OTHER_OWNER, label: t('owner.other') },
    ],
    [project, t],
  )
  const create = async () => {
    if (problem !== null) return
    if (!(await createPort(asked)).ok) return
    openPort(draft.id)
    onClose()
  }
  return (
    <PortDraftDialog
      title={t('create.title')}
      cancel={t('create.cancel')}
      act={t('create.do')}
      refusal={problem?.words ?? null}
      note={<JudgedNote id={noteId} judged={problem} />}
      onAct={() => void create()}
      onClose={onClose}
    >
      <div className="port-fields">
        <Field label={t('fields.network')}>
          <SelectField
            label={t('fields.network')}
            value={draft.networkId}
            options={project.networks.map(({ id, name }) => ({ value: id, label: name || id }))}
            onChange={(networkId) => setDraft((now) => onNetwork(project, now, networkId))}
            {...bad('networkId')}
          />
        </Field>
        <Field label={t('fields.owner')}>
          <SelectField
            label={t('fields.owner')}
            value={draft.owner}
            options={owners}
            onChange={(owner) => setDraft((now) => withOwner(project, now, owner))}
            {...bad('deviceId', 'deviceOwner')}
          />
        </Field>
        {draft.owner === NEW_VM ? <VmNameField value={draft.vmName} onChange={(vmName) => set({ vmName })} {...bad('vm')} /> : null}
        {draft.owner === OTHER_OWNER ? (
          <Field label={t('fields.deviceOwner')}>
            <TextField
              label={t('fields.deviceOwner')}
              value={draft.otherOwner}
              placeholder={EXAMPLE_OWNER}
              mono
              onChange={(otherOwner) => set({ otherOwner })}
              {...bad('deviceOwner')}
            />
          </Field>
        ) : null}
        <Field label={t('fields.name')}>
          <TextField
            label={t('fields.name')}
            value={draft.name}
            placeholder={t('fields.noName')}
            onChange={(name) => set({ name })}
            {...bad('name')}
          />
        </Field>
        <Field label={t('fields.host')}>
          <SelectField
            label={t('fields.host')}
            value={draft.host}
            options={hostOptions(project, t('fields.noHost'))}
            onChange={(host) => set({ host })}
            {...bad('hostName')}
          />
        </Field>
        <MacField value={draft.mac} onChange={(mac) => set({ mac })} {...bad('macAddress')} />
      </div>
      <NewPortAddresses project={project} draft={draft} onDraft={set} problem={problem} noteId={noteId} />
      {draftIsTrusted(project, draft) ? (
        <p className="port-service t2">{t('service.what')}</p>
      ) : (
        <NewPortGroups project={project} draft={draft} onDraft={setDraft} />
      )}
    </PortDraftDialog>
  )
}
