import { bitsOf, type IpAddress, isLinkLocal, parseAddress } from '../net/address.ts'
import { contains, type Prefix, parsePrefix } from '../net/prefix.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import type { Card, Segments } from './segment.ts'
import type { AddressType } from './subject.ts'
import type { WorldPlace } from './world.ts'

/** How a place decides where an IP packet goes. One table, longest prefix first; no policy routing, no reverse path check. */

interface Route {
  readonly prefix: Prefix
  readonly via: string | null
  readonly device: string
  /** The address of the card, for packets that begin here. */
  readonly source: string | null
}

/** `local`: for this place itself. `via` null: who is asked for is on the segment of the card. */
export type Way =
  | { readonly to: 'local' }
  | { readonly to: 'out'; readonly device: string; readonly via: string | null; readonly source: string | null }
  | { readonly to: 'everybody'; readonly device: string | null; readonly source: string | null }

interface Own {
  readonly device: string
  readonly address: IpAddress
  readonly prefix: Prefix
}

export class Routing {
  readonly #own: readonly Own[]
  readonly #ownTexts: ReadonlySet<string>
  readonly #broadcasts: ReadonlySet<string>
  readonly #anycasts: ReadonlySet<string>
  readonly #routes: readonly Route[]

  constructor(place: WorldPlace) {
    const up = place.devices.filter(({ isUp }) => isUp)
    this.#own = up.flatMap(({ name, addresses }) => addresses.flatMap((text) => ownOf(name, text)))
    this.#ownTexts = new Set(this.#own.map(({ address }) => address.text))
    this.#broadcasts = new Set(
      this.#own
        .flatMap(({ prefix }) => (prefix.version === 4 && prefix.length < 31 ? [lastOf(prefix)] : []))
        .concat(LOOPBACK_BROADCAST),
    )
    // Each router of an IPv6 subnet answers to the subnet's own address: RFC 4291 section 2.6.1, net/ipv6/addrconf.c, `dev_forward_change`.
    const isAnycast = ({ version, length }: Prefix): boolean => version === 6 && length < 127 && place.forwards.ipv6
    this.#anycasts = new Set(this.#own.flatMap(({ prefix }) => (isAnycast(prefix) ? [prefix.network.text] : [])))
    const connected = this.#own.map(({ device, prefix, address }): Route => ({ prefix, via: null, device, source: address.text }))
    const given = place.routes.flatMap((route): Route[] => {
      const prefix = parsePrefix(route.prefix)
      if (!prefix.ok || !up.some(({ name }) => name === route.device)) return []
      const own = this.#own.find(({ device, prefix: near }) => device === route.device && near.version === prefix.value.version)
      return [{ prefix: prefix.value, via: route.via, device: route.device, source: own?.address.text ?? null }]
    })
    this.#routes = [...connected, ...given].sort((a, b) => b.prefix.length - a.prefix.length)
  }

  isLocal(address: string): boolean {
    const read = parseAddress(address)
    return read.ok && this.#isOwn(read.value)
  }

  #isOwn(address: IpAddress): boolean {
    return this.#ownTexts.has(address.text) || this.#anycasts.has(address.text) || isLoopback(address)
  }

  /**
   * The address of a card that MASQUERADE and REDIRECT take: of IPv4 the first. Of several of IPv6 the kernel chooses by RFC 6724 and by
   * when they were given (`ipv6_dev_get_saddr`), which is not known here: null, as where there is none.
   */
  firstAddress(device: string, family: Family): string | null {
    const all = this.#own.filter((own) => own.device === device && own.address.version === (family === 'ipv4' ? 4 : 6))
    const wide = family === 'ipv4' ? all : all.filter(({ address }) => !isLinkLocal(address))
    const [first, ...others] = wide.length > 0 ? wide : all
    return first === undefined || (family === 'ipv6' && others.length > 0) ? null : first.address.text
  }

  /** The one IPv6 address of a card that is known beyond its link; null where it has none, or several to choose from. */
  wideAddress(device: string): string | null {
    const address = this.firstAddress(device, 'ipv6')
    const read = address === null ? null : parseAddress(address)
    return read?.ok === true && !isLinkLocal(read.value) ? address : null
  }

  hasFamily(device: string, family: Family): boolean {
    return this.#own.some((own) => own.device === device && own.address.version === (family === 'ipv4' ? 4 : 6))
  }

  /** Null: there is no route. `device`: the card by which a packet to a group or to a link-local address goes. */
  way(destination: string, device: string | null): Way | null {
    const read = parseAddress(destination)
    if (!read.ok) return null
    const address = read.value
    if (this.#isOwn(address)) return { to: 'local' }
    if (isMulticast(address) || address.text === '255.255.255.255' || this.#broadcasts.has(address.text)) {
      const route = this.#routes.find(({ prefix }) => contains(prefix, address))
      return { to: 'everybody', device: device ?? route?.device ?? null, source: route?.source ?? null }
    }
    const fits = this.#routes.filter(({ prefix }) => contains(prefix, address))
    const route = fits.find((each) => each.device === device) ?? fits[0]
    const longest = fits[0]
    // Only a link-local prefix stands on several cards at once.
    const taken = longest !== undefined && route?.prefix.length === longest.prefix.length ? route : longest
    return taken === undefined ? null : { to: 'out', device: taken.device, via: taken.via, source: taken.source }
  }

  /** Of what comes in by a card. A link-local address is of one card alone: it is no address of this place where another has it. */
  arriving(destination: string, device: string | null): Way | null {
    const read = parseAddress(destination)
    if (!read.ok || read.value.version === 4 || device === null || !isLinkLocal(read.value)) return this.way(destination, null)
    const isOwn = this.#own.some((own) => own.device === device && own.address.text === read.value.text)
    if (isOwn || !this.#ownTexts.has(read.value.text)) return this.way(destination, device)
    return this.hasFamily(device, 'ipv6') ? { to: 'out', device, via: null, source: this.firstAddress(device, 'ipv6') } : null
  }

  /**
   * A packet to everybody is for this place, too: a broadcast, or a group that every machine hears (RFC 1112, RFC 4291 section 2.8), or
   * every router (net/ipv6/addrconf.c, `dev_forward_change`).
   */
  hearsGroup(destination: string, forwards: WorldPlace['forwards']): boolean {
    const read = parseAddress(destination)
    if (!read.ok) return false
    const { text } = read.value
    if (['255.255.255.255', '224.0.0.1', 'ff02::1'].includes(text) || this.#broadcasts.has(text)) return true
    if (forwards.ipv6 && (text === 'ff02::2' || text === 'ff05::2')) return true
    return text.startsWith('ff02::1:ff') && this.#own.some(({ address }) => address.version === 6 && solicited(address) === text)
  }

  /** `-m addrtype`, as xt_addrtype.c asks for it (`inet_addr_type`). */
  addressType(address: string): AddressType | undefined {
    const read = parseAddress(address)
    if (!read.ok) return undefined
    const { version, bytes, text } = read.value
    if (version === 4 && (bytes[0] === 0 || text === '255.255.255.255' || this.#broadcasts.has(text))) return 'BROADCAST'
    if (isMulticast(read.value)) return 'MULTICAST'
    if (text === '::') return 'UNSPEC'
    if (this.#anycasts.has(text)) return 'ANYCAST'
    return this.isLocal(address) ? 'LOCAL' : 'UNICAST'
  }
}

/** The MAC of who answers for an address on the segment of a card; null where nobody does. */
export function neighbourMac(segments: Segments, from: Card, address: string): string | null {
  const read = parseAddress(address)
  if (!read.ok) return null
  const { text } = read.value
  const isSame = (other: string): boolean => {
    const parsed = parseAddress(other)
    return parsed.ok && parsed.value.text === text
  }
  if (from.place.neighbours !== null) {
    const known = from.place.neighbours.find((each) => each.device === from.device.name && isSame(each.address))
    if (known !== undefined) return known.mac
  }
  const hearing = segments.hearing(from)
  // Linux answers for each address of its own on each card (arp_ignore 0).
  const owner =
    hearing.find(({ device }) => hasAddress(device.addresses, isSame)) ??
    (text.includes(':')
      ? undefined
      : hearing.find(({ place }) => place.devices.some(({ addresses }) => hasAddress(addresses, isSame))))
  return owner?.device.mac ?? null
}

const hasAddress = (addresses: readonly string[], isSame: (address: string) => boolean): boolean =>
  addresses.some((text) => isSame(text.slice(0, text.indexOf('/'))))

function ownOf(device: string, text: string): Own[] {
  const prefix = parsePrefix(text)
  const address = parseAddress(text.slice(0, text.indexOf('/')))
  return prefix.ok && address.ok ? [{ device, address: address.value, prefix: prefix.value }] : []
}

/** Of the loopback card's 127.0.0.1/8, which no world lists. */
const LOOPBACK_BROADCAST = '127.255.255.255'

const isLoopback = ({ version, bytes, text }: IpAddress): boolean => (version === 4 ? bytes[0] === 127 : text === '::1')

export const isMulticast = ({ version, bytes: [first = 0] }: IpAddress): boolean =>
  version === 4 ? first >= 224 && first < 240 : first === 255

/** The broadcast address of an IPv4 subnet. */
function lastOf({ network, length }: Prefix): string {
  const free = bitsOf(4) - length
  return network.bytes.map((byte, at) => byte | (0xff & (2 ** Math.min(8, Math.max(0, free - 8 * (3 - at))) - 1))).join('.')
}

/** ff02::1:ff00:0/104 with the last three bytes of the address, RFC 4291 section 2.7.1. */
function solicited({ bytes }: IpAddress): string {
  const address = parseAddress(`ff02::1:ff${hex(bytes[13])}:${hex(bytes[14])}${hex(bytes[15])}`)
  return address.ok ? address.value.text : ''
}

const hex = (byte: number | undefined): string => (byte ?? 0).toString(16).padStart(2, '0')

/** The MAC to which an IP packet to a group or to everybody is sent: RFC 1112 section 6.4, RFC 2464 section 7. */
export function groupMac(destination: string): string {
  const read = parseAddress(destination)
  if (!read.ok || !isMulticast(read.value)) return 'ff:ff:ff:ff:ff:ff'
  const { version, bytes } = read.value
  const parts = version === 4 ? [1, 0, 0x5e, (bytes[1] ?? 0) & 0x7f, bytes[2], bytes[3]] : [0x33, 0x33, ...bytes.slice(12)]
  return parts.map(hex).join(':')
}
