import { Check, Plus, X } from 'lucide-react'
import { type KeyboardEvent, type Ref, useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type Project, RaMode } from '#shared/project/schema'
import { Button, IconButton } from '../../parts/button.tsx'
import { SelectField, TextField } from '../../parts/fields.tsx'
import { JudgedNote } from '../../parts/judged-note.tsx'
import { type NetworkEdit, networkIssue } from '../../state/network-edits.ts'
import { judged } from '../../texts/judged.ts'
import { emptySubnet, gatewayOf, type SubnetDraft, versionOf } from './subnet-draft.ts'

interface SubnetFormProps {
  readonly project: Project
  readonly label: string
  readonly draft: SubnetDraft
  readonly onDraft: (draft: SubnetDraft) => void
  readonly isNew: boolean
  /** What the draft asks for. */
  readonly asked: NetworkEdit
  readonly onSubmit: () => void
  readonly onLeave: () => void
  /** Another number above 0 puts the focus on the first field. */
  readonly focus: number
}

/** A row in which a subnet is typed, and under it why the server would refuse it. */
export function SubnetForm({ project, label, draft, onDraft, isNew, asked, onSubmit, onLeave, focus }: SubnetFormProps) {
  const { t } = useTranslation('networks')
  const first = useRef<HTMLTableRowElement>(null)
  const noteId = useId()
  // An untouched row has not asked for anything yet.
  const isEmpty = draft === emptySubnet
  const problem = isEmpty ? null : judged(networkIssue(project, asked), project.apiRelease)
  useEffect(() => {
    if (focus > 0) first.current?.querySelector('input')?.focus()
  }, [focus])
  const set = (change: Partial<SubnetDraft>) => onDraft({ ...draft, ...change })
  const submit = () => {
    if (!isEmpty && problem === null) onSubmit()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>) => {
    if (event.defaultPrevented || event.nativeEvent.isComposing) return
    if (event.key === 'Escape') onLeave()
    else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement) && !event.ctrlKey && !event.metaKey) submit()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const bad = (field: string) => ({ bad: problem?.field === field, describedBy: noteId })
  const isSix = versionOf(draft.cidr) === 6
  return (
    <>
      <tr className="r r-form" aria-label={label} ref={first as Ref<HTMLTableRowElement>} onKeyDown={onKeyDown}>
        <td className="flush t3">{isEmpty ? <Plus size={14} aria-hidden="true" /> : `IPv${versionOf(draft.cidr)}`}</td>
        <td>
          <TextField
            label={t('columns.cidr')}
            value={draft.cidr}
            placeholder="10.0.0.0/24"
            mono
            maxLength={64}
            onChange={(cidr) => set({ cidr, ...(versionOf(cidr) === 4 ? { mode: '' } : {}) })}
            {...bad('cidr')}
          />
        </td>
        <td>
          <TextField
            label={t('columns.gateway')}
            value={gatewayOf(draft)}
            placeholder={t('noGateway')}
            mono
            maxLength={64}
            onChange={(gateway) => set({ gateway })}
            {...bad('gatewayIp')}
          />
        </td>
        <td>
          <SelectField
            label={t('columns.dhcp')}
            value={draft.dhcp ? 'on' : 'off'}
            options={[
              { value: 'on', label: t('on') },
              { value: 'off', label: t('off') },
            ]}
            onChange={(value) => set({ dhcp: value === 'on' })}
            {...bad('enableDhcp')}
          />
        </td>
        <td>
          {isSix ? (
            <SelectField
              label={t('columns.mode')}
              value={draft.mode}
              options={[{ value: '', label: t('noMode') }, ...RaMode.options]}
              onChange={(value) => set({ mode: RaMode.safeParse(value).data ?? '' })}
              {...bad('ipv6RaMode')}
            />
          ) : (
            <span className="t3">{t('onlyIpv6')}</span>
          )}
        </td>
        <td className="subnet-do">
          {isNew ? (
            <Button refusal={problem?.words ?? null} onClick={submit}>
              {t('addSubnet')}
            </Button>
          ) : (
            <>
              <IconButton
                label={t('save')}
                icon={<Check size={16} aria-hidden="true" />}
                refusal={problem?.words}
                onClick={submit}
              />
              <IconButton label={t('cancel')} icon={<X size={16} aria-hidden="true" />} onClick={onLeave} />
            </>
          )}
        </td>
      </tr>
      <tr className="r r-form subnet-note">
        <td>
          <JudgedNote id={noteId} judged={problem} />
        </td>
      </tr>
    </>
  )
}
