import type { PacketQuestion, WalkedPacket } from '#shared/contract/walk'
import { invalid, issue, type TapwallError } from '#shared/errors'
import type { LabTopology } from '#shared/helper/topology'
import { parseAddress } from '#shared/net/address'
import { parseMac } from '#shared/net/mac'
import { hasPorts, ICMP, ICMPV6 } from '#shared/net/protocol'
import { err, ok, type Result } from '#shared/result'
import { converse, type Talk, type Turn } from '#shared/walk/conversation'
import { walkJourney } from '#shared/walk/journey'
import { Memory } from '#shared/walk/memory'
import type { Network } from '#shared/walk/network'
import type { WalkPacket } from '#shared/walk/packet'

/** A question whose words were checked: where it begins, and what is said. */
export interface Asked {
  /** The namespace of the sender. */
  readonly place: string
  readonly source: string
  readonly to: string
  /** One packet is sent as a frame where its MAC is faked, else by the sender's own IP. */
  readonly says: Talk | { readonly kind: 'packet'; readonly packet: WalkPacket; readonly as: 'ip' | 'frame' }
}

/** Ephemeral ports begin here (`ip_local_port_range`). */
const A_SOURCE_PORT = 40_000
const TTL = 64
const IPV4_HEADER = 20
const ICMP_HEADER = 8
/** ping's own, so that a packet of 84 bytes comes. */
const PING_BYTES = 56

/** What is wrong with a question, or how it is walked. */
export function readQuestion(question: PacketQuestion, topology: LabTopology, network: Network): Result<Asked, TapwallError> {
  const { from, what } = question
  const machine = topology.machines.find(({ id }) => id === from)
  if (machine === undefined) return refuse('from', 'ping.no-node', 'The lab has no such machine. Choose one of the list.')
  const to = parseAddress(question.to)
  if (!to.ok)
    return refuse(
      'to',
      'ping.no-address',
      `${question.to} is not an address. Write an IPv4 or IPv6 address, or choose one of the list.`,
      {
        to: question.to,
      },
    )
  const place = network.segments.place(machine.namespace)
  const way = place === undefined ? null : network.read(place).routing.way(to.value.text, null)
  const own = way === null ? null : way.to === 'local' ? to.value.text : way.source
  const source = question.sourceIp === undefined ? own : sourceOf(question.sourceIp, to.value.version)
  if (source === null) {
    if (question.sourceIp !== undefined)
      return refuse(
        'sourceIp',
        'walk.source',
        `${question.sourceIp} cannot be the source: write an address of the same IP version as the receiver's.`,
        {
          address: question.sourceIp,
        },
      )
    return refuse(
      'to',
      'walk.no-way',
      `${machine.name} has no route to ${to.value.text}, so it sends nothing. Choose another address.`,
      {
        ...{ name: machine.name, address: to.value.text },
      },
    )
  }
  const mac = question.sourceMac === undefined ? undefined : parseMac(question.sourceMac)
  if (mac !== undefined && !mac.ok)
    return refuse('sourceMac', 'packet.address', `sourceMac: ${mac.error}`, { key: 'sourceMac', reason: mac.error })
  if (mac !== undefined && what !== 'packet')
    return refuse(
      'sourceMac',
      'walk.mac-of-one-packet',
      'A MAC address is faked for one packet only, since no answer comes to it. Ask about one packet.',
    )
  const base = { place: machine.namespace, source, to: to.value.text }
  if (what !== 'packet') return ok({ ...base, says: talkOf(question, what) })
  const packet = packetOf(question, base, mac?.value)
  return ok({
    ...base,
    says: { kind: 'packet', packet, as: mac === undefined && question.sourceIp === undefined ? 'ip' : 'frame' },
  })
}

/**
 * A source that is faked cannot be had by the program that pings or connects, and no answer comes back to it: one frame is sent, so one
 * packet is walked.
 */
export function asSent(question: PacketQuestion): PacketQuestion {
  const { what, sourceIp, sourceMac, to } = question
  if (what === 'packet' || (sourceIp === undefined && sourceMac === undefined)) return question
  const { count: _, isListening: __, ...one } = question
  const protocol = what === 'tcp' ? 6 : what === 'udp' ? 17 : to.includes(':') ? ICMPV6 : ICMP
  return { ...one, what: 'packet', protocol }
}

function refuse(
  path: string,
  code: string,
  message: string,
  values: Readonly<Record<string, string>> = {},
): Result<never, TapwallError> {
  return err(invalid([issue([path], code, message, values)]))
}

function sourceOf(text: string, version: 4 | 6): string | null {
  const read = parseAddress(text)
  return read.ok && read.value.version === version ? read.value.text : null
}

function talkOf(
  { count, sourcePort, destinationPort, length, isListening, to }: PacketQuestion,
  what: 'ping' | 'tcp' | 'udp',
): Talk {
  const header = to.includes(':') ? 2 * IPV4_HEADER : IPV4_HEADER
  const ports = { port: destinationPort ?? 80, sourcePort: sourcePort ?? A_SOURCE_PORT, isOpen: isListening ?? true }
  const bytes = (own: number, usual: number): number =>
    Math.min(1400, length === undefined ? usual : Math.max(0, length - header - own))
  if (what === 'ping') return { kind: 'ping', count: count ?? 1, bytes: bytes(ICMP_HEADER, PING_BYTES) }
  return what === 'tcp' ? { kind: 'tcp', ...ports, bytes: 100 } : { kind: 'udp', ...ports, bytes: bytes(ICMP_HEADER, 100) }
}

function packetOf(
  question: PacketQuestion,
  { source, to }: Pick<Asked, 'source' | 'to'>,
  sourceMac: string | undefined,
): WalkPacket {
  const family = to.includes(':') ? 'ipv6' : 'ipv4'
  const protocol = question.protocol ?? (family === 'ipv4' ? 1 : 58)
  const isIcmp = protocol === (family === 'ipv4' ? 1 : 58)
  return {
    ...{ family, source, destination: to, protocol, ttl: TTL, length: question.length ?? 84 },
    ...(hasPorts(protocol)
      ? { sourcePort: question.sourcePort ?? A_SOURCE_PORT, destinationPort: question.destinationPort ?? 80 }
      : {}),
    ...(isIcmp
      ? { icmpType: question.icmpType ?? (family === 'ipv4' ? 8 : 128), icmpCode: question.icmpCode ?? 0, icmpId: 1 }
      : {}),
    ...(protocol === 6 ? { flags: question.flags ?? ['SYN'] } : {}),
    ...(sourceMac === undefined ? {} : { sourceMac }),
  }
}

/** Who was asked about is a stranger to all connection tracking: packets begin as new ones. */
export function answerQuestion({ place, source, to, says }: Asked, network: Network): WalkTurn[] {
  const memory = new Memory()
  if (says.kind !== 'packet') return converse(network, memory, { from: place, to, source }, says).turns
  const journey = walkJourney(network, memory, { place, as: says.as }, says.packet)
  return [{ sequence: 1, direction: 'there', says: 'packet', journey, connections: memory.connections() }]
}

/** A packet of a conversation, or one alone. */
export type WalkTurn = Omit<Turn, 'says'> & { readonly says: WalkedPacket['says'] }
