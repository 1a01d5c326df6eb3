import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TapwallError } from '#shared/errors'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { inFolder, nameOfPath, useDocument } from '../state/document.ts'
import { isThere, saveAs } from '../state/document-acts.ts'
import { closeDialog } from '../state/document-dialog.ts'
import './document.css'
import { FolderPane } from './folder-pane.tsx'
import { PathField } from './path-field.tsx'
import { Problem } from './problem.tsx'
import { useFolder } from './use-folder.ts'

/** Goes on in another file. What is there already is only written over when that is said a second time. */
export function SaveAsDialog() {
  const { t } = useTranslation('document')
  const { folder, error, go } = useFolder()
  const [path, setPath] = useState(() => useDocument.getState().document?.path ?? '')
  const [problem, setProblem] = useState<TapwallError | null>(null)
  const [busy, setBusy] = useState(false)
  const change = (next: string) => {
    setPath(next)
    setProblem(null)
  }
  const save = async (overwrite: boolean) => {
    setBusy(true)
    // A name alone is meant in the folder that is shown.
    const whole = path.trim() === '' || path.includes('/') || path.startsWith('~') ? path : inFolder(folder?.path ?? '.', path)
    setProblem(await saveAs(whole, overwrite))
    setBusy(false)
  }
  const toFolder = async (to: string) => {
    const refused = await go(to)
    setProblem(refused)
    if (refused === null) setPath(inFolder(to, nameOfPath(path)))
  }
  const there = problem !== null && isThere(problem) ? problem : null
  return (
    <Dialog title={t('dialog.saveAs')} className="dialog-tall" onClose={closeDialog}>
      <PathField
        value={path}
        note={t('dialog.saveNote')}
        act={t('dialog.saveNow')}
        busy={busy}
        onChange={change}
        onAct={() => void save(false)}
      />
      {there === null ? (
        <Problem error={problem ?? error} />
      ) : (
        <div className="doc-problem" role="alert">
          <span>{t('dialog.exists', { name: nameIn(there) })}</span>
          <span className="sp" />
          <Button onClick={() => void save(true)}>{t('dialog.overwrite')}</Button>
        </div>
      )}
      <FolderPane folder={folder} onFolder={(to) => void toFolder(to)} onFile={change} />
    </Dialog>
  )
}

/** Name of the project that is there. */
const nameIn = (error: TapwallError): string => (error.kind === 'invalid' ? String(error.issues[0]?.values['name'] ?? '') : '')
