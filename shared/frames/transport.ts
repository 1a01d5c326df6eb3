import { hasPorts, ICMPV6 } from '../net/protocol.ts'
import { err, ok, type Result } from '../result.ts'
import type { WalkPacket } from '../walk/packet.ts'
import { crc32c, internetChecksum } from './checksum.ts'
import { DCCP, isIcmp, quotes, SCTP, TCP, TCP_FLAGS, UDP, UDPLITE, u16, u32, zeros } from './numbers.ts'

/** What a frame needs and a packet's way does not ask for. */
export interface FrameDetails {
  /** Used where the packet names none. */
  readonly sourceMac?: string
  readonly destinationMac?: string
  /** Connection tracking takes a segment outside of the window as INVALID. */
  readonly tcp?: TcpNumbers
  readonly echoSequence?: number
  /** Type of the one chunk and verification tag (RFC 9260 section 3): an INIT with none where nothing is said. */
  readonly sctp?: { readonly chunk: number; readonly tag: number }
}
export interface TcpNumbers {
  readonly sequence: number
  readonly acknowledgement: number
  readonly window: number
}

/** Everything behind the IP header. `pseudo` is the header that checksums cover besides (RFC 9293 3.1, RFC 8200 8.1), without length. */
export interface TransportParts {
  readonly packet: WalkPacket
  readonly details: FrameDetails
  readonly addresses: readonly number[]
  /** The packet that an ICMP error quotes, from its IP header on. */
  readonly quoted: readonly number[]
  /** Bytes behind the IP header, undefined for as few as may be. */
  readonly length: number | undefined
}

const INIT = 1
/** INIT and INIT ACK have 16 bytes of their own, DATA has 12, RFC 9260 section 3.3. */
const chunkBody = (chunk: number): number[] =>
  chunk === 1 || chunk === 2 ? [...u32(1), ...u32(0xffff), ...u16(1), ...u16(1), ...u32(1)] : zeros(chunk === 0 ? 12 : 0)

/** The error is a sentence. */
export function transportOf(parts: TransportParts): Result<number[], string> {
  const { packet } = parts
  const head = headOf(parts)
  if (!head.ok) return head
  const length = parts.length ?? head.value.length
  if (length < head.value.length)
    return err(
      `A packet of protocol ${packet.protocol} has at least ${head.value.length} bytes behind its IP header, not ${length}.`,
    )
  return ok(withChecksum(parts, [...head.value, ...zeros(length - head.value.length)]))
}

function headOf({ packet, details, quoted }: TransportParts): Result<number[], string> {
  const { family, protocol, sourcePort, destinationPort, icmpType, icmpCode } = packet
  if (packet.quoted !== undefined && !(icmpType !== undefined && isIcmp(family, protocol) && quotes(family, icmpType)))
    return err('Only an ICMP error quotes another packet.')
  if (isIcmp(family, protocol)) {
    if (icmpType === undefined || icmpCode === undefined) return err('An ICMP message needs its type and code.')
    return ok([icmpType, icmpCode, 0, 0, ...icmpRest(packet, icmpType, details), ...quoted])
  }
  if (!hasPorts(protocol)) return ok([])
  if (sourcePort === undefined || destinationPort === undefined)
    return err(`A packet of protocol ${protocol} needs both its ports.`)
  const ports = [...u16(sourcePort), ...u16(destinationPort)]
  switch (protocol) {
    case TCP: {
      const { sequence, acknowledgement, window } = details.tcp ?? { sequence: 1, acknowledgement: 0, window: 0xffff }
      const flags = (packet.flags ?? []).reduce((all, flag) => all | TCP_FLAGS[flag], 0)
      return ok([...ports, ...u32(sequence), ...u32(acknowledgement), 5 << 4, flags, ...u16(window), 0, 0, 0, 0])
    }
    // A request (type 0) with a long sequence number and service code 0, RFC 4340 section 5.
    case DCCP:
      return ok([...ports, 5, 0, 0, 0, 1, 0, ...u16(0), ...u32(1), ...u32(0)])
    case SCTP: {
      const { chunk, tag } = details.sctp ?? { chunk: INIT, tag: 0 }
      const body = chunkBody(chunk)
      return ok([...ports, ...u32(tag), ...u32(0), chunk, 0, ...u16(4 + body.length), ...body])
    }
    default:
      return ok([...ports, 0, 0, 0, 0])
  }
}

/** The second four bytes of an ICMP message, and what some messages of neighbour discovery must have behind them. */
function icmpRest(packet: WalkPacket, type: number, details: FrameDetails): number[] {
  if (packet.family === 'ipv6') {
    if (type === 2) return u32(1280)
    // RFC 4861 section 4: a router's advertisement has 16 bytes, a neighbour's messages have a target, a redirect two addresses.
    if (type === 134) return zeros(12)
    if (type === 135 || type === 136) return zeros(20)
    if (type === 137) return zeros(36)
    // RFC 2710 section 3: a multicast address.
    if (type >= 130 && type <= 132) return zeros(20)
  }
  return packet.icmpId === undefined ? zeros(4) : [...u16(packet.icmpId), ...u16(details.echoSequence ?? 1)]
}

function withChecksum({ packet, addresses }: TransportParts, bytes: number[]): number[] {
  const { protocol, family } = packet
  const pseudo = [...addresses, ...u32(bytes.length), ...u32(protocol)]
  const put = (at: number, sum: number[]): number[] => bytes.with(at, sum[0] ?? 0).with(at + 1, sum[1] ?? 0)
  switch (protocol) {
    case TCP:
      return put(16, u16(internetChecksum([...pseudo, ...bytes])))
    case UDP: {
      const sized = bytes.with(4, bytes.length >>> 8).with(5, bytes.length & 0xff)
      // Zero would mean that there is none, RFC 768.
      const sum = u16(internetChecksum([...pseudo, ...sized]) || 0xffff)
      return sized.with(6, sum[0] ?? 0).with(7, sum[1] ?? 0)
    }
    // A coverage of 0 is all of it, RFC 3828 section 3.1.
    case UDPLITE:
      return put(6, u16(internetChecksum([...pseudo, ...bytes]) || 0xffff))
    case DCCP:
      return put(6, u16(internetChecksum([...pseudo, ...bytes])))
    case SCTP: {
      const sized = bytes.with(14, (bytes.length - 12) >>> 8).with(15, (bytes.length - 12) & 0xff)
      return [...sized.slice(0, 8), ...crc32c(sized), ...sized.slice(12)]
    }
    default:
      if (!isIcmp(family, protocol)) return bytes
      return put(2, u16(internetChecksum(protocol === ICMPV6 ? [...pseudo, ...bytes] : bytes)))
  }
}
