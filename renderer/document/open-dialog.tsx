import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TapwallError } from '#shared/errors'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Segmented } from '../parts/segmented.tsx'
import { isDesktop } from '../port-transport.ts'
import { openExample, openFiles, openPath } from '../state/document-acts.ts'
import { closeDialog } from '../state/document-dialog.ts'
import { useRecentFiles } from '../state/recent-files.ts'
import './document.css'
import { ExampleList } from './example-list.tsx'
import { FolderPane } from './folder-pane.tsx'
import { PathField } from './path-field.tsx'
import { Problem } from './problem.tsx'
import { RecentList } from './recent-list.tsx'
import { useFolder } from './use-folder.ts'

type Source = 'recent' | 'files' | 'examples'

/** Recent files, the files of main's machine, the examples, and a file of the machine that the browser runs on. */
export function OpenDialog() {
  const { t } = useTranslation('document')
  const { folder, error, go } = useFolder()
  const [path, setPath] = useState('')
  const [source, setSource] = useState<Source>(() => (useRecentFiles.getState().files.length > 1 ? 'recent' : 'files'))
  const [problem, setProblem] = useState<TapwallError | null>(null)
  const [busy, setBusy] = useState(false)
  const attempt = async (opening: () => Promise<TapwallError | null>) => {
    if (busy) return
    setBusy(true)
    setProblem(null)
    setProblem(await opening())
    setBusy(false)
  }
  const toFolder = (to: string) =>
    attempt(async () => {
      const refused = await go(to)
      if (refused === null) setPath('')
      return refused
    })
  /** What is written is a file or a folder; main knows which. */
  const openWritten = () =>
    attempt(async () => {
      const whole = wholePath(path.trim(), folder?.path ?? '')
      const refused = await openPath(whole)
      if (!isFolderRefusal(refused) || (await go(whole)) !== null) return refused
      setPath('')
      setSource('files')
      return null
    })
  return (
    <Dialog
      title={t('dialog.open')}
      className="dialog-tall"
      onClose={closeDialog}
      actions={<Browse onFiles={(files) => void attempt(() => openFiles(files))} />}
    >
      <PathField
        value={path}
        note={t('dialog.pathNote')}
        act={t('dialog.openNow')}
        busy={busy}
        onChange={setPath}
        onAct={() => void openWritten()}
      />
      <Problem error={problem ?? (source === 'files' ? error : null)} />
      <div className="doc-sources">
        <Segmented
          label={t('dialog.what')}
          value={source}
          options={(['recent', 'files', 'examples'] as const).map((value) => ({ value, label: t(`dialog.${value}`) }))}
          onChange={setSource}
        />
        {source === 'files' ? <span className="lab">{t('dialog.machine')}</span> : null}
      </div>
      {source === 'recent' ? <RecentList onOpen={(file) => void attempt(() => openPath(file))} /> : null}
      {source === 'examples' ? <ExampleList onOpen={(example) => void attempt(() => openExample(example))} /> : null}
      {source === 'files' ? (
        <FolderPane folder={folder} onFolder={(to) => void toFolder(to)} onFile={(file) => void attempt(() => openPath(file))} />
      ) : null}
    </Dialog>
  )
}

/** A name alone is meant in the folder that is shown. */
const wholePath = (written: string, folder: string): string =>
  written === '' || /^[/~]/.test(written) || folder === '' ? written : `${folder}/${written}`

const isFolderRefusal = (error: TapwallError | null): boolean =>
  error?.kind === 'invalid' && error.issues[0]?.code === 'file.not-a-file'

/** In the desktop window the machine is the same; its path is then known, and the file itself is opened. */
function Browse({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const { t } = useTranslation('document')
  const field = useRef<HTMLInputElement>(null)
  return (
    <>
      {isDesktop() ? null : <span className="lab doc-browse">{t('dialog.browseNote')}</span>}
      <input
        ref={field}
        type="file"
        accept=".json,application/json"
        hidden
        multiple
        data-testid="browse"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])])
          event.currentTarget.value = ''
        }}
      />
      <Button onClick={() => field.current?.click()}>{t('dialog.browse')}</Button>
    </>
  )
}
