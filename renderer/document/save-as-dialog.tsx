import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TapwallError } from '#shared/errors'
import { exportWithLosses } from '#shared/neutron/export-losses'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Segmented } from '../parts/segmented.tsx'
import { inFolder, nameOfPath, useDocument } from '../state/document.ts'
import { exportAs, isThere, saveAs } from '../state/document-acts.ts'
import { closeDialog } from '../state/document-dialog.ts'
import { useProject } from '../state/project.ts'
import './document.css'
import { FolderPane } from './folder-pane.tsx'
import { LossList } from './loss-list.tsx'
import { PathField } from './path-field.tsx'
import { Problem } from './problem.tsx'
import { useFolder } from './use-folder.ts'

type Format = 'project' | 'api'
/** So that the document does not seem to be the project. */
const API_ENDING = '.neutron.json'

/**
 * Goes on in another file, or writes a document of the Networking API, which changes nothing of where the project is. What is there
 * already is only written over when that is said a second time.
 */
export function SaveAsDialog({ format: first }: { readonly format: Format }) {
  const { t } = useTranslation('document')
  const { folder, error, go } = useFolder()
  const [format, setFormat] = useState(first)
  const [path, setPath] = useState(() => pathFor(first, useDocument.getState().document?.path ?? ''))
  const [shows, setShows] = useState<'losses' | 'files'>('losses')
  const [problem, setProblem] = useState<TapwallError | null>(null)
  const [busy, setBusy] = useState(false)
  const project = useProject((store) => store.project)
  const losses = useMemo(() => (format === 'api' && project !== null ? exportWithLosses(project).losses : []), [format, project])
  const change = (next: string) => {
    setPath(next)
    setProblem(null)
  }
  const save = async (overwrite: boolean) => {
    setBusy(true)
    // A name alone is meant in the folder that is shown.
    const whole = path.trim() === '' || path.includes('/') || path.startsWith('~') ? path : inFolder(folder?.path ?? '.', path)
    setProblem(await (format === 'api' ? exportAs : saveAs)(whole, overwrite))
    setBusy(false)
  }
  const toFolder = async (to: string) => {
    const refused = await go(to)
    setProblem(refused)
    if (refused === null) setPath(inFolder(to, nameOfPath(path)))
  }
  const toFormat = (next: Format) => {
    setFormat(next)
    change(pathFor(next, path))
  }
  const there = problem !== null && isThere(problem) ? problem : null
  const isApi = format === 'api'
  const showsLosses = isApi && shows === 'losses' && losses.length > 0
  return (
    <Dialog title={t('dialog.saveAs')} className="dialog-tall" onClose={closeDialog}>
      <div className="doc-sources doc-format">
        <Segmented
          label={t('export.format')}
          value={format}
          options={(['project', 'api'] as const).map((value) => ({ value, label: t(`export.${value}`) }))}
          onChange={toFormat}
        />
      </div>
      <PathField
        value={path}
        note={isApi ? t('export.note') : t('dialog.saveNote')}
        act={isApi ? t('export.now') : t('dialog.saveNow')}
        busy={busy}
        onChange={change}
        onAct={() => void save(false)}
      />
      {there === null ? (
        <Problem error={problem ?? error} />
      ) : (
        <div className="doc-problem" role="alert">
          <span>{isApi ? t('export.exists') : t('dialog.exists', { name: nameIn(there) })}</span>
          <span className="sp" />
          <Button onClick={() => void save(true)}>{t('dialog.overwrite')}</Button>
        </div>
      )}
      {isApi ? (
        <div className="doc-sources">
          {losses.length === 0 ? (
            <span className="lab">{t('export.whole')}</span>
          ) : (
            <Segmented
              label={t('export.shows')}
              value={shows}
              options={[
                { value: 'losses', label: t('export.lost', { count: losses.length }) },
                { value: 'files', label: t('dialog.files') },
              ]}
              onChange={setShows}
            />
          )}
        </div>
      ) : null}
      {showsLosses ? (
        <LossList label={t('export.list')} losses={losses} />
      ) : (
        <FolderPane folder={folder} onFolder={(to) => void toFolder(to)} onFile={change} />
      )}
    </Dialog>
  )
}

/** The same name with the ending of the format. */
function pathFor(format: Format, path: string): string {
  const stem = path.endsWith(API_ENDING) ? path.slice(0, -API_ENDING.length) : path.replace(/\.json$/i, '')
  return stem === '' ? path : `${stem}${format === 'api' ? API_ENDING : '.json'}`
}

/** Name of the project that is there. */
const nameIn = (error: TapwallError): string => (error.kind === 'invalid' ? String(error.issues[0]?.values['name'] ?? '') : '')
