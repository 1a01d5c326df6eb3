import type { ConntrackEntry, ConntrackTuple } from '../netfilter/conntrack-entries.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import type { PacketState, WalkPacket } from './packet.ts'
import { areValidFlags, newTcpTrack, opensTcp, type TcpTrack, tcpStep } from './tracking-tcp.ts'
import { icmpOf, inverted, isIcmp, isIcmpError, opensIcmp, tupleKey, tupleOf } from './tracking-tuple.ts'

/**
 * Connection tracking of one network namespace, as nf_conntrack_core.c does it. No clock: an entry stays until a packet removes it, and a
 * UDP entry, which the kernel calls assured after two seconds of talk, is never said to be so. Of SCTP the chunks are not known: its
 * packets are taken to be those that an association expects. Helpers (FTP and the like) expect nothing.
 */

/** An entry. `reply` is another than `original` turned round where addresses are translated (IPS_SRC_NAT, IPS_DST_NAT). */
export interface Connection {
  readonly family: Family
  readonly protocol: number
  readonly zone: number
  readonly original: ConntrackTuple
  reply: ConntrackTuple
  tcp: TcpTrack | null
  /** It is in the table: its first packet got through. */
  isConfirmed: boolean
  isReplied: boolean
  isAssured: boolean
  isSourceTranslated: boolean
  isDestinationTranslated: boolean
  /** The table nat was asked for this part once and is not asked again (IPS_SRC_NAT_DONE, IPS_DST_NAT_DONE). */
  isSourceDecided: boolean
  isDestinationDecided: boolean
  /** `-m connmark`, which rules set and keep; undefined: not known. */
  mark: number | undefined
  /** Null of an entry that was read. */
  readonly first: WalkPacket | null
}

export type Direction = 'original' | 'reply'

/** What tracking says of a packet. `state` is undefined where the packet was not given whole. */
export interface Tracked {
  readonly state: PacketState | undefined
  readonly connection: Connection | null
  readonly direction: Direction
}

/**
 * The connection of the packet that an answer is told of (nf_conntrack_core.c, `nf_conntrack_attach`), which rules of the table raw cannot
 * change any more. `untracked`: it was tracked by nobody, so the answer is looked up by itself in the zone 0, whatever those rules say;
 * null: as of any packet.
 */
export type Attached = Tracked | 'untracked' | null

/** An entry to look at: as `conntrack -L` shows it. */
export interface ShownConnection extends ConntrackEntry {
  readonly isAssured: boolean
}

const INVALID: Tracked = { state: 'INVALID', connection: null, direction: 'original' }
export const UNTRACKED: Tracked = { state: 'UNTRACKED', connection: null, direction: 'original' }
const UNKNOWN: Tracked = { state: undefined, connection: null, direction: 'original' }

interface Way {
  readonly connection: Connection
  readonly direction: Direction
}

const TCP = 6

export class Tracking {
  readonly #ways: Record<Family, Map<string, Way>> = { ipv4: new Map(), ipv6: new Map() }

  /** Entries that were read. Of TCP the word is all that is known: one that is closing was closed by a FIN. */
  add(entries: readonly ConntrackEntry[]): void {
    for (const { family, protocol, zone, original, reply, isReplied, state } of entries) {
      const back = inverted(original, family)
      const tcpState = tcpStateOf(state)
      const isClosing = ['FIN_WAIT', 'CLOSE_WAIT', 'LAST_ACK', 'TIME_WAIT'].includes(tcpState)
      const tcp = protocol === TCP ? { ...newTcpTrack, state: tcpState, isClosing } : null
      this.#insert({
        ...{ family, protocol, zone, original, reply, tcp, isReplied, isConfirmed: true, isAssured: isReplied, first: null },
        isSourceTranslated: back !== null && back.destination !== reply.destination,
        isDestinationTranslated: back !== null && back.source !== reply.source,
        ...{ isSourceDecided: true, isDestinationDecided: true, mark: undefined },
      })
    }
  }

  /** The hook of connection tracking at PREROUTING and OUTPUT: `nf_conntrack_in`. */
  track(packet: WalkPacket, zone: number): Tracked {
    const { family, protocol } = packet
    if (isIcmp(protocol)) {
      if (protocol !== icmpOf(family)) return INVALID
      if (packet.icmpType === undefined) return UNKNOWN
      if (isUntracked(family, packet.icmpType)) return UNTRACKED
      if (family === 'ipv4' && packet.icmpType > HIGHEST_ICMP) return INVALID
      if (isIcmpError(family, packet.icmpType)) return this.#error(packet, zone)
    }
    const tuple = tupleOf(packet)
    if (tuple === 'unknown' || (protocol === TCP && packet.flags === undefined)) return UNKNOWN
    return this.#usual(packet, zone, tuple)
  }

  /** `nf_conntrack_confirm` at the end of POSTROUTING and INPUT. */
  confirm({ connection, direction }: Tracked): void {
    if (connection === null || connection.isConfirmed || direction === 'reply') return
    connection.isConfirmed = true
    this.#insert(connection)
  }

  /** Another connection has this way already, so translation must choose another port or identifier (nf_nat_used_tuple). */
  isTaken(connection: Connection, reply: ConntrackTuple): boolean {
    const way = this.#ways[connection.family].get(tupleKey(connection.protocol, connection.zone, reply))
    return way !== undefined && way.connection !== connection
  }

  connections(): ShownConnection[] {
    return this.#all().map(({ family, protocol, zone, original, reply, isReplied, isAssured, tcp }) => ({
      ...{ family, protocol, zone, original, reply, isReplied, isAssured, state: tcp === null ? null : tcp.state },
    }))
  }

  copy(): Tracking {
    const copy = new Tracking()
    for (const connection of this.#all()) copy.#insert({ ...connection })
    return copy
  }

  #all(): Connection[] {
    const ways = [...this.#ways.ipv4.values(), ...this.#ways.ipv6.values()]
    return [...new Set(ways.map(({ connection }) => connection))]
  }

  /** Whoever talks to itself has one way for both: the reply's stands before the other and is found (`__nf_conntrack_hash_insert`). */
  #insert(connection: Connection): void {
    const { family, protocol, zone, original, reply } = connection
    this.#ways[family].set(tupleKey(protocol, zone, original), { connection, direction: 'original' })
    this.#ways[family].set(tupleKey(protocol, zone, reply), { connection, direction: 'reply' })
  }

  #remove({ family, protocol, zone, original, reply }: Connection): void {
    for (const tuple of [original, reply]) this.#ways[family].delete(tupleKey(protocol, zone, tuple))
  }

  #usual(packet: WalkPacket, zone: number, tuple: ConntrackTuple): Tracked {
    const { family, protocol } = packet
    const known = this.#ways[family].get(tupleKey(protocol, zone, tuple))
    const way = known ?? opened(packet, zone, tuple)
    if (way === null) return INVALID
    const { connection, direction } = way
    if (protocol === TCP && connection.isReplied && isItsOwnReply(connection)) return UNKNOWN
    const state = direction === 'reply' || connection.isReplied ? 'ESTABLISHED' : 'NEW'
    if (protocol === TCP && connection.tcp !== null) {
      const flags = packet.flags ?? []
      if (!areValidFlags(flags) || (!connection.isConfirmed && !opensTcp(flags))) return INVALID
      const step = tcpStep(connection.tcp, direction, flags)
      if (step.verdict === 'again') {
        this.#remove(connection)
        return this.#usual(packet, zone, tuple)
      }
      connection.tcp = step.track
      if (step.verdict === 'invalid') return INVALID
      if (!connection.isReplied) {
        // Who is answered with nothing but a reset has no connection; the segment itself still belongs to it.
        if (step.isReset) this.#remove(connection)
      } else if (step.isAssuring) connection.isAssured = true
    }
    if (direction === 'reply') connection.isReplied = true
    return { state, connection, direction }
  }

  /** An error belongs to the connection of the packet that it quotes, if it goes to who sent that (`nf_conntrack_inet_error`). */
  #error(packet: WalkPacket, zone: number): Tracked {
    if (packet.quoted === undefined) return UNKNOWN
    const quoted = tupleOf(packet.quoted)
    if (quoted === 'unknown') return UNKNOWN
    const { family } = packet
    const back = inverted(quoted, family)
    const way = back === null ? undefined : this.#ways[family].get(tupleKey(packet.quoted.protocol, zone, back))
    if (way === undefined) return INVALID
    const { connection, direction } = way
    const outer = tupleOf(packet)
    const isFor = outer !== 'unknown' && outer.destination === connection[direction].destination
    return isFor ? { state: 'RELATED', connection, direction } : INVALID
  }
}

/**
 * From an address to itself with equal ports both ends have one tuple, and every segment behind the first is taken for the answer. Whether
 * the window of that direction takes one is told by its sequence number alone (nf_conntrack_proto_tcp.c, `tcp_in_window`): those of a socket
 * that is connected to itself are one row, and of two machines that claim one address all segments of one of them are INVALID.
 */
const isItsOwnReply = ({ protocol, zone, original, reply }: Connection): boolean =>
  tupleKey(protocol, zone, original) === tupleKey(protocol, zone, reply)

function opened(packet: WalkPacket, zone: number, original: ConntrackTuple): Way | null {
  const { family, protocol } = packet
  const reply = inverted(original, family)
  if (reply === null || (original.icmpType !== undefined && !opensIcmp(family, original.icmpType))) return null
  const connection: Connection = {
    ...{ family, protocol, zone, original, reply, first: packet, tcp: protocol === TCP ? newTcpTrack : null },
    ...{ isConfirmed: false, isReplied: false, isAssured: false, isSourceTranslated: false, isDestinationTranslated: false },
    ...{ isSourceDecided: false, isDestinationDecided: false, mark: 0 },
  }
  return { connection, direction: 'original' }
}

/** NR_ICMP_TYPES: what is above is refused unread. */
const HIGHEST_ICMP = 18

/**
 * Multicast listeners, routers and neighbours, advertisements and solicitations of multicast routers (RFC 4286, not their terminations):
 * nf_conntrack_proto_icmpv6.c, `noct_valid_new`, Linux 6.18.
 */
const isUntracked = (family: Family, type: number): boolean =>
  family === 'ipv6' && [130, 131, 132, 133, 134, 135, 136, 143, 151, 152].includes(type)

const tcpStateOf = (word: string | null): TcpTrack['state'] => {
  switch (word) {
    case 'SYN_SENT':
    case 'SYN_RECV':
    case 'ESTABLISHED':
    case 'FIN_WAIT':
    case 'CLOSE_WAIT':
    case 'LAST_ACK':
    case 'TIME_WAIT':
    case 'CLOSE':
    case 'SYN_SENT2':
      return word
    default:
      return 'NONE'
  }
}
