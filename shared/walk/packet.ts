import { z } from 'zod'
import { parseAddress } from '../net/address.ts'
import { Family } from '../netfilter/rule-spec.ts'

/**
 * One packet as it stands in a frame on a wire. Fields that are left out are not known (a packet given as a few words) or do not exist
 * for its protocol; a match that asks for one of them is unsure in the first case and `no` in the second.
 */

const Port = z.int().min(0).max(65535)
const Byte = z.int().min(0).max(255)
/** One that can be read, since rules compare its bytes. */
const Address = z
  .string()
  .max(45)
  .refine((text) => parseAddress(text).ok)
const Mac = z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/)

export const TcpFlag = z.enum(['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'])
export type TcpFlag = z.infer<typeof TcpFlag>

/** Layer 3 and 4 of a packet: of the packet itself, or of the one that an ICMP error quotes. */
const headers = {
  source: Address,
  destination: Address,
  /** 0 to 255; of IPv6 the upper-layer protocol behind all extension headers. */
  protocol: Byte,
  sourcePort: Port.optional(),
  destinationPort: Port.optional(),
  icmpType: Byte.optional(),
  icmpCode: Byte.optional(),
  /** Identifier of an echo request or reply. */
  icmpId: Port.optional(),
}
export const QuotedPacket = z.strictObject(headers)
export type QuotedPacket = z.infer<typeof QuotedPacket>

export const WalkPacket = z
  .strictObject({
    family: Family,
    ...headers,
    /** Of the frame; a packet that a machine routes on gets others. */
    sourceMac: Mac.optional(),
    destinationMac: Mac.optional(),
    /** Of TCP only; an empty list is a segment without any flag. */
    flags: z.array(TcpFlag).max(8).optional(),
    /** IPv4 time to live, IPv6 hop limit. */
    ttl: Byte.optional(),
    /** Bytes of the IP packet, headers included. */
    length: z.int().min(20).max(65535).optional(),
    /** A fragment behind the first, which holds neither ports nor a type. Left out: it is none. */
    isLaterFragment: z.boolean().optional(),
    /** Of IPv6: there are extension headers, or may be, and which is not known. Left out: there are none. */
    hasExtensions: z.boolean().optional(),
    /** The packet whose failure an ICMP error tells. */
    quoted: QuotedPacket.optional(),
  })
  .refine(({ family, source, destination, quoted }) => {
    const ends = [source, destination, ...(quoted === undefined ? [] : [quoted.source, quoted.destination])]
    return ends.every((address) => address.includes(':') === (family === 'ipv6'))
  }, 'All addresses of a packet are of its family.')
export type WalkPacket = z.infer<typeof WalkPacket>

/** What connection tracking says of a packet in one namespace and zone. */
export const PacketState = z.enum(['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'])
export type PacketState = z.infer<typeof PacketState>
