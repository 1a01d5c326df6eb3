import type { SessionState } from '#shared/contract/states'
import { translate as t } from '../texts/i18n.ts'
import { say } from './messages.ts'
import { useSession } from './session.ts'

type Trial = NonNullable<SessionState['trial']>

/** Said once more before the time is over, to those who do not see the countdown. */
const LAST_CALL = 10

export const secondsLeft = (until: number, now: number): number => Math.max(0, Math.ceil((until - now) / 1000))

let lastCall: number | undefined

/** Every page says when a trial begins, when it is about to end, and how it ended, whoever asked for it. */
useSession.subscribe(({ session }, { session: before }) => {
  const now = session?.trial ?? null
  const was = before?.trial ?? null
  if (now?.until !== was?.until) window.clearTimeout(lastCall)
  if (now !== null && now.until !== was?.until) begin(now, was === null)
  if (was === null || now !== null || session === null || before === null) return
  const { lastApply } = session
  const revision = was.revision
  if (lastApply?.outcome === 'kept') say(() => t('said.kept', { revision }))
  else if (lastApply?.outcome === 'reverted') say(() => t('said.reverted', { revision }))
  else if (lastApply?.outcome === 'timed-out') say(() => t('said.timedOut', { revision }))
})

function begin({ revision, until }: Trial, isNew: boolean): void {
  const left = secondsLeft(until, Date.now())
  if (isNew) say(() => t('said.onTrial', { revision, count: left }))
  if (left <= LAST_CALL) return
  lastCall = window.setTimeout(() => say(() => t('said.lastCall', { count: LAST_CALL })), (left - LAST_CALL) * 1000)
}
