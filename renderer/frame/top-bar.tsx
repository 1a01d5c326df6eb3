import { Redo2, Server, Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { commands, runCommand, useRefusal } from '../commands.ts'
import { keyWords } from '../keys.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { useChanges } from '../state/changes.ts'
import { useProject } from '../state/project.ts'
import { useSession } from '../state/session.ts'
import { editName } from '../texts/edit-name.ts'
import { Brand } from './brand.tsx'
import { States } from './states.tsx'
import './top-bar.css'

/** What is edited, where it goes, and the one way to put it there. */
export function TopBar() {
  const { t } = useTranslation()
  const told = useProject((store) => store.told)
  const project = useProject((store) => store.project)
  const kernel = useSession((store) => store.session?.kernel ?? null)
  const changes = useChanges()?.count ?? 0
  return (
    <header className="top">
      <span className="top-brand">
        <Brand label={t('brand')} />
      </span>
      <span className="top-cell top-name">{project?.name ?? t('project.none')}</span>
      <span className="top-cell">
        <Server size={14} aria-hidden="true" className="t3" />
        <span>{t('target.lab')}</span>
        <span className="m t2">{kernel?.host ?? project?.hosts[0]?.name}</span>
      </span>
      {told === null ? null : (
        <States
          edited={told.revision}
          applied={told.applied?.revision ?? null}
          changes={changes}
          kernelReadAt={kernel?.readAt ?? null}
          inStep={kernel?.inStep ?? false}
        />
      )}
      <span className="top-right">
        <HistoryButton id="undo" />
        <HistoryButton id="redo" />
        <ApplyButton changes={changes} />
      </span>
    </header>
  )
}

function HistoryButton({ id }: { readonly id: 'undo' | 'redo' }) {
  const { t } = useTranslation()
  const name = useProject((store) => store.told?.[id] ?? null)
  const refusal = useRefusal(commands[id])
  const Icon = id === 'undo' ? Undo2 : Redo2
  const values = { edit: editName(t, name), keys: keyWords(commands[id].keys) }
  return (
    <IconButton
      label={t(`commands.${id}`)}
      hint={id === 'undo' ? t('commands.undoEdit', values) : t('commands.redoEdit', values)}
      icon={<Icon size={16} aria-hidden="true" />}
      refusal={refusal === null ? null : t(`refusals.${refusal}`)}
      onClick={() => void runCommand(commands[id])}
    />
  )
}

function ApplyButton({ changes }: { readonly changes: number }) {
  const { t } = useTranslation()
  const refusal = useRefusal(commands.apply)
  return (
    <Button
      look="primary"
      refusal={refusal === null ? null : t(`refusals.${refusal}`)}
      hint={t('commands.withKeys', { name: t('commands.apply'), keys: keyWords(commands.apply.keys) })}
      onClick={() => void runCommand(commands.apply)}
    >
      {t('commands.apply')}
      {changes === 0 ? null : <span className="btn-count">{changes}</span>}
    </Button>
  )
}
