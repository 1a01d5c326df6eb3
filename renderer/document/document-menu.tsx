import { Menu } from '@mantine/core'
import { ChevronDown, FileOutput, FilePlus2, FlaskConical, FolderOpen, Pencil, Save, SaveAll } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Example } from '#shared/contract/document'
import type { TapwallError } from '#shared/errors'
import type { CommandId } from '../commands/command.ts'
import { runCommand } from '../commands/registry.ts'
import { useKeysOf } from '../commands/shortcuts.ts'
import { useRefusal } from '../commands/use-refusal.ts'
import { keyWords } from '../keys.ts'
import { useDeed } from '../state/deeds.ts'
import { useDocument } from '../state/document.ts'
import { openExample, openPath } from '../state/document-acts.ts'
import { showFailure } from '../state/messages.ts'
import { useProject } from '../state/project.ts'
import { otherFiles, refreshRecent, useRecentFiles } from '../state/recent-files.ts'
import './document.css'
import { NameField } from './name-field.tsx'
import { SavedWords } from './saved-words.tsx'

const WIDTH = 420
/** Recent files in the menu; the dialog has all of them. */
const MOST_RECENT = 5

/** The project's name; behind it, its file and all other files. */
export function DocumentMenu() {
  const { t } = useTranslation('document')
  const name = useProject((store) => store.project?.name ?? null)
  const [opened, setOpened] = useState(false)
  const [renaming, setRenaming] = useState(false)
  useDeed('renameProject', () => {
    setOpened(false)
    setRenaming(true)
  })
  useEffect(() => {
    if (opened) void refreshRecent()
  }, [opened])
  if (name === null) return <span className="top-cell top-name">{t('menu.none')}</span>
  if (renaming) return <NameField name={name} onLeave={() => setRenaming(false)} />
  return (
    <Menu position="bottom-start" width={WIDTH} opened={opened} onChange={setOpened}>
      <Menu.Target>
        <button type="button" className="top-cell top-name doc-button" aria-label={t('menu.label', { name })} title={name}>
          <span className="el">{name}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown className="doc-menu">
        <FileState />
        <Act id="newProject" icon={<FilePlus2 size={14} aria-hidden="true" />} />
        <Act id="open" icon={<FolderOpen size={14} aria-hidden="true" />} />
        <Act id="save" icon={<Save size={14} aria-hidden="true" />} />
        <Act id="saveAs" icon={<SaveAll size={14} aria-hidden="true" />} />
        <Act id="exportApi" icon={<FileOutput size={14} aria-hidden="true" />} />
        <Act id="renameProject" icon={<Pencil size={14} aria-hidden="true" />} />
        <Recent />
        <Examples />
      </Menu.Dropdown>
    </Menu>
  )
}

function FileState() {
  const path = useDocument((store) => store.document?.path ?? '')
  return (
    <Menu.Label className="doc-file">
      <span className="m el" title={path} dir="rtl" data-testid="document-path">
        <bdi>{path}</bdi>
      </span>
      <SavedWords />
    </Menu.Label>
  )
}

function Act({ id, icon }: { readonly id: CommandId; readonly icon: ReactNode }) {
  const { t } = useTranslation('commands')
  const keys = useKeysOf(id)
  const refusal = useRefusal(id)
  return (
    <Menu.Item
      leftSection={icon}
      rightSection={keys.length === 0 ? null : <kbd>{keyWords(keys)}</kbd>}
      disabled={refusal !== null}
      title={refusal === null ? undefined : t(`refusals.${refusal}`)}
      onClick={() => void runCommand(id)}
    >
      {t(`names.${id}`)}
    </Menu.Item>
  )
}

async function told(opening: Promise<TapwallError | null>): Promise<void> {
  const error = await opening
  if (error !== null) showFailure(error, 'open')
}

function Recent() {
  const { t } = useTranslation('document')
  const files = otherFiles(useRecentFiles((store) => store.files)).slice(0, MOST_RECENT)
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{t('menu.recent')}</Menu.Label>
      {files.length === 0 ? <Menu.Item disabled>{t('menu.noRecent')}</Menu.Item> : null}
      {files.map(({ path, name, missing }) => (
        <Menu.Item
          key={path}
          disabled={missing}
          title={path}
          rightSection={missing ? <span className="doc-note">{t('menu.missing')}</span> : null}
          onClick={() => void told(openPath(path))}
        >
          <span className="doc-recent">
            <span className="el">{name}</span>
            <span className="m t3 el" dir="rtl">
              <bdi>{path}</bdi>
            </span>
          </span>
        </Menu.Item>
      ))}
    </>
  )
}

function Examples() {
  const { t } = useTranslation('document')
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{t('menu.examples')}</Menu.Label>
      {Example.options
        .filter((example) => example !== 'empty-lab')
        .map((example) => (
          <Menu.Item
            key={example}
            leftSection={<FlaskConical size={14} aria-hidden="true" />}
            onClick={() => void told(openExample(example))}
          >
            {t(`examples.${example}`)}
          </Menu.Item>
        ))}
    </>
  )
}
