import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { keyOf } from '../../keys.ts'

interface KeyListenerProps {
  readonly name: string
  readonly onKey: (key: string) => void
  readonly onLeave: () => void
  /** A question about the last key is open: leaving the listener is how it is answered. */
  readonly waits: boolean
}

/** Listens for the next keys. Tab goes on as everywhere, so that nobody is caught here; Esc leaves. */
export function KeyListener({ name, onKey, onLeave, waits }: KeyListenerProps) {
  const { t } = useTranslation('settings')
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    if (event.key === 'Tab' && !event.ctrlKey && !event.metaKey && !event.altKey) return
    // The page's own keys rest meanwhile.
    event.stopPropagation()
    event.preventDefault()
    if (event.key === 'Escape') return onLeave()
    const key = keyOf(event)
    if (key !== null && !event.repeat) onKey(key)
  }
  return (
    <button
      type="button"
      className="settings-listener"
      aria-label={`${t('addTo', { name })}. ${t('listen')}`}
      // biome-ignore lint/a11y/noAutofocus: it was opened to press keys
      autoFocus
      onKeyDown={onKeyDown}
      onBlur={() => {
        if (!waits) onLeave()
      }}
    >
      {t('listen')}
    </button>
  )
}
