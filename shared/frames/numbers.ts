import { ICMP, ICMPV6 } from '../net/protocol.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import type { TcpFlag } from '../walk/packet.ts'

/** Protocol and type numbers of IANA that decide how a header is laid out. */
export const TCP = 6
export const UDP = 17
export const DCCP = 33
export const SCTP = 132
export const UDPLITE = 136

export const ETHERTYPE = { ipv4: 0x0800, ipv6: 0x86dd } as const
export const VLAN_TAGS: readonly number[] = [0x8100, 0x88a8]

/** Bits of the flags byte of a TCP header, RFC 9293 section 3.1. */
export const TCP_FLAGS: Readonly<Record<TcpFlag, number>> = {
  ...{ FIN: 0x01, SYN: 0x02, RST: 0x04, PSH: 0x08, ACK: 0x10, URG: 0x20, ECE: 0x40, CWR: 0x80 },
}

/** Errors quote the packet that they are about: RFC 792, and RFC 4443 section 2.1. */
const QUOTING = { ipv4: [3, 4, 5, 11, 12], ipv6: [1, 2, 3, 4] }
/** Questions and answers that are told apart by an identifier: echo, timestamp, information, address mask. */
const IDENTIFIED = { ipv4: [0, 8, 13, 14, 15, 16, 17, 18], ipv6: [128, 129] }

export const isIcmp = (family: Family, protocol: number): boolean => protocol === (family === 'ipv4' ? ICMP : ICMPV6)
export const quotes = (family: Family, type: number): boolean => QUOTING[family].includes(type)
export const hasIcmpId = (family: Family, type: number): boolean => IDENTIFIED[family].includes(type)
/** Neighbour discovery is taken only with the highest hop limit, RFC 4861 section 7.1. */
export const isNeighbourDiscovery = (type: number | undefined): boolean => type !== undefined && type >= 133 && type <= 137
/** Of IPv6, what stands between its header and the upper layer, RFC 7045 section 4. */
export const EXTENSION_HEADERS: readonly number[] = [0, 43, 44, 51, 60, 135]

export const u16 = (value: number): number[] => [(value >>> 8) & 0xff, value & 0xff]
export const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value)]
export const zeros = (length: number): number[] => new Array<number>(length).fill(0)
