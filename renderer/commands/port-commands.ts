import type { SecurityGroup } from '#shared/project/schema'
import { chosenPort } from '../state/chosen.ts'
import { copyText } from '../state/copy.ts'
import { bindPort, unbindPort } from '../state/group-edits.ts'
import { groupLabel } from '../state/group-names.ts'
import { useKernel } from '../state/kernel.ts'
import { type PortFacts, portFacts } from '../state/port-facts.ts'
import { useProject } from '../state/project.ts'
import { openPort, openView, PORT_DRAWER, selectChain, setOpen, useScreen } from '../state/screen.ts'
import { isConnected } from '../state/session.ts'
import { translateCommand as t } from '../texts/i18n.ts'
import { type Choice, inGroup, type RefusalKey } from './command.ts'

/** Acts on ports: on the chosen one, or on one that is asked for. */
const ports = (): readonly PortFacts[] => {
  const { project } = useProject.getState()
  return project === null ? [] : portFacts(project)
}
const groups = (): readonly SecurityGroup[] => useProject.getState().project?.securityGroups ?? []

const onPort = (): RefusalKey | null => (!isConnected() ? 'noLine' : chosenPort() === null ? 'noPort' : null)
const onPortAndGroup = (): RefusalKey | null => onPort() ?? (groups().length === 0 ? 'noGroup' : null)
const onBinding = (): RefusalKey | null =>
  onPort() ?? (ports().some(({ port }) => port.securityGroupIds.length > 0) ? null : 'noBinding')

const portChoice = ({ port, vm, device, addresses }: PortFacts, run: () => void): Choice => ({
  id: port.id,
  words: vm,
  detail: [device, addresses].filter(Boolean).join('  '),
  run,
})

/** The chosen group first, since it is asked for most. */
function groupsChosenFirst(): readonly SecurityGroup[] {
  const { groupId } = useScreen.getState()
  return [...groups()].sort((a, b) => Number(b.id === groupId) - Number(a.id === groupId))
}

/** The port's chains in the kernel, each with the way that packets take in it. */
function portChains(): readonly Choice[] {
  const id = chosenPort()?.port.id
  const words = { 'port-in': t('choices.chainIn'), 'port-out': t('choices.chainOut'), 'port-source': t('choices.chainSource') }
  return (useKernel.getState().index?.chains ?? []).flatMap((chain): Choice[] => {
    const { role } = chain
    if (chain.portId !== id || (role !== 'port-in' && role !== 'port-out' && role !== 'port-source')) return []
    const open = () => {
      selectChain(chain.name, chain.family)
      openView('chains')
    }
    const family = chain.family === 'ipv4' ? 'IPv4' : 'IPv6'
    return [{ id: chain.key, words: chain.name, detail: `${words[role]}, ${family}`, run: open }]
  })
}

export const portCommands = inGroup('ports', {
  goToPort: { refusal: onPort, choices: () => ports().map((facts) => portChoice(facts, () => openPort(facts.port.id))) },
  bindGroup: {
    refusal: onPortAndGroup,
    choices: () =>
      groupsChosenFirst().map((group) => ({
        id: group.id,
        words: groupLabel(group, groups()),
        choices: () =>
          ports()
            .filter(({ port }) => !port.securityGroupIds.includes(group.id))
            .map((facts) => portChoice(facts, () => bindPort(facts.port.id, group.id))),
      })),
  },
  unbindGroup: {
    refusal: onBinding,
    choices: () =>
      ports().flatMap(({ port, vm, device }) =>
        port.securityGroupIds.flatMap((id): Choice[] => {
          const group = groups().find((each) => each.id === id)
          if (group === undefined) return []
          const words = t('choices.groupOffPort', { group: groupLabel(group, groups()), vm })
          return [{ id: `${port.id} ${id}`, words, detail: device, run: () => unbindPort(port.id, id) }]
        }),
      ),
  },
  bindToPort: {
    refusal: onPortAndGroup,
    choices: () => {
      const port = chosenPort()?.port
      return groups()
        .filter(({ id }) => port?.securityGroupIds.includes(id) === false)
        .map((group) => ({ id: group.id, words: groupLabel(group, groups()), run: () => bindPort(port?.id ?? '', group.id) }))
    },
  },
  openPortChains: { refusal: () => onPort() ?? (portChains().length === 0 ? 'noChains' : null), choices: portChains },
  portDrawer: {
    refusal: onPort,
    run: () => {
      setOpen(PORT_DRAWER, !(useScreen.getState().open[PORT_DRAWER] ?? true))
      openView('ports')
    },
  },
  copyPortId: { refusal: onPort, run: () => copyText(chosenPort()?.port.id ?? '') },
})
