import { useTranslation } from 'react-i18next'
import { type Loss, LossKind } from '#shared/neutron/loss'
import { issueWords } from '../texts/issue-words.ts'
import { lossKindWords } from '../texts/loss-words.ts'
import './losses.css'

/** Each thing that is lost or reads otherwise, by what becomes of it: its place, what stood there, and a sentence. */
export function LossList({
  label,
  losses,
  more = 0,
}: {
  readonly label: string
  readonly losses: readonly Loss[]
  readonly more?: number
}) {
  const { t } = useTranslation('document')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse.
    <section className="doc-losses" aria-label={label} tabIndex={0}>
      {LossKind.options.map((kind) => {
        const own = losses.filter((loss) => loss.kind === kind)
        return own.length === 0 ? null : (
          <div key={kind}>
            <h3>
              {lossKindWords(kind)} <span className="m t3">{own.length}</span>
            </h3>
            <ul>
              {own.map((loss) => (
                <LossItem key={`${loss.file} ${loss.place} ${loss.issue.code} ${loss.issue.message}`} loss={loss} />
              ))}
            </ul>
          </div>
        )
      })}
      {more === 0 ? null : <p className="t3">{t('conflicts.more', { count: more })}</p>}
    </section>
  )
}

function LossItem({ loss: { file, place, value, issue } }: { readonly loss: Loss }) {
  return (
    <li>
      <div className="doc-loss-place m">
        {file === '' ? null : <span className="t3">{file}</span>}
        <span>{place}</span>
        {value === '' ? null : (
          <span className="t2 el" title={value}>
            {value}
          </span>
        )}
      </div>
      <p>{issueWords(issue)}</p>
    </li>
  )
}
