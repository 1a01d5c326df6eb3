import { TextInput } from '@mantine/core'
import { type FocusEvent, type KeyboardEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Switch } from '../../parts/segmented.tsx'

interface NewGroupProps {
  /** False when it was refused. */
  readonly onCreate: (name: string, letsOut: boolean) => Promise<boolean>
  readonly onLeave: () => void
}

/** The place where a new group gets its name, and the rules that it begins with. */
export function NewGroup({ onCreate, onLeave }: NewGroupProps) {
  const { t } = useTranslation('groups')
  const [name, setName] = useState('')
  const [letsOut, setLetsOut] = useState(true)
  const [refused, setRefused] = useState(false)
  const noteId = useId()
  const isGood = name.trim() !== ''
  const create = async () => {
    if (!(await onCreate(name.trim(), letsOut))) setRefused(true)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter creates from the switch, too, where Space turns it.
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault()
      if (isGood) void create()
    }
    if (event.key === 'Escape') onLeave()
  }
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!isGood && !currentTarget.contains(relatedTarget)) onLeave()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter and Esc in any of its fields
    <div className="group-list-new" onKeyDown={onKeyDown} onBlur={onBlur}>
      <TextInput
        aria-label={t('newGroupName')}
        placeholder={t('newGroupName')}
        wrapperProps={{ 'data-size': 'md' }}
        value={name}
        error={refused}
        autoFocus
        onChange={(event) => {
          setName(event.currentTarget.value)
          setRefused(false)
        }}
      />
      <Switch label={t('letOut')} on={letsOut} describedBy={noteId} onChange={setLetsOut} />
      <p id={noteId} className="t3">
        {t(letsOut ? 'letOutWhat' : 'letOutNot')}
      </p>
      <span className="lab">{t('newGroupKeys')}</span>
    </div>
  )
}
