import { type KeyboardEvent, useId, useState } from 'react'
import type { Judged } from '../texts/judged.ts'
import { TextField } from './fields.tsx'
import { JudgedNote } from './judged-note.tsx'

interface JudgedFieldProps {
  readonly label: string
  readonly value: string
  readonly placeholder?: string
  readonly mono?: boolean
  readonly maxLength?: number
  /** Why a text would be refused; null when it would be taken. */
  readonly judge: (typed: string) => Judged | null
  readonly onSave: (typed: string) => void
}

/** A value that is edited where it stands: judged while typed, saved by Enter and by leaving, taken back by Esc. */
export function JudgedField({ label, value, placeholder, mono = false, maxLength, judge, onSave }: JudgedFieldProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const noteId = useId()
  const text = typed?.trim() ?? value
  const isChanged = text !== value
  const problem = isChanged ? judge(text) : null
  const save = () => {
    if (problem !== null) return
    if (isChanged) onSave(text)
    setTyped(null)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') save()
    else if (event.key === 'Escape' && typed !== null) setTyped(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter and leaving save what is typed in the field
    <div className="judged-field" onKeyDown={onKeyDown} onBlur={save}>
      <TextField
        label={label}
        value={typed ?? value}
        onChange={setTyped}
        mono={mono}
        bad={problem !== null}
        describedBy={noteId}
        {...(placeholder === undefined ? {} : { placeholder })}
        {...(maxLength === undefined ? {} : { maxLength })}
      />
      <JudgedNote id={noteId} judged={problem} />
    </div>
  )
}
