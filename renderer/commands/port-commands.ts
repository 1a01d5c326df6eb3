import { isTrusted } from '#shared/project/device-owner'
import type { SecurityGroup } from '#shared/project/schema'
import { showBindingAsCommands, showPortAsCommands } from '../state/as-commands.ts'
import { chosenPort } from '../state/chosen.ts'
import { copyText } from '../state/copy.ts'
import { doIn } from '../state/deeds.ts'
import { bindPort, unbindPort } from '../state/group-edits.ts'
import { groupLabel } from '../state/group-names.ts'
import { useKernel } from '../state/kernel.ts'
import { openListing } from '../state/listing.ts'
import { deletePort, deleteVm } from '../state/port-edits.ts'
import { allPortFacts, type PortFacts } from '../state/port-facts.ts'
import { useProject } from '../state/project.ts'
import { openPort, openView, PORT_DRAWER, selectChain, setOpen, useScreen } from '../state/screen.ts'
import { isConnected } from '../state/session.ts'
import { translateCommand as t } from '../texts/i18n.ts'
import { type Choice, inGroup, type RefusalKey } from './command.ts'

/** Acts on ports: on the chosen one, or on one that is asked for. */
const ports = (): readonly PortFacts[] => {
  const { project } = useProject.getState()
  return project === null ? [] : allPortFacts(project)
}
const groups = (): readonly SecurityGroup[] => useProject.getState().project?.securityGroups ?? []

const onPorts = (): RefusalKey | null => (!isConnected() ? 'noLine' : ports().length === 0 ? 'noPort' : null)
const onPort = (): RefusalKey | null => onPorts() ?? (chosenPort() === null ? 'noShownPort' : null)
const onGroup = (): RefusalKey | null => (groups().length === 0 ? 'noGroup' : null)
const onProject = (): RefusalKey | null => (isConnected() && useProject.getState().project !== null ? null : 'noLine')
/** Those that groups can be bound to. */
const open = (): readonly PortFacts[] => ports().filter(({ port }) => !isTrusted(port))
const onOpenPort = (): RefusalKey | null => {
  const chosen = chosenPort()
  return onPort() ?? onGroup() ?? (chosen !== null && isTrusted(chosen.port) ? 'portTrusted' : null)
}
const onBinding = (): RefusalKey | null =>
  onPorts() ?? (ports().some(({ port }) => port.securityGroupIds.length > 0) ? null : 'noBinding')

const bindings = (): readonly { readonly facts: PortFacts; readonly group: SecurityGroup }[] =>
  ports().flatMap((facts) =>
    facts.port.securityGroupIds.flatMap((id) => {
      const group = groups().find((each) => each.id === id)
      return group === undefined ? [] : [{ facts, group }]
    }),
  )

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
  newPort: {
    refusal: () => onProject() ?? (useProject.getState().project?.networks.length === 0 ? 'noNetwork' : null),
    run: () => doIn('ports', 'newPort'),
  },
  changePort: {
    refusal: onPort,
    run: () => {
      setOpen(PORT_DRAWER, true)
      doIn('ports', 'changePort')
    },
  },
  deletePort: {
    refusal: onPort,
    run: async () => {
      const id = chosenPort()?.port.id
      if (id !== undefined) await deletePort(id)
    },
  },
  deleteVm: {
    refusal: () => onPort() ?? (chosenPort()?.kind === 'vm' ? null : 'noVm'),
    run: async () => {
      const chosen = chosenPort()
      if (chosen?.kind === 'vm') await deleteVm(chosen.port.deviceId)
    },
  },
  goToPort: { refusal: onPorts, choices: () => ports().map((facts) => portChoice(facts, () => openPort(facts.port.id))) },
  bindGroup: {
    refusal: () => onPorts() ?? onGroup(),
    choices: () =>
      groupsChosenFirst().map((group) => ({
        id: group.id,
        words: groupLabel(group, groups()),
        choices: () =>
          open()
            .filter(({ port }) => !port.securityGroupIds.includes(group.id))
            .map((facts) => portChoice(facts, () => bindPort(facts.port.id, group.id))),
      })),
  },
  unbindGroup: {
    refusal: onBinding,
    choices: () =>
      bindings().map(({ facts: { port, vm, device }, group }) => ({
        id: `${port.id} ${group.id}`,
        words: t('choices.groupOffPort', { group: groupLabel(group, groups()), vm }),
        detail: device,
        run: () => unbindPort(port.id, group.id),
      })),
  },
  bindToPort: {
    refusal: onOpenPort,
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
  listPorts: { refusal: onPorts, run: () => openListing('ports', null) },
  portAsCommand: {
    refusal: onPort,
    run: () => {
      const port = chosenPort()
      if (port !== null) showPortAsCommands(port)
    },
  },
  bindingAsCommand: {
    refusal: onBinding,
    choices: () =>
      bindings().map(({ facts, group }) => ({
        id: `${facts.port.id} ${group.id}`,
        words: t('choices.groupOnPort', { group: groupLabel(group, groups()), vm: facts.vm }),
        detail: facts.device,
        run: () => showBindingAsCommands(facts, group),
      })),
  },
  copyPortId: { refusal: onPort, run: () => copyText(chosenPort()?.port.id ?? '') },
})
