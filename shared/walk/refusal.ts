import type { Ended, From } from './course.ts'
import type { Network } from './network.ts'
import type { WalkPacket } from './packet.ts'
import { icmpError, rejectWith, reset } from './replies.ts'
import type { Routing } from './routing.ts'
import type { Attached } from './tracking.ts'
import { icmpOf, isIcmpError } from './tracking-tuple.ts'

/** What a place says by itself about a packet that came to its end there, and where that begins. */
export interface Answer {
  readonly from: From
  readonly packet: WalkPacket
  readonly attached: Attached
}

/**
 * How a place answers whom a rule refused (nf_reject_ipv4.c, nf_reject_ipv6.c); null: not at all, as to an error or a reset (RFC 1122
 * section 3.2.2, RFC 4443 section 2.4), about what was for everybody, or where it has no way to the sender.
 */
export function refusalOf(network: Network, refused: Ended): Answer | null {
  const { packet, answer, place: name, port, card } = refused
  const place = network.segments.place(name)
  const error = answer === null ? null : rejectWith(packet, answer)
  if (place === undefined || error === null) return null
  const { routing } = network.read(place)
  // Without a route to who is to be told, as on a bridge without an address, it is a drop like any other.
  const way = wayBack(routing, packet)
  if (way === null) return null
  if (error !== 'reset') {
    // That of the card it came in by, whichever the way back (net/ipv6/icmp.c, `icmp6_send`).
    const input = packet.family === 'ipv6' && card !== null && way.to !== 'local' ? routing.wideAddress(card) : null
    const own = way.to === 'local' ? packet.source : (input ?? way.source)
    const source = routing.isLocal(packet.destination) ? packet.destination : own
    if (source === null || isErrorOf(packet)) return null
    return { from: { place: name, as: 'ip' }, packet: icmpError(packet, source, error), attached: related(refused) }
  }
  if (packet.flags?.includes('RST') === true) return null
  const segment = reset(packet)
  if (port === null) return { from: { place: name, as: 'ip' }, packet: segment, attached: related(refused) }
  const { sourceMac, destinationMac } = packet
  if (sourceMac === undefined || destinationMac === undefined) return null
  // Straight back by the port that it came in by (nf_reject_ipv4.c, `nf_send_reset`).
  const frame = { ...segment, sourceMac: destinationMac, destinationMac: sourceMac }
  return { from: { place: name, device: port, as: 'frame' }, packet: frame, attached: null }
}

/** The way to who sent a packet; null where it has none, and where nobody is answered. */
function wayBack(routing: Routing, { source, destination, isLaterFragment }: WalkPacket): Way | null {
  if (isLaterFragment === true || routing.way(destination, null)?.to === 'everybody') return null
  const way = routing.way(source, null)
  return way === null || way.to === 'everybody' ? null : way
}

type Way = Exclude<NonNullable<ReturnType<Routing['way']>>, { readonly to: 'everybody' }>

/** Of an error, and of a message whose type is not known to be none. */
function isErrorOf({ family, protocol, icmpType }: WalkPacket): boolean {
  if (protocol !== icmpOf(family)) return false
  return icmpType === undefined || isIcmpError(family, icmpType) || (family === 'ipv4' && icmpType > HIGHEST_ICMP)
}

/** NR_ICMP_TYPES (net/ipv4/icmp.c, `__icmp_send`). */
const HIGHEST_ICMP = 18

/** A connection whose segment is refused with a reset is over: nf_conntrack_proto_tcp.c, `nf_conntrack_tcp_set_closing`. */
export function closeRefused({ answer, tracked }: Ended): void {
  const connection = tracked?.connection ?? null
  if (answer === 'tcp-reset' && connection?.tcp && connection.isConfirmed) connection.tcp = { ...connection.tcp, state: 'CLOSE' }
}

/** What an answer to a packet is attached to. */
export function related({ tracked }: Pick<Ended, 'tracked'>): Attached {
  if (tracked?.state === 'UNTRACKED') return 'untracked'
  if (tracked === null || tracked.connection === null) return null
  return { state: 'RELATED', connection: tracked.connection, direction: tracked.direction === 'original' ? 'reply' : 'original' }
}
