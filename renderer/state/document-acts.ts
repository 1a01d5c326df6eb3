import { type Example, LONGEST_TEXT, MOST_TEXTS, type OpenAnswer } from '#shared/contract/document'
import { invalid, issue, type TapwallError } from '#shared/errors'
import type { Result } from '#shared/result'
import {
  discardWork,
  exportDocumentAs,
  openDocument,
  openDocumentTexts,
  resolveOutside,
  restoreWork,
  saveDocument,
  saveDocumentAs,
} from '../api.ts'
import { desktopPathOf } from '../port-transport.ts'
import { fileSize } from '../texts/format.ts'
import { translateDocument as t } from '../texts/i18n.ts'
import { nameOfPath, useDocument } from './document.ts'
import { closeDialog, showDialog } from './document-dialog.ts'
import { say, showFailure } from './messages.ts'

/** What a person does with documents. Each answers with why it could not be done, for the place that asked to show. */
type Refused = TapwallError | null
type Opening = (leaveUnsaved: boolean, agreed: string | null) => Promise<Result<OpenAnswer, TapwallError>>

const isCode = (error: TapwallError, code: string): boolean => error.kind === 'invalid' && error.issues[0]?.code === code
export const isThere = (error: TapwallError): boolean => isCode(error, 'file.exists') || isCode(error, 'export.exists')

/**
 * The page is about to begin anew with the other document, unless it is the one that is open. What has to be made of other documents is
 * shown first: again when they are not what was agreed to any more.
 */
async function open(opening: Opening, agreed: string | null = null): Promise<Refused> {
  const answer = await opening(false, agreed)
  if (answer.ok) {
    const { value } = answer
    if (value.is === 'import') {
      showDialog({ is: 'import', preview: value, agree: () => open(opening, value.version) })
      return null
    }
    closeDialog()
    if (!value.changed) say(() => t('said.openAlready'))
    return null
  }
  if (!isCode(answer.error, 'document.unsaved')) return answer.error
  const again = async () => {
    const second = await opening(true, agreed)
    if (!second.ok) showFailure(second.error, 'open')
  }
  showDialog({ is: 'unsaved', again })
  return null
}

export const openPath = (path: string): Promise<Refused> => open((leave, agreed) => openDocument({ path }, leave, agreed))
export const openExample = (example: Example): Promise<Refused> => open((leave, agreed) => openDocument({ example }, leave, agreed))

/**
 * Files that a person dropped or chose: a project, or answers of the Networking API, which several become one project together. In the
 * desktop window the path of a file is known, and it is opened itself.
 */
export async function openFiles(files: readonly File[]): Promise<Refused> {
  const [file, ...others] = files
  if (file === undefined) return null
  const path = others.length === 0 ? desktopPathOf(file) : null
  if (path !== null) return openPath(path)
  if (files.length > MOST_TEXTS)
    return invalid([issue([], 'drop.many', `At most ${MOST_TEXTS} files can be opened together.`, { most: MOST_TEXTS })])
  const size = fileSize(LONGEST_TEXT)
  const { name } = file
  if (files.reduce((sum, each) => sum + each.size, 0) > LONGEST_TEXT) {
    const message = `${name} is larger than ${size}. Put it on the machine of the program and open it by its path.`
    return invalid([issue([], 'drop.large', message, { name, size })])
  }
  const texts: { name: string; text: string }[] = []
  for (const each of files) {
    try {
      texts.push({ name: each.name.slice(0, 255), text: await each.text() })
    } catch {
      return invalid([issue([], 'drop.unreadable', `The browser could not read ${each.name}.`, { name: each.name })])
    }
  }
  return open((leave, agreed) => openDocumentTexts(texts, leave, agreed))
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

export async function exportAs(path: string, overwrite: boolean): Promise<Refused> {
  const answer = await exportDocumentAs(path, overwrite)
  if (!answer.ok) return answer.error
  closeDialog()
  say(() => t('said.exported', { path: answer.value.path }))
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
