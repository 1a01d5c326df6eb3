import { ChevronRight } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { keyWords } from '../keys.ts'
import type { Entry } from './entries.ts'
import type { Section } from './find.ts'

interface OptionListProps {
  readonly sections: readonly Section[]
  /** Number of the active entry over all sections; below 0 there is none. */
  readonly active: number
  readonly onRun: (entry: Entry) => void
  readonly onPoint: (at: number) => void
}

/** The answers under the field. The focus stays in the field; what is active is told by it. */
export function OptionList({ sections, active, onRun, onPoint }: OptionListProps) {
  const { t } = useTranslation('commands')
  let before = 0
  return (
    <div id="palette-list" className="palette-list" role="listbox" aria-label={t('palette.list')} tabIndex={-1}>
      {sections.map(({ title, entries, hidden }) => {
        const first = before
        before += entries.length
        return (
          // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
          <div key={title} role="group" aria-label={title || t('palette.choose')}>
            {title === '' ? null : (
              <div className="palette-title lab" aria-hidden="true">
                {title}
                {hidden === 0 ? null : <span className="palette-hidden">{t('palette.hidden', { count: hidden })}</span>}
              </div>
            )}
            {entries.map((entry, at) => (
              <Option
                key={entry.key}
                entry={entry}
                id={`palette-${first + at}`}
                active={first + at === active}
                onRun={() => onRun(entry)}
                onPoint={() => onPoint(first + at)}
              />
            ))}
          </div>
        )
      })}
    </div>
  )
}

interface OptionProps {
  readonly entry: Entry
  readonly id: string
  readonly active: boolean
  readonly onRun: () => void
  readonly onPoint: () => void
}

function Option({ entry, id, active, onRun, onPoint }: OptionProps) {
  const { words, detail, refusal, keys, opens } = entry
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (active) place.current?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and the keys
    <div
      ref={place}
      id={id}
      role="option"
      className={refusal === null ? 'palette-option' : 'palette-option palette-off'}
      aria-selected={active}
      aria-disabled={refusal !== null || undefined}
      tabIndex={-1}
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onRun}
      onPointerMove={active ? undefined : onPoint}
    >
      <span className="palette-words">{words}</span>
      {detail === '' ? null : <span className="palette-detail m t3 el">{detail}</span>}
      {refusal === null ? null : <span className="palette-why el">{refusal}</span>}
      <span className="sp" />
      {keys.length === 0 ? null : <kbd>{keyWords(keys)}</kbd>}
      {opens ? <ChevronRight size={14} aria-hidden="true" className="t3" /> : null}
    </div>
  )
}
