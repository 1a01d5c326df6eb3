import { TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import './inline-edit.css'

interface InlineEditProps {
  readonly value: string
  /** Name of the field while it is edited. */
  readonly label: string
  /** Name of the button that begins it. */
  readonly editLabel: string
  readonly children: ReactNode
  readonly className?: string
  readonly longest: number
  /** Another number begins it from elsewhere; 0 does not. */
  readonly begin?: number
  readonly onSave: (value: string) => void
}

/** Text that becomes a field where it stands. Enter and leaving save, Esc takes it back. */
export function InlineEdit({ value, label, editLabel, children, className, longest, begin = 0, onSave }: InlineEditProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const [begun, setBegun] = useState(begin)
  if (begun !== begin) {
    setBegun(begin)
    setTyped(value)
  }
  if (typed === null)
    return (
      <button
        type="button"
        className={`inline-edit ${className ?? ''}`}
        aria-label={editLabel}
        title={editLabel}
        onClick={() => setTyped(value)}
      >
        {children}
      </button>
    )
  const save = () => {
    setTyped(null)
    if (typed !== value) onSave(typed)
  }
  return (
    <TextInput
      className="inline-edit-field"
      size="md"
      wrapperProps={{ 'data-size': 'md' }}
      aria-label={label}
      value={typed}
      maxLength={longest}
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save()
        if (event.key === 'Escape') setTyped(null)
      }}
    />
  )
}
