import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionState } from '#shared/contract/states'
import { runCommand } from '../commands/registry.ts'
import { useHint } from '../commands/use-hint.ts'
import { useRefusal } from '../commands/use-refusal.ts'
import { Button } from '../parts/button.tsx'
import { VerdictGlyph } from '../parts/verdict.tsx'
import { secondsLeft } from '../state/trial-watch.ts'
import { minutesAndSeconds } from '../texts/format.ts'
import './trial-bar.css'

/** Of the text; the line moves by itself in between. */
const TICK = 250

function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), TICK)
    return () => window.clearInterval(timer)
  }, [])
  return now
}

/** In the place of Review & apply while rules are on trial: how long still, and what can be done. */
export function TrialBar({ trial: { until, seconds } }: { readonly trial: NonNullable<SessionState['trial']> }) {
  const { t } = useTranslation()
  const left = secondsLeft(until, useNow())
  const share = Math.min(1, left / seconds)
  return (
    <>
      <span className="trial-left" role="timer" aria-label={t('trial.left', { count: left })}>
        <VerdictGlyph verdict="caution" size={14} />
        <span className="trial-words">{t('trial.revertsIn')}</span>
        <span className="trial-clock">{minutesAndSeconds(left)}</span>
      </span>
      <TrialButton id="moreTime" words={t('trial.more')} />
      <TrialButton id="revertNow" />
      <TrialButton id="keepChanges" look="primary" />
      <span className="trial-line" aria-hidden="true">
        <i style={{ transform: `scaleX(${share})` }} />
      </span>
    </>
  )
}

interface TrialButtonProps {
  readonly id: 'moreTime' | 'revertNow' | 'keepChanges'
  readonly look?: 'plain' | 'primary'
  readonly words?: string
}

function TrialButton({ id, look = 'plain', words }: TrialButtonProps) {
  const { t } = useTranslation('commands')
  const refusal = useRefusal(id)
  const hint = useHint(id)
  return (
    <Button
      look={look}
      aria-label={words === undefined ? undefined : t(`names.${id}`)}
      refusal={refusal === null ? null : t(`refusals.${refusal}`)}
      hint={hint}
      onClick={() => void runCommand(id)}
    >
      {words ?? t(`names.${id}`)}
    </Button>
  )
}
