import { type IpAddress, isLinkLocal, parseAddress } from '../net/address.ts'
import { ended, NOT_LISTENING, ON } from './course.ts'
import type { Devices, Flight, Met } from './flight.ts'
import type { WalkPacket } from './packet.ts'
import type { Routing } from './routing.ts'

/** Addresses that no packet from a wire may have; the kernel drops it without a word (route_localnet off, as it begins). */

type Strange = 'source' | 'destination' | null

/** Into the IP stack of a place; `isBefore`: PREROUTING is met here and was not met on a bridge. */
export function enter(flight: Flight, devices: Devices, isBefore: boolean, isFromWire: boolean, routing: Routing): Met {
  const first = isFromWire && flight.packet.family === 'ipv6' ? martian6(flight.packet) : null
  if (first !== null) return metOf(first)
  const met = isBefore ? flight.meet('PREROUTING', devices) : ON
  if (met.verdict !== 'accept' || !isFromWire || flight.packet.family === 'ipv6') return met
  const { source, destination } = flight.packet
  // Who has a source is asked only where there is a way.
  const isOwn = routing.isLocal(source) && routing.way(destination, null) !== null
  const then = martian4(flight.packet) ?? (isOwn ? 'source' : null)
  return then === null ? met : metOf(then)
}

const metOf = (strange: 'source' | 'destination'): Met => (strange === 'source' ? MARTIAN : NOT_LISTENING)

export const MARTIAN = ended('martian-source')

/** IPv4, when the way is looked for, behind PREROUTING: net/ipv4/route.c, `ip_route_input_slow` and `ip_mc_validate_source`. */
function martian4({ source, destination, protocol }: WalkPacket): Strange {
  const [from, to] = [parseAddress(source), parseAddress(destination)]
  if (!from.ok || !to.ok) return null
  const [[first = 0], [target = 0]] = [from.value.bytes, to.value.bytes]
  if (isGroup4(first) || source === EVERYBODY) return 'source'
  if (isGroup4(target)) {
    const isNear = destination.startsWith('224.0.0.') || protocol === IGMP
    return first === LOOPBACK || (first === 0 && !isNear) ? 'source' : null
  }
  if (destination === EVERYBODY || (source === NOBODY && destination === NOBODY)) return null
  if (first === 0) return 'source'
  if (target === 0 || target === LOOPBACK) return 'destination'
  return first === LOOPBACK ? 'source' : null
}

/** IPv6, before any rule of the IP stack is asked: net/ipv6/ip6_input.c, `ip6_rcv_core`. */
function martian6({ source, destination }: WalkPacket): Strange {
  const [from, to] = [parseAddress(source), parseAddress(destination)]
  if (!from.ok || !to.ok) return null
  if (from.value.bytes[0] === 0xff || from.value.text === ITSELF || isMapped(from.value)) return 'source'
  // Of the scope of one interface, and of none (RFC 4291 section 2.7).
  const [first, scope = 0] = to.value.bytes
  return to.value.text === ITSELF || (first === 0xff && (scope & 0x0f) < 2) ? 'destination' : null
}

/** A sender whose packets are not passed on, though the place itself hears them: net/ipv6/ip6_output.c, `ip6_forward`. */
export function staysHere({ family, source }: WalkPacket): boolean {
  if (family === 'ipv4') return false
  const from = parseAddress(source)
  return from.ok && (from.value.text === '::' || isLinkLocal(from.value))
}

const [EVERYBODY, NOBODY, ITSELF] = ['255.255.255.255', '0.0.0.0', '::1']
const LOOPBACK = 127
const IGMP = 2
const isGroup4 = (first: number): boolean => first >= 224 && first < 240
/** ::ffff:0:0/96. */
const isMapped = ({ bytes }: IpAddress): boolean =>
  bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff
