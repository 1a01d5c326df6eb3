import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Review } from '#shared/contract/review'
import { LONGEST_TRIAL, SHORTEST_TRIAL, TrialSeconds } from '#shared/sync/trial'
import { runCommand } from '../../commands/registry.ts'
import { useHint } from '../../commands/use-hint.ts'
import { useRefusal } from '../../commands/use-refusal.ts'
import { Button } from '../../parts/button.tsx'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { ToolBar } from '../../parts/pane.tsx'
import { showHost, shownHost, useReview } from '../../state/review.ts'
import { setTrialSeconds, useScreen } from '../../state/screen.ts'
import { useSession } from '../../state/session.ts'
import { clockTime } from '../../texts/format.ts'
import { knownKernelOf } from './use-review-view.ts'

/** What is over what, on which host, and the two ways to apply it. */
export function ReviewHead({ review }: { readonly review: Review | null }) {
  const { t } = useTranslation('review')
  const host = useReview(shownHost)
  const trial = useSession((store) => store.session?.trial ?? null)
  const over =
    review === null
      ? ''
      : review.from === null
        ? t('first', { to: review.revision })
        : t('over', { to: review.revision, from: review.from.revision })
  return (
    <ToolBar>
      <h1>{t('title')}</h1>
      <span className="t2 m">{over}</span>
      {review === null || review.hosts.length < 2 || host === null ? null : (
        <ChoiceField
          label={t('host')}
          value={host.host}
          options={review.hosts.map((each) => {
            const kernel = knownKernelOf(each)
            const label = kernel === null ? each.host : t('hostChanges', { host: each.host, count: kernel.comes + kernel.goes })
            return { value: each.host, label }
          })}
          onChange={showHost}
        />
      )}
      <span className="sp" />
      {trial === null ? <ApplyActs /> : <span className="t2 el">{t('comesBack', { time: clockTime(trial.until) })}</span>}
    </ToolBar>
  )
}

function ApplyActs() {
  const { t } = useTranslation('review')
  const { t: tc } = useTranslation('commands')
  const kept = useScreen((screen) => screen.trialSeconds)
  const [typed, setTyped] = useState(String(kept))
  const isGood = TrialSeconds.safeParse(Number(typed)).success && /^\d+$/.test(typed)
  const bad = isGood ? null : t('badSeconds', { least: SHORTEST_TRIAL, most: LONGEST_TRIAL })
  const refusal = useRefusal('applyOnTrial')
  const said = refusal === null ? null : tc(`refusals.${refusal}`)
  const hint = useHint('review', t('whatTrial'))
  const keepHint = useHint('apply')
  const onSeconds = (text: string) => {
    setTyped(text)
    const seconds = TrialSeconds.safeParse(Number(text))
    if (/^\d+$/.test(text) && seconds.success) setTrialSeconds(seconds.data)
  }
  return (
    <span className="review-acts">
      {bad === null ? null : (
        <span id="review-seconds" className="review-bad" role="status">
          {bad}
        </span>
      )}
      <span className="review-seconds">
        <TextField
          mono
          label={t('seconds')}
          value={typed}
          maxLength={3}
          inputMode="numeric"
          bad={!isGood}
          describedBy="review-seconds"
          onChange={onSeconds}
        />
        <span className="t2">{t('secondsUnit')}</span>
      </span>
      <Button look="primary" refusal={said ?? bad} hint={hint} onClick={() => void runCommand('applyOnTrial')}>
        {tc('names.applyOnTrial')}
      </Button>
      <Button refusal={said} hint={keepHint} onClick={() => void runCommand('apply')}>
        {tc('names.apply')}
      </Button>
    </span>
  )
}
