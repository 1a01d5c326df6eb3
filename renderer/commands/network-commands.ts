import type { Network } from '#shared/project/schema'
import { newId } from '../new-id.ts'
import { doIn } from '../state/deeds.ts'
import { editNetwork, networkIssue } from '../state/network-edits.ts'
import { networkName } from '../state/network-names.ts'
import { useProject } from '../state/project.ts'
import { openView, selectNetwork, useScreen } from '../state/screen.ts'
import { isConnected } from '../state/session.ts'
import { translateNetworks } from '../texts/i18n.ts'
import { type Choice, inGroup, type RefusalKey } from './command.ts'

/** Acts on networks: on the one that Networks shows, or on one that is asked for. */
const networks = (): readonly Network[] => useProject.getState().project?.networks ?? []
const chosen = (): Network | undefined => networks().find(({ id }) => id === useScreen.getState().networkId) ?? networks()[0]

const onProject = (): RefusalKey | null => (isConnected() && useProject.getState().project !== null ? null : 'noLine')
const onNetwork = (): RefusalKey | null => onProject() ?? (chosen() === undefined ? 'noNetwork' : null)

function onFreeNetwork(): RefusalKey | null {
  const { project } = useProject.getState()
  const network = chosen()
  const isFree =
    project !== null && network !== undefined && networkIssue(project, { do: 'network.delete', networkId: network.id }) === null
  return onNetwork() ?? (isFree ? null : 'networkInUse')
}

const open = (id: string): void => {
  selectNetwork(id)
  openView('networks')
}

export const networkCommands = inGroup('networks', {
  goToNetwork: {
    refusal: onNetwork,
    choices: () =>
      networks().map((network): Choice => ({ id: network.id, words: networkName(network), run: () => open(network.id) })),
  },
  newNetwork: {
    refusal: onProject,
    run: () => {
      const id = newId()
      const name = translateNetworks('newName', { number: networks().length + 1 })
      // The page foresees it at once, so its name can be typed before main has answered.
      void editNetwork({ do: 'network.create', network: { id, name, external: false, portSecurityEnabled: true } })
      if (!networks().some((network) => network.id === id)) return
      selectNetwork(id)
      doIn('networks', 'renameNetwork')
    },
  },
  renameNetwork: { refusal: onNetwork, run: () => doIn('networks', 'renameNetwork') },
  newSubnet: { refusal: onNetwork, run: () => doIn('networks', 'newSubnet') },
  deleteNetwork: {
    refusal: onFreeNetwork,
    run: async () => {
      const network = chosen()
      if (network !== undefined) await editNetwork({ do: 'network.delete', networkId: network.id })
    },
  },
})
