import type { WalkPacket } from './packet.ts'
import { icmpOf } from './tracking-tuple.ts'

/** Packets that machines answer with. */

const TTL = 64
export const ipHeader = ({ family }: Pick<WalkPacket, 'family'>): number => (family === 'ipv4' ? 20 : 40)

/** Linux's TCP header, with its time stamps: 32 bytes, 40 when it opens. */
export const TCP_HEADER = 32
export const TCP_OPENING = 40
const ICMP_HEADER = 8

/** The same addresses and ports turned round; `rest` is what is another. */
export function turned(packet: WalkPacket, rest: Partial<WalkPacket>): WalkPacket {
  const { family, protocol, source, destination, sourcePort, destinationPort } = packet
  return {
    ...{ family, protocol, source: destination, destination: source, ttl: TTL },
    ...(sourcePort === undefined || destinationPort === undefined
      ? {}
      : { sourcePort: destinationPort, destinationPort: sourcePort }),
    ...rest,
  }
}

export const echoReply = (request: WalkPacket): WalkPacket =>
  turned(request, {
    icmpType: request.family === 'ipv4' ? 0 : 129,
    // The kernel turns the message round as it is (icmp.c, `icmp_echo`; ipv6/icmp.c, `icmpv6_echo_reply`).
    icmpCode: request.icmpCode ?? 0,
    ...(request.icmpId === undefined ? {} : { icmpId: request.icmpId }),
    ...(request.length === undefined ? {} : { length: request.length }),
  })

/** Closed ports answer so, and `tcp-reset` (nf_reject_ipv4.c): with the sequence number that the segment asks for, or an ACK. */
export const reset = (segment: WalkPacket): WalkPacket =>
  turned(segment, { flags: segment.flags?.includes('ACK') === true ? ['RST'] : ['RST', 'ACK'], length: ipHeader(segment) + 20 })

/** As much of a packet as fits is quoted: RFC 1812 section 4.3.2.3, RFC 4443 section 2.4. */
const MOST_QUOTED = { ipv4: 576, ipv6: 1280 }

export interface IcmpError {
  readonly type: number
  readonly code: number
}

export const portUnreachable = ({ family }: WalkPacket): IcmpError =>
  family === 'ipv4' ? { type: 3, code: 3 } : { type: 1, code: 4 }

/** Tells the sender of a packet what became of it; `source`: who tells. */
export function icmpError(packet: WalkPacket, source: string, { type, code }: IcmpError): WalkPacket {
  const { family, sourceMac: _, destinationMac: __, flags: ___, ttl: ____, length, quoted: _____, ...quoted } = packet
  const long = length === undefined ? undefined : Math.min(MOST_QUOTED[family], ipHeader(packet) + ICMP_HEADER + length)
  return {
    ...{ family, protocol: icmpOf(family), source, destination: packet.source, ttl: TTL, icmpType: type, icmpCode: code, quoted },
    ...(long === undefined ? {} : { length: long }),
  }
}

/** What `--reject-with` sends: libipt_REJECT.c, libip6t_REJECT.c. `reset`; null for a word that is not known. */
export function rejectWith({ family }: WalkPacket, word: string): IcmpError | 'reset' | null {
  if (word === 'tcp-reset') return 'reset'
  const code = (family === 'ipv4' ? IPV4_CODES : IPV6_CODES).get(word)
  return code === undefined ? null : { type: family === 'ipv4' ? 3 : 1, code }
}

const IPV4_CODES: ReadonlyMap<string, number> = new Map([
  ['icmp-net-unreachable', 0],
  ['icmp-host-unreachable', 1],
  ['icmp-proto-unreachable', 2],
  ['icmp-port-unreachable', 3],
  ['icmp-net-prohibited', 9],
  ['icmp-host-prohibited', 10],
  ['icmp-admin-prohibited', 13],
])
const IPV6_CODES: ReadonlyMap<string, number> = new Map([
  ['icmp6-no-route', 0],
  ['icmp6-adm-prohibited', 1],
  ['icmp6-addr-unreachable', 3],
  ['icmp6-port-unreachable', 4],
  ['icmp6-policy-fail', 5],
  ['icmp6-reject-route', 6],
])
