import { ChevronUp, FileJson, Folder, House, Library } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { FolderEntry, FolderState } from '#shared/contract/document'
import { IconButton } from '../parts/button.tsx'
import { inFolder } from '../state/document.ts'
import { dayAndTime, fileSize } from '../texts/format.ts'
import { FileList, type FileRow } from './file-list.tsx'

interface FolderPaneProps {
  readonly folder: FolderState | null
  readonly onFolder: (path: string) => void
  readonly onFile: (path: string) => void
}

/** A folder of main's machine: where it is, ways out of it, and what is in it. */
export function FolderPane({ folder, onFolder, onFile }: FolderPaneProps) {
  const { t } = useTranslation('document')
  if (folder === null)
    return (
      <p className="doc-empty t3" role="status">
        {t('dialog.reading')}
      </p>
    )
  const { path, parent, home, documents, entries, more } = folder
  const rowOf = (entry: FolderEntry): FileRow => {
    const whole = inFolder(path, entry.name)
    const isFolder = entry.kind === 'folder'
    return {
      key: entry.name,
      icon: isFolder ? <Folder size={14} aria-hidden="true" /> : <FileJson size={14} aria-hidden="true" />,
      name: entry.name,
      label: isFolder ? t('dialog.inFolder', { name: entry.name }) : t('dialog.inFile', { name: entry.name }),
      note: (
        <>
          {isFolder ? null : <span className="doc-size m">{fileSize(entry.size)}</span>}
          <span className="m">{dayAndTime(entry.modified)}</span>
        </>
      ),
      onChoose: () => (isFolder ? onFolder(whole) : onFile(whole)),
    }
  }
  return (
    <>
      <div className="doc-place">
        <IconButton
          label={t('dialog.up')}
          icon={<ChevronUp size={16} aria-hidden="true" />}
          refusal={parent === null ? path : null}
          onClick={() => parent !== null && onFolder(parent)}
        />
        <IconButton label={t('dialog.home')} icon={<House size={14} aria-hidden="true" />} onClick={() => onFolder(home)} />
        {documents === null ? null : (
          <IconButton
            label={t('dialog.documents')}
            icon={<Library size={14} aria-hidden="true" />}
            onClick={() => onFolder(documents)}
          />
        )}
        {/* Cut at its beginning: the end says where one is. */}
        <span className="doc-path m" title={path} dir="rtl">
          <bdi>{path}</bdi>
        </span>
      </div>
      {entries.length === 0 ? <p className="doc-empty t3">{t('dialog.empty')}</p> : null}
      <FileList label={t('dialog.folder', { path })} rows={entries.map(rowOf)} />
      {more === 0 ? null : <p className="doc-empty t3">{t('dialog.more', { count: more })}</p>}
    </>
  )
}
