import { Redo2, Search as SearchIcon, Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { runCommand } from '../commands/registry.ts'
import { useKeysOf } from '../commands/shortcuts.ts'
import { useHint } from '../commands/use-hint.ts'
import { useRefusal } from '../commands/use-refusal.ts'
import { DocumentMenu } from '../document/document-menu.tsx'
import { keyWords } from '../keys.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { useChanges } from '../state/changes.ts'
import { useProject } from '../state/project.ts'
import { openView } from '../state/screen.ts'
import { useSession } from '../state/session.ts'
import { stepWords } from '../texts/step-words.ts'
import { Brand } from './brand.tsx'
import { HistoryMenu } from './history-menu.tsx'
import { States } from './states.tsx'
import { TargetCell } from './target-cell.tsx'
import { TrialBar } from './trial-bar.tsx'
import './top-bar.css'

/** What is edited, where it goes, and the one way to put it there. */
export function TopBar() {
  const { t } = useTranslation()
  const told = useProject((store) => store.told)
  const kernel = useSession((store) => store.session?.kernel ?? null)
  const changes = useChanges()?.count ?? 0
  const trial = useSession((store) => store.session?.trial ?? null)
  return (
    <header className={trial === null ? 'top' : 'top top-trial'}>
      <span className="top-brand">
        <Brand label={t('brand')} />
      </span>
      <DocumentMenu />
      <TargetCell />
      {told === null ? null : (
        <States
          edited={told.revision}
          applied={told.applied?.revision ?? null}
          isOnTrial={trial !== null}
          changes={changes}
          kernelReadAt={kernel?.readAt ?? null}
          inStep={kernel?.inStep ?? false}
        />
      )}
      <span className="top-right">
        <span className="top-turns">
          <HistoryButton id="undo" />
          <HistoryButton id="redo" />
        </span>
        <HistoryMenu />
        <PaletteButton />
        {trial === null ? <ReviewButton changes={changes} /> : <TrialBar trial={trial} />}
      </span>
    </header>
  )
}

function HistoryButton({ id }: { readonly id: 'undo' | 'redo' }) {
  const { t } = useTranslation()
  const { t: tc } = useTranslation('commands')
  const step = useProject((store) => (id === 'undo' ? store.told?.history.past.at(-1) : store.told?.history.next[0]))
  const refusal = useRefusal(id)
  const Icon = id === 'undo' ? Undo2 : Redo2
  const values = { edit: stepWords(t, step) }
  const hint = useHint(id, id === 'undo' ? tc('undoEdit', values) : tc('redoEdit', values))
  return (
    <IconButton
      label={tc(`names.${id}`)}
      hint={hint}
      icon={<Icon size={16} aria-hidden="true" />}
      refusal={refusal === null ? null : tc(`refusals.${refusal}`)}
      onClick={() => void runCommand(id)}
    />
  )
}

function PaletteButton() {
  const { t } = useTranslation('commands')
  const keys = useKeysOf('palette')
  const hint = useHint('palette')
  return (
    <button
      type="button"
      className="top-palette"
      aria-label={t('names.palette')}
      title={hint}
      onClick={() => void runCommand('palette')}
    >
      <SearchIcon size={14} aria-hidden="true" />
      <span>{t('names.palette')}</span>
      {keys.length === 0 ? null : <kbd>{keyWords(keys)}</kbd>}
    </button>
  )
}

/** Opens the screen. Whether there is something to apply is said there, and by the number. */
function ReviewButton({ changes }: { readonly changes: number }) {
  const { t } = useTranslation('commands')
  const hint = useHint('review')
  return (
    <Button look="primary" hint={hint} onClick={() => openView('review')}>
      {t('names.review')}
      {changes === 0 ? null : <span className="btn-count">{changes}</span>}
    </Button>
  )
}
