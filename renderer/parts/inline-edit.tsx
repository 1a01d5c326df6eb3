import { Textarea, Tooltip } from '@mantine/core'
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
  /** Another number begins it from elsewhere; 0 does not. */
  readonly begin?: number
  /** False when it was refused: the field stays, with what was typed. */
  readonly onSave: (value: string) => Promise<boolean>
}

/** Of a text that is cut where it stands; all of it is in the field. */
const LONGEST_HINT = 2000

/** Text that becomes a field where it stands. Enter and leaving save, Shift+Enter begins a line, Esc takes it back. */
export function InlineEdit({ value, label, editLabel, children, className, begin = 0, onSave }: InlineEditProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const [refused, setRefused] = useState(false)
  const [begun, setBegun] = useState(begin)
  const change = (next: string | null) => {
    setTyped(next)
    setRefused(false)
  }
  if (begun !== begin) {
    setBegun(begin)
    change(value)
  }
  if (typed === null)
    return (
      <Tooltip label={value === '' ? editLabel : value.slice(0, LONGEST_HINT)} classNames={{ tooltip: 'inline-edit-hint' }}>
        <button type="button" className={`inline-edit ${className ?? ''}`} aria-label={editLabel} onClick={() => change(value)}>
          {children}
        </button>
      </Tooltip>
    )
  const save = async () => {
    if (typed === value) return change(null)
    if (await onSave(typed)) change(null)
    else setRefused(true)
  }
  return (
    <div className="inline-edit-place">
      <Textarea
        className="inline-edit-field"
        rows={1}
        wrapperProps={{ 'data-size': 'md' }}
        aria-label={label}
        value={typed}
        error={refused}
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => change(event.currentTarget.value)}
        onBlur={() => void save()}
        onKeyDown={(event) => {
          // Enter also ends the choice of a character that is composed.
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault()
            void save()
          }
          if (event.key === 'Escape') change(null)
        }}
      />
    </div>
  )
}
