import type { LabNode } from '#shared/contract/states'
import { deviceOf } from '#shared/project/device-name'
import { portKind } from '#shared/project/device-owner'
import type { Port, Project } from '#shared/project/schema'
import type { WalkPacket } from '#shared/walk/packet'
import { seeRule } from './kernel-rule.ts'
import { plainAddress } from './kernel-words.ts'
import { emptyTraceForm, type TraceForm } from './trace-form.ts'

/** Packets made from what a person looks at elsewhere. What it does not say is filled in as one would begin. */

type Change = Partial<TraceForm>
const honest: Change = { sourceIp: '', sourceMac: '', sourcePort: '', length: '' }

export const packetOfPing = ({ from, to, count }: { from: string; to: string; count: number }): Change => ({
  ...honest,
  ...{ from, to, protocol: 'icmp', answered: true, count: `${Math.min(20, count)}` },
})

export const packetOfPair = (from: string, to: string): Change => ({ ...honest, from, to })

/**
 * A packet to the port, or from it where the last ping test came from there: the pair of that test, as far as it is of this port, else a
 * machine outside. Null where no machine could send to it.
 */
export function packetToPort(
  port: Port,
  project: Project,
  nodes: readonly LabNode[],
  last: { readonly from: string; readonly to: string } | null,
): Change | null {
  const floating = project.floatingIps.filter(({ portId }) => portId === port.id).map(({ floatingIp }) => floatingIp)
  const own = [...floating, ...port.fixedIps.map(({ ipAddress }) => ipAddress)]
  if (last !== null && (last.from === port.deviceId || own.includes(last.to))) return packetOfPair(last.from, last.to)
  const family = own.some((address) => isOf('ipv4', address)) ? 'ipv4' : 'ipv6'
  const ends = toPort(port, null, family, project, nodes)
  return ends === null ? null : { ...honest, ...ends }
}

interface RulePlace {
  /** The kernel's text of the rule. */
  readonly text: string
  readonly family: 'ipv4' | 'ipv6'
  /** The port whose chain it stands in; null where the rule itself has to say it. */
  readonly portId: string | null
  /** Packets of the chain go to the VM, or come from it. */
  readonly towards: boolean
}

/** A packet that the rule asks for; null where none is known, as of a port that no machine has. */
export function packetOfRule(place: RulePlace, project: Project, nodes: readonly LabNode[]): Change | null {
  const rule = seeRule(place.text)
  const device = rule.matches.find((match) => match.kind === 'physdev')
  const named = device?.out ?? device?.in
  const vmPorts = project.ports.filter((each) => portKind(each) === 'vm')
  const port =
    vmPorts.find(({ id }) => id === place.portId) ??
    vmPorts.find((each) => named !== undefined && deviceOf(each) === named) ??
    (place.portId === null && named === undefined ? vmPorts[0] : undefined)
  if (port === undefined) return null
  const towards = device?.out !== undefined || (device?.in === undefined && place.towards)
  const mac = rule.matches.find((match) => match.kind === 'mac-source')?.mac.toLowerCase()
  const ends = towards
    ? toPort(port, rule.source, place.family, project, nodes)
    : fromPort(port, rule.destination, place.family, project, nodes)
  if (ends === null) return null
  return { ...honest, ...ends, ...asked(rule), ...(mac === undefined || mac === port.macAddress ? {} : { sourceMac: mac }) }
}

type Rule = ReturnType<typeof seeRule>

function asked({ protocol, matches }: Rule): Change {
  const ports = matches.find((match) => match.kind === 'ports')
  const several = matches.find((match) => match.kind === 'multiport-destination')
  const icmp = matches.find((match) => match.kind === 'icmp')
  const source = ports?.source?.from
  const destination = ports?.destination?.from ?? several?.ports[0]?.from
  const withPorts: Change = {
    ...(source === undefined ? {} : { sourcePort: `${source}` }),
    destinationPort: `${destination ?? emptyTraceForm.destinationPort}`,
  }
  switch (protocol) {
    case null:
      return { protocol: 'icmp', answered: true, count: '1' }
    case 'icmp':
    case 'ipv6-icmp':
      if (icmp === undefined || icmp.type === 8 || icmp.type === 128) return { protocol: 'icmp', answered: true, count: '1' }
      return { protocol: 'icmp', answered: false, icmpType: `${icmp.type}`, icmpCode: `${icmp.code ?? 0}` }
    case 'tcp':
    case 'udp':
      return { protocol, answered: true, ...withPorts }
    default:
      return { protocol: 'other', answered: false, ...(/^\d+$/.test(protocol) ? { number: protocol } : {}) }
  }
}

const isOf = (family: RulePlace['family'], address: string): boolean => address.includes(':') === (family === 'ipv6')
const bare = (address: string): string => address.split('/')[0] ?? address

/** An address within a prefix that a host could have. */
const within = (prefix: string): string => {
  const [address = '', length] = plainAddress(prefix).split('/')
  if (length === undefined) return address
  return address.includes(':') ? address.replace(/(::)?$/, '::9') : address.replace(/\.0$/, '.9')
}

function toPort(port: Port, source: string | null, family: RulePlace['family'], project: Project, nodes: readonly LabNode[]) {
  const floating = project.floatingIps.find(({ portId }) => portId === port.id)?.floatingIp
  const fixed = port.fixedIps.find(({ ipAddress }) => isOf(family, ipAddress))?.ipAddress
  const wanted = source === null ? null : plainAddress(source)
  const owner = nodes.find(({ addresses }) => wanted !== null && addresses.some((address) => bare(address) === wanted))
  const other =
    nodes.find(({ kind, id }) => kind === 'outside' && id !== port.deviceId) ?? nodes.find(({ id }) => id !== port.deviceId)
  const from = owner ?? other
  const to = from?.kind === 'outside' && family === 'ipv4' ? (floating ?? fixed) : (fixed ?? floating)
  if (from === undefined || to === undefined) return null
  return { from: from.id, to, ...(source === null || owner !== undefined ? {} : { sourceIp: within(source) }) }
}

function fromPort(
  port: Port,
  destination: string | null,
  family: RulePlace['family'],
  project: Project,
  nodes: readonly LabNode[],
) {
  const outside = project.outsideHosts.find(({ address }) => isOf(family, address))?.address
  const other = nodes
    .filter(({ id }) => id !== port.deviceId)
    .flatMap(({ addresses }) => addresses.map(bare))
    .find((address) => isOf(family, address))
  const to = destination === null ? (outside ?? other) : within(destination)
  return to === undefined ? null : { from: port.deviceId, to }
}

const NAMES: Readonly<Record<number, TraceForm['protocol']>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmp' }

/** One packet as it stood on a wire, sent by `from` again. */
export function packetOfPacket(from: string, packet: WalkPacket): Change {
  const text = (value: number | undefined): string => (value === undefined ? '' : `${value}`)
  return {
    ...{ from, to: packet.destination, protocol: NAMES[packet.protocol] ?? 'other', answered: false },
    ...{ number: text(packet.protocol), icmpType: text(packet.icmpType), icmpCode: text(packet.icmpCode ?? 0) },
    ...{ sourcePort: text(packet.sourcePort), destinationPort: text(packet.destinationPort) },
    ...{ flags: packet.flags?.join(',') ?? '', length: text(packet.length) },
    ...{ sourceIp: packet.source, sourceMac: packet.sourceMac ?? '' },
  }
}
