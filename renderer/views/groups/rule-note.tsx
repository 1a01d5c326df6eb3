import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DraftProblem } from './rule-draft.ts'
import type { LinePiece } from './rule-line.ts'

/** Under the form: what is wrong, in words and at its place in the line that the rule would become. Always there, so nothing jumps. */
export function RuleNote({
  id,
  problems,
  line,
}: {
  readonly id: string
  readonly problems: readonly DraftProblem[]
  readonly line: readonly LinePiece[]
}) {
  const { t } = useTranslation('groups')
  const [first] = problems
  return (
    <tr className="r r-form rule-note">
      <td>
        <span id={id} className="rule-note-problem" role="status">
          {first === undefined ? null : (
            <>
              <X size={12} aria-hidden="true" />
              <span>
                {first.field === null ? null : (
                  <b>{t('form.problem', { field: t(`form.${first.field === 'ethertype' ? 'version' : first.field}`) })} </b>
                )}
                {first.message}
                {first.answer == null ? null : <span className="m t3 rule-note-answer"> {first.answer}</span>}
              </span>
            </>
          )}
        </span>
        <span className="m t3 el rule-note-line" title={t('form.line')}>
          {line.length === 0
            ? t('form.noLine')
            : line.map(({ at, text, bad }) => (
                <span key={at} className={bad ? 'rule-note-bad' : undefined}>
                  {text}
                </span>
              ))}
        </span>
      </td>
    </tr>
  )
}
