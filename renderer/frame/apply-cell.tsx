import { Trans, useTranslation } from 'react-i18next'
import type { SessionState } from '#shared/contract/states'
import { Verdict } from '../parts/verdict.tsx'
import { useSession } from '../state/session.ts'
import { lineOf } from '../texts/error-words.ts'
import { clockTime, milliseconds } from '../texts/format.ts'

/** The apply that is under way, or what the last one came to. Main tells it, so it is also true for a page that was not there. */
export function ApplyCell() {
  const applying = useSession((store) => store.session?.applying ?? null)
  const last = useSession((store) => store.session?.lastApply ?? null)
  if (applying !== null) return <Under {...applying} />
  return last === null ? null : <Outcome {...last} />
}

const OUTCOMES = { kept: 'applied', trial: 'onTrial', reverted: 'reverted', 'timed-out': 'timedOut' } as const
const data = [<b key="0" className="m" />]

function Under({ revision, since }: NonNullable<SessionState['applying']>) {
  const { t } = useTranslation()
  return (
    <span className="status-cell" data-testid="apply">
      <span>
        <Trans t={t} i18nKey="status.applying" values={{ revision, time: clockTime(since) }} components={data} />
      </span>
    </span>
  )
}

function Outcome({ revision, at, ms, transactions, outcome, error }: NonNullable<SessionState['lastApply']>) {
  const { t } = useTranslation()
  const { t: te } = useTranslation('errors')
  const values = { revision, time: clockTime(at) }
  const title =
    error === null
      ? t('status.appliedIn', { count: transactions ?? 0, ms: milliseconds(ms) })
      : t('status.applyFailedWhy', { why: lineOf(te, error) })
  return (
    <span className="status-cell" title={title} data-testid="apply">
      {error === null ? (
        <span>
          <Trans t={t} i18nKey={`status.${OUTCOMES[outcome ?? 'kept']}`} values={values} components={data} />
        </span>
      ) : (
        <Verdict verdict="caution">
          <span className="status-unsaved">
            <Trans t={t} i18nKey="status.applyFailed" values={values} components={data} />
          </span>
        </Verdict>
      )}
      <span className="sr">{title}</span>
    </span>
  )
}
