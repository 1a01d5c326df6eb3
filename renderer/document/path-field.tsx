import { TextInput } from '@mantine/core'
import { useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/button.tsx'

interface PathFieldProps {
  readonly value: string
  readonly note: string
  /** What Enter and the button do. */
  readonly act: string
  readonly busy: boolean
  readonly onChange: (path: string) => void
  readonly onAct: () => void
}

/** A path of main's machine, and the one thing that is done with it. */
export function PathField({ value, note, act, busy, onChange, onAct }: PathFieldProps) {
  const { t } = useTranslation('document')
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // The name is what is changed most; the folder and the ending stay.
    const path = field.current?.value ?? ''
    field.current?.setSelectionRange(path.lastIndexOf('/') + 1, path.replace(/\.json$/i, '').length)
  }, [])
  return (
    <form
      className="doc-field"
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) onAct()
      }}
    >
      <TextInput
        className="doc-input"
        ref={field}
        size="md"
        data-autofocus
        aria-label={t('dialog.path')}
        attributes={{ input: { 'aria-describedby': id } }}
        classNames={{ input: 'm' }}
        value={value}
        maxLength={4096}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Button look="primary" refusal={busy ? t('dialog.opening') : null} onClick={onAct}>
        {act}
      </Button>
      <p id={id} className="lab">
        {note}
      </p>
    </form>
  )
}
