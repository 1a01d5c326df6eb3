import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { TraceField } from '../../state/trace-form.ts'
import type { FormModel } from './use-trace-view.ts'

/** The rows of the packet's form: a label, a field, and under it why what is typed makes no sense. */

export const Heading = ({ children }: { readonly children: ReactNode }) => <h3 className="packet-heading">{children}</h3>

interface FieldProps {
  readonly id: string
  readonly 'aria-invalid': boolean | undefined
  readonly 'aria-describedby': string
}

interface FormRowProps {
  readonly label: string
  readonly wrong?: string | null
  readonly note?: string | null
  readonly children: (props: FieldProps) => ReactNode
}

export function FormRow({ label, wrong = null, note = null, children }: FormRowProps) {
  const id = useId()
  return (
    <>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': wrong === null ? undefined : true, 'aria-describedby': `${id}-note` })}
      <span id={`${id}-note`} className={wrong === null ? 'packet-note lab' : 'packet-note packet-wrong'} aria-live="polite">
        {wrong ?? note}
      </span>
    </>
  )
}

type Typed = Exclude<TraceField, 'from' | 'to'>

interface LineProps {
  readonly field: Typed
  readonly model: FormModel
  readonly placeholder?: string
  readonly note?: string | null
}

export function Line({ field, model: { form, read, change }, placeholder, note = null }: LineProps) {
  const { t } = useTranslation('trace')
  return (
    <FormRow label={t(field)} wrong={read.wrong.includes(field) ? t(`wrong.${field}`) : null} note={note}>
      {(props) => (
        <input
          {...props}
          className="packet-input m"
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          value={form[field]}
          onChange={(event) => change({ [field]: event.target.value })}
        />
      )}
    </FormRow>
  )
}

interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly mono?: boolean
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
}

export function Choice<Value extends string>({ label, value, mono = false, options, onChange }: ChoiceProps<Value>) {
  return (
    <FormRow label={label}>
      {(props) => (
        <select
          {...props}
          className={mono ? 'packet-input m' : 'packet-input'}
          value={value}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value)
            if (chosen !== undefined) onChange(chosen.value)
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </FormRow>
  )
}
