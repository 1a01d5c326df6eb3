import { applyRevision, startLab } from '../api.ts'
import { changesOf } from '../state/changes.ts'
import { say } from '../state/messages.ts'
import { editsAnswered, useProject } from '../state/project.ts'
import { isConnected, useSession } from '../state/session.ts'
import { isActing, oneAtATime } from '../state/under-way.ts'
import { isNoLine } from '../texts/error-words.ts'
import { translate as t } from '../texts/i18n.ts'
import { inGroup, type RefusalKey } from './command.ts'
import { heard } from './tell.ts'

const applyNow = oneAtATime('apply', async () => {
  // Asked for in the same breath as an edit, it is about the project with that edit.
  await editsAnswered()
  const { told } = useProject.getState()
  if (told === null) return
  const answer = await applyRevision(told.revision)
  if (!answer.ok && isNoLine(answer.error)) return say(() => t('said.applyUnheard', { revision: told.revision }))
  // Why an apply failed that had begun is in the session, from where every page shows it for as long as it is so.
  if (!heard(answer)) return
  const { revision, transactions, ms } = answer.value
  say(() =>
    transactions === 0
      ? t('said.appliedNothing', { revision })
      : t('said.applied', { revision, count: transactions, ms: Math.round(ms) }),
  )
})

function applyRefusal(): RefusalKey | null {
  const { session } = useSession.getState()
  const { told, project } = useProject.getState()
  if (!isConnected() || told === null || project === null) return 'noLine'
  if (session?.applying != null || isActing('apply')) return 'applying'
  if (session?.lab.state !== 'running') return 'labOff'
  const inStep = session.kernel?.inStep ?? false
  const same = told.applied !== null && changesOf(project, told.applied.project).count === 0
  return same && inStep ? 'nothingToApply' : null
}

const startNow = oneAtATime('startLab', async () => {
  if (heard(await startLab())) say(() => t('said.labStarted'))
})

export const kernelCommands = inGroup('kernel', {
  apply: { refusal: applyRefusal, run: applyNow },
  startLab: {
    refusal: () => {
      const state = useSession.getState().session?.lab.state
      if (!isConnected()) return 'noLine'
      if (state === 'running') return 'labRunning'
      return state === 'starting' || isActing('startLab') ? 'labStarting' : null
    },
    run: startNow,
  },
})
