import { sendGoTo, sendRedo, sendUndo } from '../api.ts'
import { doDeed } from '../state/deeds.ts'
import { say } from '../state/messages.ts'
import { useProject } from '../state/project.ts'
import { isConnected } from '../state/session.ts'
import { translate as t } from '../texts/i18n.ts'
import { stepWords } from '../texts/step-words.ts'
import { always, inGroup } from './command.ts'
import { heard } from './tell.ts'

export const editCommands = inGroup('edit', {
  undo: {
    refusal: () => (isConnected() ? (useProject.getState().told?.undo == null ? 'noUndo' : null) : 'noLine'),
    run: async () => {
      const step = useProject.getState().told?.history.past.at(-1)
      if (heard(await sendUndo())) say(() => t('said.undone', { edit: stepWords(t, step) }))
    },
  },
  redo: {
    refusal: () => (isConnected() ? (useProject.getState().told?.redo == null ? 'noRedo' : null) : 'noLine'),
    run: async () => {
      const step = useProject.getState().told?.history.next[0]
      if (heard(await sendRedo())) say(() => t('said.redone', { edit: stepWords(t, step) }))
    },
  },
  history: { refusal: always, run: () => doDeed('history') },
})

/** Goes so many steps back (below 0) or forth in the list that the page shows at the moment. */
export async function goToStep(steps: number): Promise<void> {
  const { told } = useProject.getState()
  if (told === null || steps === 0) return
  if (!heard(await sendGoTo(steps, told.revision))) return
  say(() => (steps < 0 ? t('said.wentBack', { count: -steps }) : t('said.wentForth', { count: steps })))
}
