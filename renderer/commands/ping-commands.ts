import { doIn } from '../state/deeds.ts'
import { setKernelView, useKernelView } from '../state/kernel-view.ts'
import { stopPing, usePing } from '../state/ping.ts'
import { isUnderWay } from '../state/ping-run.ts'
import { isConnected, useSession } from '../state/session.ts'
import { always, inGroup } from './command.ts'

const isTesting = (): boolean => isUnderWay(usePing.getState().run) || useSession.getState().session?.pinging === true

export const pingCommands = inGroup('ping', {
  runPing: {
    refusal: () => {
      if (!isConnected()) return 'noLine'
      if (useSession.getState().session?.lab.state !== 'running') return 'labNotRunning'
      return isTesting() ? 'testing' : null
    },
    run: () => doIn('ping', 'runPing'),
  },
  stopPing: { refusal: () => (isTesting() ? null : 'noTest'), run: stopPing },
  hideUnmoved: { refusal: always, run: () => setKernelView({ hideUnmoved: !useKernelView.getState().hideUnmoved }) },
})
