import { useTranslation } from 'react-i18next'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { useDocument } from '../state/document.ts'
import { closeDialog, showDialog } from '../state/document-dialog.ts'
import './document.css'

/** Another document was asked for while this one is not in its file. */
export function UnsavedDialog({ again }: { readonly again: () => Promise<void> }) {
  const { t } = useTranslation('document')
  const path = useDocument((store) => store.document?.path ?? '')
  return (
    <Dialog
      title={t('unsaved.title')}
      className="dialog-small"
      onClose={closeDialog}
      actions={
        <>
          <Button onClick={closeDialog}>{t('unsaved.stay')}</Button>
          <Button
            onClick={() => {
              closeDialog()
              void again()
            }}
          >
            {t('unsaved.anyway')}
          </Button>
          <Button look="primary" data-autofocus onClick={() => showDialog({ is: 'saveAs', format: 'project' })}>
            {t('unsaved.saveAs')}
          </Button>
        </>
      }
    >
      <p className="dialog-body">{t('unsaved.what', { path })}</p>
    </Dialog>
  )
}
