import { FlaskConical } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Example } from '#shared/contract/document'
import { FileList } from './file-list.tsx'

/** What comes with the program; each becomes a document of its own. */
export function ExampleList({ onOpen }: { readonly onOpen: (example: Example) => void }) {
  const { t } = useTranslation('document')
  return (
    <FileList
      label={t('dialog.examples')}
      rows={Example.options.map((example) => ({
        key: example,
        icon: <FlaskConical size={14} aria-hidden="true" />,
        name: t(`examples.${example}`),
        note: t(`exampleNotes.${example}`),
        onChoose: () => onOpen(example),
      }))}
    />
  )
}
