import { isAdoptable, portOfDevice } from '#shared/machine/in-project'
import { switchOffMachine } from '../api.ts'
import { copyText } from '../state/copy.ts'
import { adopt, showSwitchOn, useMachine } from '../state/machine.ts'
import { useProject } from '../state/project.ts'
import { openView, showHosts } from '../state/screen.ts'
import { isConnected, useSession } from '../state/session.ts'
import { prerequisiteWords } from '../texts/explain-words.ts'
import { always, type Choice, inGroup } from './command.ts'
import { heard } from './tell.ts'

/** Acts on the machine that the program runs on. */
const fixes = (): readonly Choice[] =>
  (useMachine.getState().machine?.prerequisites ?? []).flatMap((each) =>
    [...(each.fix?.now ?? []), ...(each.fix?.keep ?? [])].map((command) => ({
      id: command,
      words: command,
      detail: prerequisiteWords(each).name,
      run: () => void copyText(command),
    })),
  )

/** Devices that could be ports of the project and are none. */
function adoptable(): readonly Choice[] {
  const { project } = useProject.getState()
  const bridges = useMachine.getState().machine?.found.bridges ?? []
  if (project === null) return []
  return bridges.flatMap((bridge) =>
    bridge.ports
      .filter((port) => isAdoptable(port, bridge) && portOfDevice(project, port) === null)
      .map((port) => ({ id: port.device, words: port.device, detail: bridge.name, run: () => adopt(port.device) })),
  )
}

export const machineCommands = inGroup('hosts', {
  thisMachine: {
    refusal: always,
    run: () => {
      showHosts('machine')
      openView('hosts')
    },
  },
  switchOnMachine: {
    refusal: () => {
      if (!isConnected()) return 'noLine'
      return useSession.getState().session?.machine.state === 'running' ? 'machineOn' : null
    },
    run: () => {
      showHosts('machine')
      openView('hosts')
      showSwitchOn(true)
    },
  },
  switchOffMachine: {
    refusal: () => {
      const { session } = useSession.getState()
      if (!isConnected()) return 'noLine'
      if (session?.target === 'machine' && session.trial !== null) return 'onTrial'
      return session?.target === 'machine' || session?.machine.state === 'starting' ? null : 'machineOff'
    },
    run: async () => void heard(await switchOffMachine()),
  },
  adoptPort: { refusal: () => (adoptable().length === 0 ? 'nothingToAdopt' : null), choices: adoptable },
  copyFix: { refusal: () => (fixes().length === 0 ? 'noFix' : null), choices: fixes },
})
