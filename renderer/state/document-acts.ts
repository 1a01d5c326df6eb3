import { type Example, LONGEST_TEXT, type OpenAnswer } from '#shared/contract/document'
import { invalid, issue, type TapwallError } from '#shared/errors'
import type { Result } from '#shared/result'
import { discardWork, openDocument, openDocumentText, resolveOutside, restoreWork, saveDocument, saveDocumentAs } from '../api.ts'
import { desktopPathOf } from '../port-transport.ts'
import { fileSize } from '../texts/format.ts'
import { translateDocument as t } from '../texts/i18n.ts'
import { nameOfPath, useDocument } from './document.ts'
import { closeDialog, showDialog } from './document-dialog.ts'
import { say, showFailure } from './messages.ts'

/** What a person does with documents. Each answers with why it could not be done, for the place that asked to show. */
type Refused = TapwallError | null
type Opening = (leaveUnsaved: boolean) => Promise<Result<OpenAnswer, TapwallError>>

const isCode = (error: TapwallError, code: string): boolean => error.kind === 'invalid' && error.issues[0]?.code === code
export const isThere = (error: TapwallError): boolean => isCode(error, 'file.exists')

/** The page is about to begin anew with the other document, unless it is the one that is open. */
async function open(opening: Opening): Promise<Refused> {
  const answer = await opening(false)
  if (answer.ok) {
    closeDialog()
    if (!answer.value.changed) say(() => t('said.openAlready'))
    return null
  }
  if (!isCode(answer.error, 'document.unsaved')) return answer.error
  const again = async () => {
    const second = await opening(true)
    if (!second.ok) showFailure(second.error, 'open')
  }
  showDialog({ is: 'unsaved', again })
  return null
}

export const openPath = (path: string): Promise<Refused> => open((leave) => openDocument({ path }, leave))
export const openExample = (example: Example): Promise<Refused> => open((leave) => openDocument({ example }, leave))

/** A file that a person dropped or chose. In the desktop window its path is known, and it is opened itself. */
export async function openFiles(files: readonly File[]): Promise<Refused> {
  const [file, ...others] = files
  if (file === undefined) return null
  if (others.length > 0) return invalid([issue([], 'drop.many', 'One file at a time can be opened.')])
  const { name } = file
  const path = desktopPathOf(file)
  if (path !== null) return openPath(path)
  const size = fileSize(LONGEST_TEXT)
  if (file.size > LONGEST_TEXT) {
    const message = `${name} is larger than ${size}. Put it on the machine of the program and open it by its path.`
    return invalid([issue([], 'drop.large', message, { name, size })])
  }
  let text: string
  try {
    text = await file.text()
  } catch {
    return invalid([issue([], 'drop.unreadable', `The browser could not read ${name}.`, { name })])
  }
  return open((leave) => openDocumentText(name.slice(0, 255), text, leave))
}

export async function save(): Promise<void> {
  const answer = await saveDocument()
  if (!answer.ok) return showFailure(answer.error, 'save')
  const { path, written } = answer.value
  say(() => (written ? t('said.saved', { path }) : t('said.savedAlready', { path })))
}

export async function saveAs(path: string, overwrite: boolean): Promise<Refused> {
  const answer = await saveDocumentAs(path, overwrite)
  if (!answer.ok) return answer.error
  closeDialog()
  say(() => t('said.savedAs', { path: answer.value.path }))
  return null
}

/** Decides about what another program wrote. A merge with conflicts asks first. */
export async function decideOutside(choice: 'theirs' | 'mine' | 'merge', prefer: 'mine' | 'theirs' | null = null): Promise<void> {
  const outside = useDocument.getState().document?.outside ?? null
  if (outside === null || outside.is === 'deleted') return closeDialog()
  if (choice === 'merge' && prefer === null && outside.is === 'changed' && outside.merge.count > 0)
    return showDialog({ is: 'conflicts', of: 'outside' })
  closeDialog()
  const answer = await resolveOutside({ choice, version: outside.version, prefer })
  if (!answer.ok) return showFailure(answer.error, 'decide')
  say(() => t(({ theirs: 'said.tookTheirs', mine: 'said.keptMine', merge: 'said.merged' } as const)[choice]))
}

export async function restore(prefer: 'mine' | 'theirs' | null = null): Promise<void> {
  const recovery = useDocument.getState().document?.recovery
  if (recovery?.is !== 'offered') return closeDialog()
  if (prefer === null && recovery.merge.count > 0) return showDialog({ is: 'conflicts', of: 'recovery' })
  closeDialog()
  const answer = await restoreWork(recovery.id, prefer)
  if (!answer.ok) return showFailure(answer.error, 'decide')
  say(() => t('said.restored'))
}

export async function discard(): Promise<void> {
  const recovery = useDocument.getState().document?.recovery ?? null
  if (recovery === null) return
  const answer = await discardWork(recovery.id)
  if (!answer.ok) return showFailure(answer.error, 'decide')
  if (recovery.is === 'offered') say(() => t('said.discarded'))
}

/** The file that the document is in, as a person calls it. */
export const fileName = (): string => nameOfPath(useDocument.getState().document?.path ?? '')
