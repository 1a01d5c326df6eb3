import { startLab } from '../api.ts'
import { say } from '../state/messages.ts'
import { isConnected, useSession } from '../state/session.ts'
import { isActing, oneAtATime } from '../state/under-way.ts'
import { translate as t } from '../texts/i18n.ts'
import { inGroup } from './command.ts'
import { heard } from './tell.ts'

const startNow = oneAtATime('startLab', async () => {
  if (heard(await startLab())) say(() => t('said.labStarted'))
})

export const kernelCommands = inGroup('kernel', {
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
