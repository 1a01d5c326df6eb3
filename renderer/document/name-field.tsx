import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { say } from '../state/messages.ts'
import { edit } from '../state/project.ts'
import { lineOf } from '../texts/error-words.ts'
import { translateError } from '../texts/i18n.ts'

async function rename(name: string): Promise<void> {
  const answer = await edit({ do: 'project.rename', name })
  if (answer.ok) return
  const { error } = answer
  say(() => lineOf(translateError, error))
}

/** The project's name as a field in its own place. Enter and leaving save, Esc takes it back; a project has a name. */
export function NameField({ name, onLeave }: { readonly name: string; readonly onLeave: () => void }) {
  const { t } = useTranslation('document')
  const [typed, setTyped] = useState(name)
  const save = () => {
    const next = typed.trim()
    if (next !== '' && next !== name) void rename(next)
    onLeave()
  }
  return (
    <span className="top-cell doc-rename">
      <TextInput
        size="md"
        aria-label={t('menu.name')}
        value={typed}
        maxLength={255}
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter') save()
          if (event.key === 'Escape') onLeave()
        }}
      />
    </span>
  )
}
