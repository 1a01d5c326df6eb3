import { parseAddress } from '../net/address.ts'
import { ICMP, ICMPV6 } from '../net/protocol.ts'
import type { ConntrackTuple } from '../netfilter/conntrack-entries.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import type { QuotedPacket, WalkPacket } from './packet.ts'

/** What makes two packets one connection: nf_conntrack_core.c, `nf_ct_get_tuple` and `nf_ct_invert_tuple`. */

const TCP = 6
const UDP = 17
const SCTP = 132
const UDPLITE = 136

/** DCCP lost its tracker in Linux 6.17 and is told apart by its addresses alone since, like every protocol that is not named here. */
const byPorts = (protocol: number): boolean => [TCP, UDP, SCTP, UDPLITE].includes(protocol)

/** The other family's ICMP has a tuple, too, and no tracker that takes it (nf_conntrack_proto_icmp.c, `state->pf`). */
export const icmpOf = (family: Family): number => (family === 'ipv4' ? ICMP : ICMPV6)

export const isIcmp = (protocol: number): boolean => protocol === ICMP || protocol === ICMPV6

/**
 * The tuple of a packet, or of the one that an ICMP error quotes. `unknown`: a part that its protocol has was not given. An ICMP message
 * whose identifier was not given is of identifier 0.
 */
export function tupleOf(packet: WalkPacket | QuotedPacket): ConntrackTuple | 'unknown' {
  const ends = { source: addressText(packet.source), destination: addressText(packet.destination) }
  if (byPorts(packet.protocol)) {
    const { sourcePort, destinationPort } = packet
    return sourcePort === undefined || destinationPort === undefined ? 'unknown' : { ...ends, sourcePort, destinationPort }
  }
  if (!isIcmp(packet.protocol)) return ends
  if (packet.icmpType === undefined) return 'unknown'
  return { ...ends, icmpType: packet.icmpType, icmpCode: packet.icmpCode ?? 0, icmpId: packet.icmpId ?? 0 }
}

const addressText = (text: string): string => {
  const address = parseAddress(text)
  return address.ok ? address.value.text : text
}

/** Types of a question and its answer: echo, timestamp, information and address mask (RFC 792, 950); echo and node information (RFC 4443, 4620). */
const PAIRS: { readonly [F in Family]: readonly (readonly [number, number])[] } = {
  ipv4: [
    [8, 0],
    [13, 14],
    [15, 16],
    [17, 18],
  ],
  ipv6: [
    [128, 129],
    [139, 140],
  ],
}

/** Messages that may open a connection: the questions. */
export const opensIcmp = (family: Family, type: number): boolean => PAIRS[family].some(([question]) => question === type)

/** `icmp_is_err`: unreachable, source quench, redirect, time exceeded, parameter problem; of ICMPv6 all below 128. */
export const isIcmpError = (family: Family, type: number): boolean =>
  family === 'ipv6' ? type < 128 : [3, 4, 5, 11, 12].includes(type)

/** The tuple of the answer; null where a message has none. */
export function inverted(tuple: ConntrackTuple, family: Family): ConntrackTuple | null {
  const { source, destination, sourcePort, destinationPort, icmpType } = tuple
  const ends = { source: destination, destination: source }
  if (sourcePort !== undefined && destinationPort !== undefined)
    return { ...ends, sourcePort: destinationPort, destinationPort: sourcePort }
  if (icmpType === undefined) return ends
  const pair = PAIRS[family].find((types) => types.includes(icmpType))
  if (pair === undefined) return null
  return { ...tuple, ...ends, icmpType: pair[0] === icmpType ? pair[1] : pair[0] }
}

export function tupleKey(protocol: number, zone: number, tuple: ConntrackTuple): string {
  const { source, destination, sourcePort, destinationPort, icmpType, icmpCode, icmpId } = tuple
  const parts = sourcePort === undefined ? [icmpType, icmpCode, icmpId] : [sourcePort, destinationPort]
  return `${zone} ${protocol} ${source} ${destination} ${parts.join(' ')}`
}
