import { LONGEST_TRIAL } from '#shared/sync/trial'
import { applyRevision, confirmTrial, extendTrial, revertTrial } from '../api.ts'
import { changesOf } from '../state/changes.ts'
import { say } from '../state/messages.ts'
import { editsAnswered, useProject } from '../state/project.ts'
import { copyPlan, locksOut, savePlan, useReview } from '../state/review.ts'
import { openView, useScreen } from '../state/screen.ts'
import { isConnected, useSession } from '../state/session.ts'
import { isActing, oneAtATime } from '../state/under-way.ts'
import { isNoLine, lineOf } from '../texts/error-words.ts'
import { translate as t, translateError } from '../texts/i18n.ts'
import { inGroup, type RefusalKey } from './command.ts'
import { heard } from './tell.ts'

/** `trial` in seconds; null: the rules stay. */
async function applyNow(trial: number | null): Promise<void> {
  // Asked for in the same breath as an edit, it is about the project with that edit.
  await editsAnswered()
  const { told } = useProject.getState()
  if (told === null) return
  const answer = await applyRevision(told.revision, trial, useScreen.getState().openConnections)
  if (!answer.ok && isNoLine(answer.error)) return say(() => t('said.applyUnheard', { revision: told.revision }))
  // Why an apply failed that had begun is in the session, from where every page shows it for as long as it is so.
  if (!heard(answer)) return
  const { revision, transactions, ms, connections } = answer.value
  // That rules are on trial now is said to every page, by what main tells.
  if (trial !== null && transactions > 0) return
  const { ended = 0, error = null } = connections ?? {}
  say(() => {
    if (transactions === 0) return t('said.appliedNothing', { revision })
    if (error !== null) return t('said.appliedNotEnded', { revision, why: lineOf(translateError, error) })
    if (ended > 0) return t('said.appliedEnded', { revision, count: ended })
    return t('said.applied', { revision, count: transactions, ms: Math.round(ms) })
  })
}
const applyAndKeep = oneAtATime('apply', () => applyNow(null))
const applyOnTrial = oneAtATime('apply', () => applyNow(useScreen.getState().trialSeconds))

function applyRefusal(): RefusalKey | null {
  const { session } = useSession.getState()
  const { told, project } = useProject.getState()
  if (!isConnected() || told === null || project === null) return 'noLine'
  if (session?.applying != null || isActing('apply')) return 'applying'
  if (session?.target === 'machine') {
    if (session.machine.state !== 'running') return 'machineLost'
    if (session.machine.readOnly !== null) return 'machineReadOnly'
  } else if (session?.lab.state !== 'running') return 'labOff'
  if (session.trial !== null) return 'onTrial'
  const inStep = session.kernel?.inStep ?? false
  const same = told.applied !== null && changesOf(project, told.applied.project).count === 0
  return same && inStep ? 'nothingToApply' : null
}

function trialRefusal(): RefusalKey | null {
  if (!isConnected()) return 'noLine'
  if (useSession.getState().session?.trial == null) return 'noTrial'
  return isActing('trial') ? 'trialEnding' : null
}

const keep = oneAtATime('trial', async () => void heard(await confirmTrial()))
const revert = oneAtATime('trial', async () => void heard(await revertTrial()))
const MINUTE = 60
const prolong = oneAtATime('trial', async () => {
  const trial = useSession.getState().session?.trial
  if (trial == null) return
  const left = Math.max(0, Math.ceil((trial.until - Date.now()) / 1000))
  const seconds = Math.min(LONGEST_TRIAL, left + MINUTE)
  if (heard(await extendTrial(seconds))) say(() => t('said.prolonged', { count: seconds }))
})

const planRefusal = (): RefusalKey | null => (useReview.getState().review === null ? 'noPlan' : null)

export const trialCommands = inGroup('kernel', {
  /** On the screen itself it goes on: what one has looked at is applied. */
  review: {
    refusal: () => (useScreen.getState().view === 'review' ? applyRefusal() : null),
    run: () => (useScreen.getState().view === 'review' ? applyOnTrial() : openView('review')),
  },
  applyOnTrial: { refusal: applyRefusal, run: applyOnTrial },
  apply: { refusal: () => applyRefusal() ?? (locksOut(useReview.getState()) ? 'locksOut' : null), run: applyAndKeep },
  keepChanges: { refusal: trialRefusal, run: keep },
  revertNow: { refusal: trialRefusal, run: revert },
  moreTime: { refusal: trialRefusal, run: prolong },
  copyPlan: { refusal: planRefusal, run: copyPlan },
  savePlan: { refusal: planRefusal, run: savePlan },
})
