import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportCounts, ImportPreview } from '#shared/contract/document'
import type { TapwallError } from '#shared/errors'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { nameOfPath } from '../state/document.ts'
import { closeDialog } from '../state/document-dialog.ts'
import './document.css'
import { LossList } from './loss-list.tsx'
import { Problem } from './problem.tsx'

/** What documents of the Networking API would become, and each thing that is not taken over as it stands, before anything is opened. */
export function ImportDialog({
  preview,
  agree,
}: {
  readonly preview: ImportPreview
  readonly agree: () => Promise<TapwallError | null>
}) {
  const { t } = useTranslation('document')
  const [problem, setProblem] = useState<TapwallError | null>(null)
  const [busy, setBusy] = useState(false)
  const { files, losses, more, counts } = preview
  const count = losses.length + more
  const take = async () => {
    setBusy(true)
    setProblem(await agree())
    setBusy(false)
  }
  const [first = ''] = files
  return (
    <Dialog
      title={files.length === 1 ? t('import.title', { file: nameOfPath(first) }) : t('import.several', { count: files.length })}
      className={count === 0 ? '' : 'dialog-tall'}
      onClose={closeDialog}
      actions={
        <>
          <Button onClick={closeDialog}>{t('import.cancel')}</Button>
          <Button look="primary" data-autofocus refusal={busy ? t('dialog.opening') : null} onClick={() => void take()}>
            {t('import.now')}
          </Button>
        </>
      }
    >
      <div className="doc-import-what">
        <p>{t('import.makes', { what: whatWords(t, counts) })}</p>
        <p>{count === 0 ? t('import.whole') : t('import.lost', { count })}</p>
      </div>
      <Problem error={problem} />
      {count === 0 ? null : <LossList label={t('import.list')} losses={losses} more={more} />}
    </Dialog>
  )
}

const KINDS = ['networks', 'subnets', 'routers', 'floatingIps', 'vms', 'ports', 'groups', 'rules', 'addressGroups'] as const

function whatWords(t: TFunction<'document'>, counts: ImportCounts): string {
  const parts = KINDS.filter((kind) => counts[kind] > 0).map((kind) => t(`counts.${kind}`, { count: counts[kind] }))
  return parts.length === 0 ? t('counts.nothing') : parts.join(t('differs.join'))
}
