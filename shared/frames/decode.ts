import { addressOf } from '../net/address.ts'
import { hasPorts } from '../net/protocol.ts'
import { err, ok, type Result } from '../result.ts'
import { QuotedPacket, TcpFlag, type WalkPacket } from '../walk/packet.ts'
import { ETHERTYPE, hasIcmpId, isIcmp, quotes, TCP, TCP_FLAGS, VLAN_TAGS } from './numbers.ts'

/**
 * The packet in an Ethernet frame, as far as the frame was captured: a field whose bytes are missing is left out, and so are the ports
 * of a fragment that is not the first. The error is a sentence for a frame that carries no IP packet.
 */
export function packetIn(frame: Uint8Array): Result<WalkPacket, string> {
  const bytes = new Reader(frame, 0)
  let at = 12
  let type = bytes.u16(at)
  while (type !== undefined && VLAN_TAGS.includes(type)) {
    at += 4
    type = bytes.u16(at)
  }
  if (type === undefined) return err('The frame is shorter than its own header.')
  const family = type === ETHERTYPE.ipv4 ? 'ipv4' : type === ETHERTYPE.ipv6 ? 'ipv6' : null
  if (family === null) return err(`The frame carries no IP packet but type 0x${type.toString(16).padStart(4, '0')}.`)
  const inside = ipPacket(family, bytes.from(at + 2))
  if (!inside.ok) return inside
  return ok({ ...inside.value, destinationMac: macText(frame, 0), sourceMac: macText(frame, 6) })
}

const macText = (frame: Uint8Array, at: number): string =>
  Array.from(frame.subarray(at, at + 6), (byte) => byte.toString(16).padStart(2, '0')).join(':')

/** Bytes from somewhere on; undefined behind their end. */
class Reader {
  private readonly bytes: Uint8Array
  private readonly start: number
  constructor(bytes: Uint8Array, start: number) {
    this.bytes = bytes
    this.start = start
  }
  u8(at: number): number | undefined {
    return this.bytes[this.start + at]
  }
  u16(at: number): number | undefined {
    const [high, low] = [this.u8(at), this.u8(at + 1)]
    return high === undefined || low === undefined ? undefined : 256 * high + low
  }
  slice(at: number, length: number): number[] | undefined {
    const part = this.bytes.subarray(this.start + at, this.start + at + length)
    return part.length === length ? [...part] : undefined
  }
  from(at: number): Reader {
    return new Reader(this.bytes, this.start + at)
  }
}

interface Upper {
  readonly protocol: number
  /** Null where the packet is a later fragment. */
  readonly at: number | null
}

function ipPacket(family: WalkPacket['family'], bytes: Reader): Result<WalkPacket, string> {
  const isV4 = family === 'ipv4'
  const [first, ends] = [bytes.u8(0), bytes.slice(isV4 ? 12 : 8, isV4 ? 8 : 32)]
  if (first === undefined || ends === undefined) return err('The frame ends inside the IP header.')
  if (first >>> 4 !== (isV4 ? 4 : 6)) return err('The version in the IP header is not that of the frame.')
  const length = (bytes.u16(isV4 ? 2 : 4) ?? 0) + (isV4 ? 0 : 40)
  const upper = isV4 ? upperOfIpv4(first, bytes) : upperOfIpv6(bytes)
  if (upper === null) return err('The frame ends before the upper layer, or its IP header is shorter than it can be.')
  const half = ends.length / 2
  return ok({
    family,
    source: addressOf(ends.slice(0, half)).text,
    destination: addressOf(ends.slice(half)).text,
    protocol: upper.protocol,
    ttl: bytes.u8(isV4 ? 8 : 7) ?? 0,
    ...(length < 20 || length > 65535 ? {} : { length }),
    ...(isV4 || upper.at === IPV6_HEADER ? {} : { hasExtensions: true }),
    ...(upper.at === null ? {} : transport(family, upper.protocol, bytes.from(upper.at))),
  })
}

function upperOfIpv4(first: number, bytes: Reader): Upper | null {
  const header = 4 * (first & 0x0f)
  const fragment = (bytes.u16(6) ?? 0) & 0x1fff
  return header < 20 ? null : { protocol: bytes.u8(9) ?? 0, at: fragment === 0 ? header : null }
}

const IPV6_HEADER = 40
const [HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION] = [0, 43, 44, 51, 60]

/** Walks the chain of extension headers, RFC 8200 section 4. */
function upperOfIpv6(bytes: Reader): Upper | null {
  let at = IPV6_HEADER
  let protocol = bytes.u8(6) ?? 0
  let isLater = false
  for (;;) {
    const [next, size] = [bytes.u8(at), bytes.u8(at + 1)]
    if (protocol === HOP_BY_HOP || protocol === ROUTING || protocol === DESTINATION) at += 8 * ((size ?? 0) + 1)
    else if (protocol === AUTHENTICATION) at += 4 * ((size ?? 0) + 2)
    else if (protocol === FRAGMENT) {
      isLater ||= ((bytes.u16(at + 2) ?? 0) & 0xfff8) !== 0
      at += 8
    } else return { protocol, at: isLater ? null : at }
    if (next === undefined || size === undefined) return null
    protocol = next
    // What is behind the header of a later fragment is a piece of something.
    if (isLater) return { protocol, at: null }
  }
}

function transport(family: WalkPacket['family'], protocol: number, bytes: Reader): Partial<WalkPacket> {
  if (hasPorts(protocol)) {
    const [sourcePort, destinationPort, flags] = [bytes.u16(0), bytes.u16(2), protocol === TCP ? bytes.u8(13) : undefined]
    return {
      ...(sourcePort === undefined ? {} : { sourcePort }),
      ...(destinationPort === undefined ? {} : { destinationPort }),
      ...(flags === undefined ? {} : { flags: TcpFlag.options.filter((flag) => flags & TCP_FLAGS[flag]) }),
    }
  }
  if (!isIcmp(family, protocol)) return {}
  const [icmpType, icmpCode, icmpId] = [bytes.u8(0), bytes.u8(1), bytes.u16(4)]
  if (icmpType === undefined || icmpCode === undefined) return {}
  const quoted = quotes(family, icmpType) ? quotedIn(family, bytes.from(8)) : null
  return {
    ...{ icmpType, icmpCode },
    ...(icmpId !== undefined && hasIcmpId(family, icmpType) ? { icmpId } : {}),
    ...(quoted === null ? {} : { quoted }),
  }
}

/** An error may quote too little, or something that is no packet: then it quotes none. */
function quotedIn(family: WalkPacket['family'], bytes: Reader): QuotedPacket | null {
  const inner = ipPacket(family, bytes)
  if (!inner.ok) return null
  const known: Readonly<Record<string, unknown>> = inner.value
  const own = Object.keys(QuotedPacket.shape).filter((key) => known[key] !== undefined)
  return QuotedPacket.parse(Object.fromEntries(own.map((key) => [key, known[key]])))
}
