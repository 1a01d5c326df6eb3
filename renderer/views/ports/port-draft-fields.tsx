import { useTranslation } from 'react-i18next'
import { TextField } from '../../parts/fields.tsx'
import { Field } from './field.tsx'
import type { BadField } from './port-draft-dialog.tsx'

interface DraftFieldProps extends BadField {
  readonly value: string
  readonly onChange: (value: string) => void
}

export function VmNameField(props: DraftFieldProps) {
  const { t } = useTranslation('ports')
  return (
    <Field label={t('fields.vmName')}>
      <TextField label={t('fields.vmName')} {...props} />
    </Field>
  )
}

export function MacField(props: DraftFieldProps) {
  const { t } = useTranslation('ports')
  return (
    <Field label={t('fields.mac')}>
      <TextField label={t('fields.mac')} mono maxLength={17} {...props} />
    </Field>
  )
}
