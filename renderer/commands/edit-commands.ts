import { sendRedo, sendUndo } from '../api.ts'
import { say } from '../state/messages.ts'
import { useProject } from '../state/project.ts'
import { isConnected } from '../state/session.ts'
import { editName } from '../texts/edit-name.ts'
import { translate as t } from '../texts/i18n.ts'
import { inGroup } from './command.ts'
import { heard } from './tell.ts'

export const editCommands = inGroup('edit', {
  undo: {
    refusal: () => (isConnected() ? (useProject.getState().told?.undo == null ? 'noUndo' : null) : 'noLine'),
    run: async () => {
      const name = useProject.getState().told?.undo ?? null
      if (heard(await sendUndo())) say(() => t('said.undone', { edit: editName(t, name) }))
    },
  },
  redo: {
    refusal: () => (isConnected() ? (useProject.getState().told?.redo == null ? 'noRedo' : null) : 'noLine'),
    run: async () => {
      const name = useProject.getState().told?.redo ?? null
      if (heard(await sendRedo())) say(() => t('said.redone', { edit: editName(t, name) }))
    },
  },
})
