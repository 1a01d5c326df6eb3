import { bitsOf, parseAddress } from '../net/address.ts'
import { addressOfNumber, numberOf, parsePrefix } from '../net/prefix.ts'
import type { ConntrackTuple } from '../netfilter/conntrack-entries.ts'
import type { Translation } from './act.ts'
import type { WalkPacket } from './packet.ts'
import type { Connection, Direction, Tracked, Tracking } from './tracking.ts'
import { inverted } from './tracking-tuple.ts'

/**
 * Translation of addresses: what a rule of the table nat makes of a connection, and what the connection makes of its packets
 * (nf_nat_core.c). Where the kernel would choose by chance or by a hash (a range of addresses or ports, `--random`, a port that another
 * connection has), nothing is chosen and the answer is `unknown`.
 */

export type Part = 'source' | 'destination'

/** The place's own addresses, for the targets that take one of them. */
export interface OwnAddresses {
  readonly first: (device: string) => string | null
  readonly in: string | null | undefined
  readonly out: string | null | undefined
}

interface End {
  readonly address: string
  readonly port: number | undefined
}

/**
 * Decides one part of a connection, once (`nf_nat_setup_info`). `translation` null: no rule chose one, and the part stays. False: the
 * kernel's choice is not known.
 */
export function decide(
  tracking: Tracking,
  connection: Connection,
  part: Part,
  translation: Translation | null,
  own: OwnAddresses,
): boolean {
  // A broadcast's connection is in the table before its source is asked for: nothing can be decided any more, and each packet asks again.
  if (connection.isConfirmed) return true
  const now = inverted(connection.reply, connection.family)
  if (now === null) return false
  const is: End =
    part === 'source' ? { address: now.source, port: now.sourcePort } : { address: now.destination, port: now.destinationPort }
  const end = translation === null ? is : chosen(translation, is, own)
  if (end === null) return false
  const next = changed(now, part, end)
  const reply = inverted(next, connection.family)
  if (reply === null || tracking.isTaken(connection, reply)) return false
  const isAnother = end.address !== is.address || end.port !== is.port
  connection.reply = reply
  if (part === 'source') {
    connection.isSourceDecided = true
    connection.isSourceTranslated ||= isAnother
  } else {
    connection.isDestinationDecided = true
    connection.isDestinationTranslated ||= isAnother
  }
  return true
}

function changed(tuple: ConntrackTuple, part: Part, { address, port }: End): ConntrackTuple {
  if (part === 'source') return { ...tuple, source: address, ...(tuple.sourcePort === undefined ? {} : { sourcePort: port }) }
  return { ...tuple, destination: address, ...(tuple.destinationPort === undefined ? {} : { destinationPort: port }) }
}

const RANDOM = ['--random', '--random-fully']

function chosen({ target, to, words }: Translation, is: End, own: OwnAddresses): End | null {
  if (words.some((word) => RANDOM.includes(word))) return null
  switch (target) {
    case 'DNAT':
    case 'SNAT': {
      const { addresses, ports } = splitEnd(to)
      const [from, until] = addresses.split('-')
      if (until !== undefined && until !== from) return null
      return withPort({ ...is, address: from === undefined || from === '' ? is.address : canonical(from) }, ports)
    }
    case 'MASQUERADE': {
      const address = typeof own.out === 'string' ? own.first(own.out) : null
      return address === null ? null : withPort({ ...is, address }, to)
    }
    case 'REDIRECT': {
      // What begins here is sent to the loopback address, what comes in to the card's own.
      const loopback = is.address.includes(':') ? '::1' : '127.0.0.1'
      const address = own.in === null ? loopback : own.in === undefined ? null : own.first(own.in)
      return address === null ? null : withPort({ ...is, address }, to)
    }
    case 'NETMAP':
      return mapped(is, to)
  }
}

/** `10.0.0.1:80`, `10.0.0.1-10.0.0.9`, `:8000-8010`, `[fd00::1]:80`, `fd00::1`. */
function splitEnd(to: string): { readonly addresses: string; readonly ports: string } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(to)
  if (bracketed !== null) return { addresses: bracketed[1] ?? '', ports: bracketed[2] ?? '' }
  const colon = to.indexOf(':')
  if (colon < 0 || to.indexOf(':', colon + 1) >= 0) return { addresses: to, ports: '' }
  return { addresses: to.slice(0, colon), ports: to.slice(colon + 1) }
}

function withPort(end: End, ports: string): End | null {
  if (ports === '' || end.port === undefined) return end
  const read = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(ports)
  if (read === null) return null
  const from = Number(read[1])
  const until = read[2] === undefined ? from : Number(read[2])
  if (from === until) return { ...end, port: from }
  return end.port >= from && end.port <= until ? end : null
}

const canonical = (text: string): string => {
  const address = parseAddress(text)
  return address.ok ? address.value.text : text
}

/** The network's bits are the rule's, the others the packet's. */
function mapped(is: End, to: string): End | null {
  const prefix = parsePrefix(to)
  const address = parseAddress(is.address)
  if (!prefix.ok || !address.ok || prefix.value.version !== address.value.version) return null
  const { length, network, version } = prefix.value
  const free = (1n << BigInt(bitsOf(version) - length)) - 1n
  return { ...is, address: addressOfNumber(numberOf(network) | (numberOf(address.value) & free), bitsOf(version)).text }
}

/** What a packet of a connection becomes at a hook that changes this part (`nf_nat_packet`, `nf_nat_icmp_reply_translation`). */
export function translated(packet: WalkPacket, { connection, direction }: Tracked, part: Part): WalkPacket {
  if (connection === null || !isTranslated(connection, direction, part)) return packet
  const other = direction === 'original' ? connection.reply : connection.original
  const end: End =
    part === 'destination'
      ? { address: other.source, port: other.sourcePort }
      : { address: other.destination, port: other.destinationPort }
  if (packet.quoted !== undefined) {
    // The error's own end, and the same end as the packet that it quotes wrote it.
    const quoted = withEnd(packet.quoted, part === 'destination' ? 'source' : 'destination', end)
    return { ...withEnd(packet, part, { ...end, port: undefined }), quoted }
  }
  return withEnd(packet, part, end)
}

/** In the other direction it is the other part that is turned back. */
function isTranslated(connection: Connection, direction: Direction, part: Part): boolean {
  const isSource = (part === 'source') === (direction === 'original')
  return isSource ? connection.isSourceTranslated : connection.isDestinationTranslated
}

function withEnd<T extends Omit<WalkPacket, 'family'>>(packet: T, part: Part, { address, port }: End): T {
  if (part === 'source')
    return { ...packet, source: address, ...(port === undefined || packet.sourcePort === undefined ? {} : { sourcePort: port }) }
  return {
    ...packet,
    destination: address,
    ...(port === undefined || packet.destinationPort === undefined ? {} : { destinationPort: port }),
  }
}
