import { Plus, X } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import { Button, IconButton } from '../../parts/button.tsx'
import { TextField } from '../../parts/fields.tsx'
import { type PortChange, portIssue, updatePort } from '../../state/port-edits.ts'
import { apiAnswer } from '../../texts/api-answer.ts'
import { issueWords } from '../../texts/issue-words.ts'

/** One address with the button that takes it off. */
export function AddressRow({
  removeLabel,
  onRemove,
  children,
}: {
  readonly removeLabel: string
  readonly onRemove: () => void
  readonly children: ReactNode
}) {
  return (
    <div className="port-address m">
      <span className="el">{children}</span>
      <IconButton label={removeLabel} icon={<X size={14} aria-hidden="true" />} onClick={onRemove} />
    </div>
  )
}

interface AddressAdderProps {
  readonly project: Project
  readonly portId: string
  readonly label: string
  readonly placeholder: string
  /** Name of the field for a MAC address; null for none. */
  readonly mac: string | null
  /** What is taken where nothing is typed; null: then there is nothing to add. */
  readonly fallback?: string | null
  /** Stands before the address: what it is to be of. */
  readonly choice?: ReactNode
  /** The port's change with the address that is typed. */
  readonly change: (address: string, mac: string) => PortChange
}

/** A field for one more address, judged while it is typed as it would be on the way in; Enter adds it. */
export function AddressAdder({ project, portId, label, placeholder, mac, fallback = null, choice, change }: AddressAdderProps) {
  const { t } = useTranslation('ports')
  const [typed, setTyped] = useState('')
  const [typedMac, setTypedMac] = useState('')
  const noteId = useId()
  const address = typed.trim() || (fallback ?? '')
  const wanted = change(address, typedMac.trim())
  const isEmpty = `${typed}${typedMac}`.trim() === ''
  const issue = isEmpty ? null : portIssue(project, portId, wanted)
  const answer = issue === null ? null : apiAnswer(issue, project.apiRelease)
  const add = async () => {
    if (address === '' || issue !== null) return
    const before = { typed, typedMac }
    setTyped('')
    setTypedMac('')
    if (!(await updatePort(portId, wanted)).ok) {
      setTyped(before.typed)
      setTypedMac(before.typedMac)
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    void add()
  }
  const isMac = issue?.path.at(-1) === 'macAddress'
  const bad = (own: boolean) => ({ bad: issue !== null && own, describedBy: noteId })
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter in any of its fields adds the address
    <div className="port-adder" onKeyDown={onKeyDown}>
      {choice}
      <TextField label={label} value={typed} onChange={setTyped} placeholder={placeholder} mono maxLength={64} {...bad(!isMac)} />
      {mac === null ? null : (
        <TextField label={mac} value={typedMac} onChange={setTypedMac} placeholder={mac} mono maxLength={17} {...bad(isMac)} />
      )}
      <Button refusal={issue === null ? null : issueWords(issue)} onClick={() => void add()}>
        <Plus size={14} aria-hidden="true" /> {t('settings.add')}
      </Button>
      <span id={noteId} className="port-adder-note" role="status">
        {issue === null ? null : issueWords(issue)}
        {answer === null ? null : <span className="m t3"> {answer}</span>}
      </span>
    </div>
  )
}
