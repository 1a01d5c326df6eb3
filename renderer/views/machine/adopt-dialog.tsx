import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FoundBridge, FoundPort } from '#shared/machine/found'
import type { Project } from '#shared/project/schema'
import { newId } from '../../new-id.ts'
import { SelectField, TextField } from '../../parts/fields.tsx'
import { JudgedNote } from '../../parts/judged-note.tsx'
import { createPort } from '../../state/port-edits.ts'
import { Field } from '../ports/field.tsx'
import { NewPortGroups } from '../ports/new-port-groups.tsx'
import { PortDraftDialog, useJudgedDraft } from '../ports/port-draft-dialog.tsx'
import { MacField, VmNameField } from '../ports/port-draft-fields.tsx'
import { type AdoptDraft, adoptDraft, adoptEdit, NEW_NETWORK } from './adopt-draft.ts'

interface AdoptDialogProps {
  readonly project: Project
  readonly hostname: string
  readonly port: FoundPort
  readonly bridge: FoundBridge | null
  readonly onClose: () => void
}

/** A found device becomes a port of the project, in one step that can be undone. What was found is filled in. */
export function AdoptDialog({ project, hostname, port, bridge, onClose }: AdoptDialogProps) {
  const { t } = useTranslation('machine')
  const { t: tp } = useTranslation('ports')
  const [draft, setDraft] = useState(() => adoptDraft(project, hostname, port, bridge))
  const [defaultIds] = useState(() => Array.from({ length: 5 }, newId))
  const set = (change: Partial<AdoptDraft>) => setDraft((now) => ({ ...now, ...change }))
  const asked = adoptEdit(project, draft, defaultIds)
  const { noteId, problem, bad } = useJudgedDraft(project, asked)
  const refusal = draft.mac.trim() === '' ? t('adopt.noMac') : (problem?.words ?? null)
  const adopt = async () => {
    if (refusal === null && (await createPort(asked)).ok) onClose()
  }
  return (
    <PortDraftDialog
      title={t('adopt.title', { device: port.device })}
      cancel={t('adopt.cancel')}
      act={t('adopt.do')}
      refusal={refusal}
      note={
        draft.mac.trim() === '' ? (
          <p className="judged-note t2" id={noteId} role="status">
            {t('adopt.noMac')}
          </p>
        ) : (
          <JudgedNote id={noteId} judged={problem} />
        )
      }
      onAct={() => void adopt()}
      onClose={onClose}
    >
      <p className="t2">{draft.vif === null ? t('adopt.named', { id: draft.id }) : t('adopt.what', draft.vif)}</p>
      <div className="port-fields">
        <VmNameField value={draft.vmName} onChange={(vmName) => set({ vmName })} {...bad('vm')} />
        <MacField value={draft.mac} onChange={(mac) => set({ mac })} {...bad('macAddress')} />
        <Field label={tp('fields.host')}>
          <SelectField
            label={tp('fields.host')}
            value={draft.host}
            options={project.hosts.map(({ name }) => name)}
            onChange={(host) => set({ host })}
            {...bad('hostName', 'vif')}
          />
        </Field>
        <Field label={tp('fields.network')}>
          <SelectField
            label={tp('fields.network')}
            value={draft.networkId}
            options={[
              ...project.networks.map(({ id, name }) => ({ value: id, label: name || id })),
              { value: NEW_NETWORK, label: t('adopt.newNetwork') },
            ]}
            onChange={(networkId) => set({ networkId })}
            {...bad('networkId')}
          />
        </Field>
        {draft.networkId === NEW_NETWORK ? <NewNetworkFields draft={draft} onDraft={set} bad={bad('cidr', 'name')} /> : null}
        <Field label={t('adopt.addresses')}>
          <TextField
            label={t('adopt.addresses')}
            value={draft.addresses}
            placeholder={t('adopt.noAddress')}
            mono
            onChange={(addresses) => set({ addresses })}
            {...bad('ipAddress', 'fixedIps', 'subnetId')}
          />
        </Field>
      </div>
      <NewPortGroups project={project} draft={draft} onDraft={(next) => setDraft((now) => ({ ...now, ...next(now) }))} />
    </PortDraftDialog>
  )
}

interface NewNetworkProps {
  readonly draft: AdoptDraft
  readonly onDraft: (change: Partial<AdoptDraft>) => void
  readonly bad: { readonly bad: boolean; readonly describedBy: string }
}

function NewNetworkFields({ draft, onDraft, bad }: NewNetworkProps) {
  const { t } = useTranslation('machine')
  return (
    <>
      <Field label={t('adopt.networkName')}>
        <TextField
          label={t('adopt.networkName')}
          value={draft.networkName}
          onChange={(networkName) => onDraft({ networkName })}
          {...bad}
        />
      </Field>
      <Field label={t('adopt.prefixes')}>
        <TextField
          label={t('adopt.prefixes')}
          value={draft.prefixes}
          mono
          onChange={(prefixes) => onDraft({ prefixes })}
          {...bad}
        />
      </Field>
    </>
  )
}
