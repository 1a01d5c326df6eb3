import { create } from 'zustand'
import type { ImportPreview } from '#shared/contract/document'
import type { TapwallError } from '#shared/errors'

/** The one dialog about documents that is open. */
export type DocumentDialog =
  | { readonly is: 'open' }
  | { readonly is: 'saveAs'; readonly format: 'project' | 'api' }
  /** What is to be opened would be made of answers of the Networking API; `agree` makes it. */
  | { readonly is: 'import'; readonly preview: ImportPreview; readonly agree: () => Promise<TapwallError | null> }
  /** The present document could not be written; `again` opens the other one all the same. */
  | { readonly is: 'unsaved'; readonly again: () => Promise<void> }
  /** Values that both sides changed: of a file that another program wrote, or of work that is to be restored. */
  | { readonly is: 'conflicts'; readonly of: 'outside' | 'recovery' }

interface DialogStore {
  readonly dialog: DocumentDialog | null
}
export const useDocumentDialog = create<DialogStore>()(() => ({ dialog: null }))

export const showDialog = (dialog: DocumentDialog): void => useDocumentDialog.setState({ dialog })
export const closeDialog = (): void => useDocumentDialog.setState({ dialog: null })
