import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { factSource } from '#shared/compare/facts'
import type { FactCode } from '#shared/texts/en/facts'
import { factWords } from '../../texts/explain-words.ts'
import { Button } from '../button.tsx'
import { scrollerOf } from '../windowed-rows.ts'

interface FactListProps {
  readonly numbers: ReadonlyMap<FactCode, number>
  readonly counts: ReadonlyMap<FactCode, number>
  /** Those that explain the row that is looked at. */
  readonly current: readonly FactCode[]
  /** Scrolls to the first of these; the list has a pane of its own. */
  readonly follows?: boolean
  /** Shows only what one explains; absent: facts are only told. */
  readonly chosen?: FactCode | null
  readonly onChoose?: (code: FactCode | null) => void
}

/** Room for the head of the pane. */
const HEAD = 44

/** Why the sides differ: each fact once, with its number, the lines that it explains, and where Neutron's code shows it. */
export function FactList({ numbers, counts, current, follows = false, chosen = null, onChoose }: FactListProps) {
  const { t } = useTranslation('compare')
  const list = useRef<HTMLOListElement>(null)
  const first = current[0]
  useEffect(() => {
    const fact = first === undefined ? null : list.current?.querySelector<HTMLElement>(`[data-fact="${first}"]`)
    const pane = scrollerOf(list.current)
    // Where the whole view scrolls, that would lead away from the row.
    if (!follows || fact == null || !pane?.classList.contains('pane')) return
    const [own, around] = [fact.getBoundingClientRect(), pane.getBoundingClientRect()]
    if (own.top < around.top || own.bottom > around.bottom) pane.scrollTop += own.top - around.top - HEAD
  }, [first, follows])
  return (
    <ol className="fact-list" ref={list}>
      {[...numbers].map(([code, number]) => (
        <li key={code} data-fact={code} className={current.includes(code) ? 'fact fact-here' : 'fact'}>
          <span className="n fact-number">{number}</span>
          <div className="fact-words">
            <p>
              {factWords(code)}
              {current.includes(code) ? <b className="fact-mark"> {t('facts.here')}</b> : null}
            </p>
            <p className="fact-source m t3" lang="en">
              {factSource(code)}
            </p>
            <p className="fact-foot">
              <span className="t3">{t('facts.lines', { count: counts.get(code) ?? 0 })}</span>
              {onChoose === undefined ? null : (
                <Button
                  look="ghost"
                  aria-label={t('facts.named', { words: t(chosen === code ? 'facts.all' : 'facts.only'), number })}
                  pressed={chosen === code}
                  onClick={() => onChoose(chosen === code ? null : code)}
                >
                  {t(chosen === code ? 'facts.all' : 'facts.only')}
                </Button>
              )}
            </p>
          </div>
        </li>
      ))}
    </ol>
  )
}
