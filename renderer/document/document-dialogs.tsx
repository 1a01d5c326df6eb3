import { useDocumentDialog } from '../state/document-dialog.ts'
import { ConflictsDialog } from './conflicts-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { OpenDialog } from './open-dialog.tsx'
import { SaveAsDialog } from './save-as-dialog.tsx'
import { UnsavedDialog } from './unsaved-dialog.tsx'

/** The dialog about documents that is open, if any. */
export function DocumentDialogs() {
  const dialog = useDocumentDialog((store) => store.dialog)
  switch (dialog?.is) {
    case 'open':
      return <OpenDialog />
    case 'saveAs':
      return <SaveAsDialog format={dialog.format} />
    case 'import':
      return <ImportDialog key={dialog.preview.version} preview={dialog.preview} agree={dialog.agree} />
    case 'unsaved':
      return <UnsavedDialog again={dialog.again} />
    case 'conflicts':
      return <ConflictsDialog of={dialog.of} />
    default:
      return null
  }
}
