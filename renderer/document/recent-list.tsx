import { FileClock, X } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../parts/button.tsx'
import { forgetFile, refreshRecent, useRecentFiles } from '../state/recent-files.ts'
import { dayAndTime } from '../texts/format.ts'
import { FileList } from './file-list.tsx'

/** What was open, the last first. What is gone is shown as gone, and can be taken off the list. */
export function RecentList({ onOpen }: { readonly onOpen: (path: string) => void }) {
  const { t } = useTranslation('document')
  const files = useRecentFiles((store) => store.files)
  useEffect(() => void refreshRecent(), [])
  if (files.length === 0) return <p className="doc-empty t3">{t('dialog.noRecent')}</p>
  return (
    <FileList
      label={t('dialog.recent')}
      rows={files.map(({ path, name, at, missing }) => ({
        key: path,
        icon: <FileClock size={14} aria-hidden="true" />,
        name,
        detail: path,
        note: missing ? t('dialog.missing') : <span className="m">{dayAndTime(at)}</span>,
        off: missing,
        onChoose: () => onOpen(path),
        action: (
          <IconButton
            label={t('dialog.forget', { path })}
            className="btn-small"
            icon={<X size={14} aria-hidden="true" />}
            onClick={() => void forgetFile(path)}
          />
        ),
      }))}
    />
  )
}
