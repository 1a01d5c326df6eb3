import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Host, Project } from '#shared/project/schema'
import { Button } from '../../parts/button.tsx'
import { TextField } from '../../parts/fields.tsx'
import { createHost, hostIssue } from '../../state/host-edits.ts'
import { selectHost } from '../../state/screen.ts'
import { issueWords } from '../../texts/issue-words.ts'

interface NewHostProps {
  readonly project: Project
  /** Whose settings it begins with. */
  readonly like: Omit<Host, 'name'>
  readonly onLeave: () => void
}

/** A name for one more host, judged while it is typed. Enter makes it, Esc leaves. */
export function NewHost({ project, like, onLeave }: NewHostProps) {
  const { t } = useTranslation('hosts')
  const noteId = useId()
  const place = useRef<HTMLDivElement>(null)
  const [name, setName] = useState('')
  const host: Host = { ...like, name: name.trim() }
  const issue = host.name === '' ? null : hostIssue(project, host)
  useEffect(() => place.current?.querySelector('input')?.focus(), [])
  const create = async () => {
    if (host.name === '' || issue !== null) return
    const done = await createHost(host)
    if (!done.ok) return
    selectHost(host.name)
    onLeave()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) void create()
    if (event.key === 'Escape') onLeave()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the field inside
    <div className="host-new" ref={place} onKeyDown={onKeyDown}>
      <TextField
        label={t('new.name')}
        mono
        value={name}
        bad={issue !== null}
        describedBy={noteId}
        maxLength={63}
        onChange={setName}
      />
      <Button
        look="primary"
        refusal={issue === null ? (host.name === '' ? t('new.noName') : null) : issueWords(issue)}
        onClick={() => void create()}
      >
        {t('new.make')}
      </Button>
      <Button onClick={onLeave}>{t('new.leave')}</Button>
      <span className={issue === null ? 't2' : 'host-wrong'} id={noteId} role="status">
        {issue === null ? t('new.note') : issueWords(issue)}
      </span>
    </div>
  )
}
