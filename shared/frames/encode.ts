import { parseAddress } from '../net/address.ts'
import { ICMPV6 } from '../net/protocol.ts'
import { err, ok, type Result } from '../result.ts'
import type { WalkPacket } from '../walk/packet.ts'
import { internetChecksum } from './checksum.ts'
import { ETHERTYPE, EXTENSION_HEADERS, isNeighbourDiscovery, u16, u32 } from './numbers.ts'
import { type FrameDetails, transportOf } from './transport.ts'

const IPV4_HEADER = 20
const IPV6_HEADER = 40
/** As Linux sends, net.ipv4.ip_default_ttl. */
const TTL = 64

/**
 * The bytes of an Ethernet II frame that carries this packet, every length and checksum right, without padding. What is left out gets
 * what a Linux machine would write; types, ports and MAC addresses must be there. The payload is zeros up to the packet's length. The
 * error is a sentence.
 */
export function frameOf(packet: WalkPacket, details: FrameDetails = {}): Result<Uint8Array, string> {
  const destination = packet.destinationMac ?? details.destinationMac
  const source = packet.sourceMac ?? details.sourceMac
  if (source === undefined || destination === undefined) return err('A frame needs the MAC addresses of its sender and receiver.')
  const inside = ipPacket(packet, details)
  if (!inside.ok) return inside
  return ok(Uint8Array.from([...macBytes(destination), ...macBytes(source), ...u16(ETHERTYPE[packet.family]), ...inside.value]))
}

export const macBytes = (mac: string): number[] => mac.split(':').map((pair) => Number.parseInt(pair, 16))

function ipPacket(packet: WalkPacket, details: FrameDetails): Result<number[], string> {
  const isV4 = packet.family === 'ipv4'
  const ends = [parseAddress(packet.source), parseAddress(packet.destination)]
  const addresses: number[] = []
  for (const end of ends) {
    if (!end.ok) return end
    if (end.value.version !== (isV4 ? 4 : 6)) return err(`${end.value.text} is no address of ${packet.family}.`)
    addresses.push(...end.value.bytes)
  }
  if (!isV4 && EXTENSION_HEADERS.includes(packet.protocol))
    return err(`Protocol ${packet.protocol} is an extension header of IPv6 and has no packets of its own.`)
  const quoted = packet.quoted === undefined ? ok([]) : ipPacket({ family: packet.family, ...packet.quoted }, {})
  if (!quoted.ok) return quoted
  const header = isV4 ? IPV4_HEADER : IPV6_HEADER
  const length = packet.length === undefined ? undefined : packet.length - header
  const transport = transportOf({ packet, details, addresses, quoted: quoted.value, length })
  if (!transport.ok) return transport
  const ttl = packet.ttl ?? (packet.protocol === ICMPV6 && isNeighbourDiscovery(packet.icmpType) ? 255 : TTL)
  if (!isV4) return ok([0x60, 0, 0, 0, ...u16(transport.value.length), packet.protocol, ttl, ...addresses, ...transport.value])
  // Do not fragment, and so no identification, RFC 6864.
  const start = [0x45, 0, ...u16(header + transport.value.length), ...u32(0x4000), ttl, packet.protocol]
  const checksum = internetChecksum([...start, 0, 0, ...addresses])
  return ok([...start, ...u16(checksum), ...addresses, ...transport.value])
}
