import { showTurns } from '../state/agent-turns.ts'
import { showPlugAsCommands } from '../state/as-commands.ts'
import { chosenPort } from '../state/chosen.ts'
import { type LinkState, linkNow, setPlug } from '../state/plugs.ts'
import { isConnected, useSession } from '../state/session.ts'
import { always, inGroup, type RefusalKey } from './command.ts'

/** Acts on the device of the chosen port. */
function inState(wanted: LinkState, other: RefusalKey): RefusalKey | null {
  if (!isConnected()) return 'noLine'
  if (useSession.getState().session?.lab.state !== 'running') return 'labNotRunning'
  const chosen = chosenPort()
  if (chosen === null) return 'noShownPort'
  const link = linkNow(chosen)
  return link === 'none' ? 'noDevice' : link === wanted ? null : other
}

const plugChosen = async (isPlugged: boolean): Promise<void> => {
  const chosen = chosenPort()
  if (chosen !== null) await setPlug(chosen, isPlugged)
}

export const plugCommands = inGroup('ports', {
  unplugPort: { refusal: () => inState('plugged', 'isUnplugged'), run: () => plugChosen(false) },
  plugPort: { refusal: () => inState('unplugged', 'isPlugged'), run: () => plugChosen(true) },
  agentTurns: { refusal: always, run: showTurns },
  plugAsCommand: {
    refusal: () => (chosenPort()?.kind === 'vm' ? null : 'noVm'),
    run: () => {
      const chosen = chosenPort()
      if (chosen !== null) showPlugAsCommands(chosen)
    },
  },
})
