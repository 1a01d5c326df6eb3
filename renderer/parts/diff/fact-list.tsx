import { useTranslation } from 'react-i18next'
import { factSource } from '#shared/compare/facts'
import type { FactCode } from '#shared/texts/en/facts'
import { factWords } from '../../texts/explain-words.ts'
import { Button } from '../button.tsx'

interface FactListProps {
  readonly numbers: ReadonlyMap<FactCode, number>
  readonly counts: ReadonlyMap<FactCode, number>
  /** Those that explain the row that is looked at. */
  readonly current: readonly FactCode[]
  /** Shows only what one explains; absent: facts are only told. */
  readonly chosen?: FactCode | null
  readonly onChoose?: (code: FactCode | null) => void
}

/** Why the sides differ: each fact once, with its number, the lines that it explains, and where Neutron's code shows it. */
export function FactList({ numbers, counts, current, chosen = null, onChoose }: FactListProps) {
  const { t } = useTranslation('compare')
  return (
    <ol className="fact-list">
      {[...numbers].map(([code, number]) => (
        <li key={code} className={current.includes(code) ? 'fact fact-here' : 'fact'}>
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
