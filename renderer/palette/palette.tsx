import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keysOf } from '../commands/shortcuts.ts'
import { useStores } from '../commands/use-refusal.ts'
import { pressed } from '../keys.ts'
import { say } from '../state/messages.ts'
import { closePalette, openPalette, usePalette } from '../state/palette.ts'
import { choiceEntry, choicesAt, commandEntries, type Entry, trailOf } from './entries.ts'
import { find, findChoice } from './find.ts'
import { objectEntries } from './objects.ts'
import { OptionList } from './option-list.tsx'
import './palette.css'
import { rememberUse, useRecent } from './recent.ts'

const PAGE = 8

/** Every act of the page and every thing of the project by typing a part of its name. */
export function Palette() {
  const path = usePalette((store) => store.path)
  return path === null ? null : <Opened path={path} />
}

/** The browser's own modal dialog: what is behind it is out of reach, and the focus goes back where it was before anything is done. */
function Opened({ path }: { readonly path: readonly string[] }) {
  const { t } = useTranslation('commands')
  const dialog = useRef<HTMLDialogElement>(null)
  /** How deep it was when it opened: Esc leaves from there. */
  const [opened] = useState(path.length)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  const leave = () => {
    dialog.current?.close()
    closePalette()
  }
  const run = (entry: Entry) => {
    if (entry.refusal !== null) {
      const { refusal } = entry
      say(() => refusal)
      return
    }
    if (path.length === 0) rememberUse(entry.key)
    if (entry.opens) {
      openPalette([...path, entry.key])
      return
    }
    leave()
    entry.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // The page's keys rest while the palette is open.
    event.stopPropagation()
    if (event.nativeEvent.isComposing) return
    const back = event.key === 'Escape' && path.length > opened
    if (!back && event.key !== 'Escape' && !pressed(keysOf('palette'), event, true)) return
    event.preventDefault()
    if (back) openPalette(path.slice(0, -1))
    else leave()
  }
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label={t('names.palette')}
      onKeyDown={onKeyDown}
      // By the browser itself, as the back gesture of a telephone does.
      onClose={closePalette}
      onClick={(event) => {
        if (event.target === event.currentTarget) leave()
      }}
    >
      <Search key={path.join('\n')} path={path} onRun={run} />
    </dialog>
  )
}

interface SearchProps {
  readonly path: readonly string[]
  readonly onRun: (entry: Entry) => void
}

function Search({ path, onRun }: SearchProps) {
  const { t } = useTranslation('commands')
  const [asked, setAsked] = useState('')
  const sections = useSections(path, asked)
  const entries = sections.flatMap((section) => section.entries)
  const [active, setActive] = useState(0)
  const at = Math.min(active, entries.length - 1)
  const trail = trailOf(path)
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE }[event.key]
    const entry = entries[at]
    if (step !== undefined && entries.length > 0) {
      const next = at + step
      // Arrows go round, pages stop at the ends.
      setActive(Math.abs(step) === 1 ? (next + entries.length) % entries.length : Math.max(0, Math.min(entries.length - 1, next)))
    } else if (event.key === 'Enter' && entry !== undefined) onRun(entry)
    else if (event.key === 'Backspace' && asked === '' && path.length > 0) openPalette(path.slice(0, -1))
    else return
    event.preventDefault()
  }
  return (
    <>
      <div className="palette-field">
        {trail.map((words, depth) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the way so far; a step of it is known by its place
          <span key={depth} className="palette-step">
            {words}
          </span>
        ))}
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-autocomplete="list"
          aria-activedescendant={at < 0 ? undefined : `palette-${at}`}
          aria-label={trail.length === 0 ? t('palette.placeholder') : [...trail, t('palette.choose')].join(', ')}
          placeholder={trail.length === 0 ? t('palette.placeholder') : t('palette.choose')}
          // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type here
          autoFocus
          autoComplete="off"
          spellCheck={false}
          value={asked}
          maxLength={200}
          onChange={(event) => {
            setAsked(event.target.value)
            setActive(0)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <OptionList sections={sections} active={at} onRun={onRun} onPoint={setActive} />
      <div className="palette-foot lab">
        <span role="status">
          {entries.length === 0 ? t('palette.nothing') : asked === '' ? '' : t('palette.found', { count: entries.length })}
        </span>
        <span className="sp" />
        <span>{t('palette.foot')}</span>
      </div>
    </>
  )
}

function useSections(path: readonly string[], asked: string) {
  const { t, i18n } = useTranslation('commands')
  const stores = useStores()
  // Recently used ones keep their places while the palette is open.
  const [recent] = useState(() => useRecent.getState().ids)
  const empty = asked.trim() === ''
  // biome-ignore lint/correctness/useExhaustiveDependencies: objects are read from the stores, and named in the language of the moment
  const objects = useMemo(() => (empty ? [] : objectEntries()), [empty, ...stores, i18n.language])
  if (path.length > 0) return findChoice(asked, (choicesAt(path) ?? []).map(choiceEntry))
  return find(asked, commandEntries(recent), () => objects, t('palette.acts'))
}
