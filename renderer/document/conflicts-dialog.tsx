import { useTranslation } from 'react-i18next'
import type { ConflictState, MergeState } from '#shared/contract/document'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { useDocument } from '../state/document.ts'
import { decideOutside, restore } from '../state/document-acts.ts'
import { closeDialog } from '../state/document-dialog.ts'
import { conflictWords } from './conflict-words.ts'
import './document.css'

/** What the sides are called, and what taking one of them is. */
const SIDES = {
  outside: { mine: 'conflicts.mine', theirs: 'conflicts.file', takeMine: 'conflicts.takeMine', takeTheirs: 'conflicts.takeFile' },
  recovery: { mine: 'conflicts.lost', theirs: 'conflicts.now', takeMine: 'conflicts.takeLost', takeTheirs: 'conflicts.takeNow' },
} as const

/** Values that both sides changed differently: all of them are taken from one side, the rest from both. */
export function ConflictsDialog({ of }: { readonly of: 'outside' | 'recovery' }) {
  const { t } = useTranslation('document')
  const merge = useMerge(of)
  const words = SIDES[of]
  const take = (side: 'mine' | 'theirs') => void (of === 'outside' ? decideOutside('merge', side) : restore(side))
  if (merge === null) return null
  const left = merge.count - merge.conflicts.length
  return (
    <Dialog
      title={t('conflicts.title')}
      onClose={closeDialog}
      actions={
        <>
          <Button onClick={closeDialog}>{t('conflicts.cancel')}</Button>
          <Button onClick={() => take('theirs')}>{t(words.takeTheirs)}</Button>
          <Button look="primary" data-autofocus onClick={() => take('mine')}>
            {t(words.takeMine)}
          </Button>
        </>
      }
    >
      <div className="dialog-body">
        <p>{t('conflicts.what', { count: merge.count })}</p>
        <table className="doc-conflicts" aria-label={t('conflicts.list')}>
          <thead>
            <tr>
              <th scope="col">{t('conflicts.thing')}</th>
              <th scope="col">{t(words.mine)}</th>
              <th scope="col">{t(words.theirs)}</th>
            </tr>
          </thead>
          <tbody>
            {merge.conflicts.map((conflict) => (
              <ConflictRow key={conflict.path.join('/')} conflict={conflict} />
            ))}
          </tbody>
        </table>
        {left === 0 ? null : <p className="t3">{t('conflicts.more', { count: left })}</p>}
      </div>
    </Dialog>
  )
}

function useMerge(of: 'outside' | 'recovery'): MergeState | null {
  const document = useDocument((store) => store.document)
  if (of === 'outside') return document?.outside?.is === 'changed' ? document.outside.merge : null
  return document?.recovery?.is === 'offered' ? document.recovery.merge : null
}

function ConflictRow({ conflict }: { readonly conflict: ConflictState }) {
  const { t } = useTranslation('document')
  const { thing, field } = conflictWords(t, conflict)
  const side = (value: string | null) =>
    value === null ? <span className="t3">{t('conflicts.gone')}</span> : <span className="m">{value}</span>
  return (
    <tr>
      <th scope="row">
        {thing} <span className="m t2">{field}</span>
      </th>
      <td>{side(conflict.mine)}</td>
      <td>{side(conflict.theirs)}</td>
    </tr>
  )
}
