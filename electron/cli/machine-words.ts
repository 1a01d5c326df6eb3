import type { FoundBridge, FoundPort } from '#shared/machine/found'
import { neutronIdOf } from '#shared/machine/in-project'
import type { MachineLook, ToolSilence } from '#shared/machine/machine'
import { isNeeded, isReady, type Prerequisite, type PrerequisiteLevel, sayPrerequisite } from '#shared/machine/prerequisite'
import { prerequisiteNames } from '#shared/texts/en/prerequisites'

const LEVELS: Readonly<Record<PrerequisiteLevel, string>> = {
  met: 'met',
  unmet: 'UNMET',
  caution: 'caution',
  note: 'note',
  unknown: 'unknown',
}

/** `caution` and the longest name, with room behind. */
const LEVEL_WIDTH = 9
const NAME_WIDTH = Math.max(...Object.values(prerequisiteNames).map(({ length }) => length)) + 2

export function machineLines(machine: MachineLook): string[] {
  const { hostname, kernel, prerequisites, error, libvirt } = machine
  const open = prerequisites.filter((each) => isNeeded(each) && each.level !== 'met')
  return [
    `${hostname}, Linux ${kernel}`,
    '',
    ...prerequisites.flatMap(prerequisiteLines),
    '',
    isReady(prerequisites)
      ? 'Rules of bridge ports can be applied here.'
      : `Not ready: ${open.map((each) => sayPrerequisite('en', each).name).join(', ')}.`,
    '',
    ...(error === null ? bridgeLines(machine) : [`The bridges could not be listed. ${silence(error)}`]),
    ...(libvirt === 'refused' ? ['libvirt did not tell which VMs run.'] : []),
  ]
}

const silence = ({ command, exitCode, says }: ToolSilence): string =>
  exitCode === null && says === '' ? `${command} could not be run: apt-get install iproute2` : `${command}: ${says}`

function prerequisiteLines(prerequisite: Prerequisite): string[] {
  const { name, state, why } = sayPrerequisite('en', prerequisite)
  const { level, fix } = prerequisite
  const indent = ' '.repeat(LEVEL_WIDTH)
  return [
    `${LEVELS[level].padEnd(LEVEL_WIDTH)}${name.padEnd(NAME_WIDTH)}${state}`,
    ...(level === 'met' || level === 'note' ? [] : [`${indent}${why}`]),
    ...(fix === null
      ? []
      : [...fix.now.map((line) => `${indent}As root: ${line}`), ...fix.keep.map((line) => `${indent}To keep it: ${line}`)]),
  ]
}

function bridgeLines({ found: { bridges, loose, unread } }: MachineLook): string[] {
  return [
    ...(bridges.length === 0 ? ['There are no bridges.'] : bridges.flatMap(oneBridge)),
    ...(loose.length === 0 ? [] : ['In no bridge:', ...loose.map(portLine)]),
    ...(unread === 0 ? [] : [`Entries that could not be understood: ${unread}`]),
  ]
}

const oneBridge = ({ name, kind, isUp, addresses, ports }: FoundBridge): string[] => [
  [`${kind === 'bridge' ? 'Bridge' : 'Open vSwitch'} ${name}`, isUp ? 'up' : 'down', ...addresses].join(', '),
  ...ports.map(portLine),
]

function portLine({ device, kind, kernelKind, isUp, hasCarrier, guestMacs, mac, addresses, domain }: FoundPort): string {
  const guest = guestMacs[0]
  const neutron = neutronIdOf(device)
  return [
    `  ${device.padEnd(16)}${(kind === 'other' ? kernelKind : kind).padEnd(10)}${(isUp ? (hasCarrier ? 'up' : 'no carrier') : 'down').padEnd(12)}`,
    guest === undefined ? (mac ?? '') : `guest ${guest.mac}`,
    ...addresses,
    ...(domain === null ? [] : [`VM ${domain}`]),
    ...(neutron === null ? [] : [`Neutron port ${neutron}…`]),
  ]
    .join(' ')
    .trimEnd()
}
