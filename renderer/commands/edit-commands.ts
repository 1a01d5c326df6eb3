import type { Step } from '#shared/project/step'
import { sendGoTo, sendRedo, sendUndo } from '../api.ts'
import { showAllStepsAsCommands, showStepAsCommands } from '../state/as-commands.ts'
import { doDeed } from '../state/deeds.ts'
import { inHistoryTurn, isRedoComing, isUndoComing } from '../state/history-turns.ts'
import { say } from '../state/messages.ts'
import { editsAnswered, useProject } from '../state/project.ts'
import { isConnected } from '../state/session.ts'
import { translate as t, translateCommand } from '../texts/i18n.ts'
import { stepWords } from '../texts/step-words.ts'
import { always, inGroup, type RefusalKey } from './command.ts'
import { heard } from './tell.ts'

const past = () => useProject.getState().told?.history.past ?? []
const next = () => useProject.getState().told?.history.next ?? []
/** While something is under way it is not known yet whether there is nothing. */
const without = (none: RefusalKey, steps: () => readonly Step[], isComing: () => boolean) => (): RefusalKey | null => {
  if (!isConnected()) return 'noLine'
  return steps().length === 0 && !isComing() ? none : null
}

const undoNow = () =>
  inHistoryTurn('undo', async () => {
    const step = past().at(-1)
    if (step === undefined) {
      say(() => translateCommand('refusals.noUndo'))
      return null
    }
    const answer = await sendUndo()
    if (heard(answer)) say(() => t('said.undone', { edit: stepWords(t, step) }))
    return answer
  })

const redoNow = () =>
  inHistoryTurn('redo', async () => {
    const step = next()[0]
    if (step === undefined) {
      say(() => translateCommand('refusals.noRedo'))
      return null
    }
    const answer = await sendRedo()
    if (heard(answer)) say(() => t('said.redone', { edit: stepWords(t, step) }))
    return answer
  })

export const editCommands = inGroup('edit', {
  undo: {
    refusal: without('noUndo', past, isUndoComing),
    run: async () => {
      await undoNow()
    },
  },
  redo: {
    refusal: without('noRedo', next, isRedoComing),
    run: async () => {
      await redoNow()
    },
  },
  history: {
    refusal: always,
    // The list has what was done in the same breath.
    run: async () => {
      await editsAnswered()
      doDeed('history')
    },
  },
  editAsCommand: {
    refusal: without('noUndo', past, isUndoComing),
    // What was done in the same breath is the last edit.
    run: async () => {
      await editsAnswered()
      await showStepAsCommands(past().at(-1), 0)
    },
  },
  editsAsCommands: {
    refusal: without('noEdits', past, isUndoComing),
    run: async () => {
      await editsAnswered()
      await showAllStepsAsCommands()
    },
  },
})

/** Goes so many steps back (below 0) or forth in the list that the page shows at the moment. */
export async function goToStep(steps: number): Promise<void> {
  const seen = useProject.getState().told
  if (seen === null || steps === 0) return
  const answer = await inHistoryTurn('goTo', () => sendGoTo(steps, seen.revision))
  if (!heard(answer)) return
  say(() => (steps < 0 ? t('said.wentBack', { count: -steps }) : t('said.wentForth', { count: steps })))
}
