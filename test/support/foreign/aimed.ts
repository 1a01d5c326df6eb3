import { hasIcmpId, isIcmp, quotes } from '#shared/frames/numbers'
import { addressOf, parseAddress } from '#shared/net/address'
import { parsePrefix } from '#shared/net/prefix'
import { hasPorts } from '#shared/net/protocol'
import type { Family } from '#shared/netfilter/rule-spec'
import { TcpFlag, type WalkPacket } from '#shared/walk/packet'
import { groupMac } from '#shared/walk/routing'
import type { Chance } from '../chance.ts'
import { macBehind, subnetOf } from './net-world.ts'
import { type Cable, cablesOf, type Net, type NetCard, routerMac } from './nets.ts'
import type { Asked, Wish } from './wishes.ts'

/** A packet, and out of which cable's end it comes; null: the router sends it. */
export interface Shot {
  readonly cable: string | null
  readonly packet: WalkPacket
}

/** Makes packets out of wishes; what is not wished for is by chance. */
export class Marksman {
  readonly #net: Net
  readonly #random: Chance
  readonly #cables: readonly Cable[]

  constructor(net: Net, random: Chance) {
    this.#net = net
    this.#random = random
    this.#cables = cablesOf(net)
  }

  shoot(wish: Wish, family: Family): Shot {
    const random = this.#random
    const isOwn = wish.hook === 'OUTPUT' || (wish.hook === 'POSTROUTING' && random.oneIn(4)) || wish.in === 'lo'
    const cable = isOwn ? null : this.#cableFor(wish, family)
    const source = this.#source(wish, cable, family)
    const destination = this.#destination(wish, cable, family)
    const packet = { family, source, destination, ...this.#upper(wish, family), ttl: this.#ttl(wish) }
    return { cable: cable?.name ?? null, packet: cable === null ? packet : { ...packet, ...this.#macs(wish, cable, destination) } }
  }

  /** Beside it by one field: of those that were wished for, or of those that the rule excludes. */
  near(wish: Wish, misses: Asked, family: Family): Shot {
    const random = this.#random
    if (random.oneIn(3) && Object.keys(misses).length > 0) return this.shoot({ ...wish, ...misses }, family)
    const fields = Object.keys(wish).filter((field) => field !== 'table' && field !== 'hook') as (keyof Asked)[]
    if (fields.length === 0) return this.shoot(wish, family)
    const field = random.pick(fields)
    const { [field]: _, ...rest } = wish
    const [low, high] = (field === 'sourcePort' || field === 'destinationPort' ? wish[field] : undefined) ?? [80, 80]
    switch (field) {
      case 'source':
      case 'destination':
        return this.shoot({ ...rest, [field]: beside(wish[field] ?? '', random) ?? '' }, family)
      case 'sourcePort':
      case 'destinationPort': {
        const port = Math.min(65535, Math.max(0, random.oneIn(2) ? low - 1 : high + 1))
        return this.shoot({ ...rest, [field]: [port, port] }, family)
      }
      case 'protocol':
        return this.shoot({ ...rest, protocol: random.pick([6, 17, isV4(family) ? 1 : 58]) }, family)
      case 'icmp':
        return this.shoot({ ...rest, icmp: [random.pick(TYPES[family]), random.below(3)] }, family)
      case 'ttl':
        return this.shoot({ ...rest, ttl: (wish.ttl ?? 64) + random.pick([-1, 1]) }, family)
      case 'length':
        return this.shoot({ ...rest, length: (wish.length ?? 100) + random.pick([-1, 1]) }, family)
      default:
        return this.shoot(rest, family)
    }
  }

  #cableFor({ in: card, physIn, hook }: Wish, family: Family): Cable {
    const random = this.#random
    const fits = this.#cables.filter(({ name, on }) => isNamed(on.name, card) && isNamed(name, physIn))
    const known = fits.length > 0 ? fits : this.#cables
    const speaking = known.filter(({ on }) => hostsOf(on, family).length > 0)
    const some = speaking.length > 0 ? speaking : known
    // Most of what is refused or let in comes from outside.
    return random.pick(card === undefined && hook !== 'FORWARD' && random.oneIn(2) ? some.slice(0, 1) : some)
  }

  #source({ source, hook, protocol }: Wish, cable: Cable | null, family: Family): string {
    const random = this.#random
    if (source !== undefined && (cable === null || !random.oneIn(12))) {
      const wished = within(source, family, random)
      if (wished !== null) return wished
    }
    const on = cable?.on ?? random.pick(this.#net.cards)
    if (cable === null) return random.pick(farOwnOf(on, family)) ?? farOwnOf(this.#net.cards[0], family)[0] ?? ''
    // What a module may handle is answered in the module's way: it comes from where nobody knows the way back to, as some others do.
    if ((hook === 'INPUT' && BY_MODULES.includes(protocol ?? 0)) || random.oneIn(20)) return UNKNOWN[family]
    return on === this.#net.cards[0] && random.oneIn(2) ? this.#far(family) : this.#hostOn(on, family)
  }

  /** Behind the routers beside it. */
  #far(family: Family): string {
    const fits = this.#net.routes.filter(({ prefix }) => prefix.includes(':') === !isV4(family))
    return within(this.#random.pick(fits)?.prefix ?? '', family, this.#random) ?? this.#hostOn(this.#net.cards[0], family)
  }

  /** One of a few. */
  #hostOn(card: NetCard | undefined, family: Family): string {
    const net = this.#random.pick(hostsOf(card, family))
    const prefix = net === undefined ? null : parsePrefix(net)
    if (prefix === null || !prefix.ok) return this.#far(family)
    const bytes = [...prefix.value.network.bytes]
    bytes[bytes.length - 1] = 2 + this.#random.below(9)
    return addressOf(bytes).text
  }

  #destination({ destination, destinationType, hook, table, out, physOut }: Wish, cable: Cable | null, family: Family): string {
    const random = this.#random
    const { cards } = this.#net
    const own = (): string => {
      if (cable !== null && !random.oneIn(4)) return random.pick(ownOf(cable.on, family)) ?? ''
      return random.pick(farOwnOf(random.pick(cards), family)) ?? farOwnOf(cards[0], family)[0] ?? ''
    }
    if (destination !== undefined) return within(destination, family, random) ?? own()
    if (destinationType === 'MULTICAST') return isV4(family) ? '224.0.0.251' : 'ff02::fb'
    if (destinationType === 'BROADCAST') return this.#broadcast(cable)
    if (out === 'lo' || destinationType === 'LOCAL') return own()
    if (hook === 'INPUT' || (hook === 'PREROUTING' && table === 'nat' && random.oneIn(2)))
      return random.oneIn(12) ? this.#group(cable, family) : own()
    const fits = cards.filter((card) => isNamed(card.name, out) && (physOut === undefined || card.ports.includes(physOut)))
    const others = fits.filter((card) => card !== cable?.on || physOut !== undefined)
    return this.#hostOn(random.pick(others.length > 0 && !random.oneIn(8) ? others : fits.length > 0 ? fits : cards), family)
  }

  #group(cable: Cable | null, family: Family): string {
    const random = this.#random
    if (!isV4(family)) return random.pick(['ff02::1', 'ff02::2', 'ff02::fb', 'ff02::12', 'ff02::5'])
    return random.pick([this.#broadcast(cable), '255.255.255.255', '224.0.0.1', '224.0.0.251', '224.0.0.18'])
  }

  #broadcast(cable: Cable | null): string {
    const net = hostsOf(cable?.on ?? this.#net.cards[0], 'ipv4')[0]
    const prefix = parsePrefix(net ?? '')
    return prefix.ok ? addressOf(lastOf(prefix.value.network.bytes, prefix.value.length)).text : '255.255.255.255'
  }

  #macs({ mac }: Wish, { mac: own, on }: Cable, destination: string): Pick<WalkPacket, 'sourceMac' | 'destinationMac'> {
    const net = this.#net
    const read = parseAddress(destination)
    const [first = 0] = read.ok ? read.value.bytes : []
    const isGroup = destination.includes(':')
      ? first === 255
      : first >= 224 || destination === this.#broadcast({ on, mac: own, name: '' })
    const isBeside =
      on.ports.length > 0 && subnetOf(net, destination) === on && !on.addresses.some((text) => text.startsWith(`${destination}/`))
    const behind = isBeside ? macBehind(net, on, destination) : own
    const destinationMac = isGroup ? groupMac(destination) : behind === own ? routerMac(net, on.name) : behind
    return { sourceMac: on.ports.length === 0 ? (mac ?? own) : own, destinationMac }
  }

  #ttl({ ttl }: Wish): number {
    if (ttl !== undefined && ttl >= 0) return Math.min(255, ttl)
    return this.#random.oneIn(30) ? 1 : this.#random.pick([2, 64, 64, 64, 128, 255])
  }

  #upper(
    { protocol, sourcePort, destinationPort, icmp, flags, length }: Wish,
    family: Family,
  ): Omit<WalkPacket, 'family' | 'source' | 'destination'> {
    const random = this.#random
    const icmpNumber = isV4(family) ? 1 : 58
    const wished =
      protocol ??
      (icmp !== undefined ? icmpNumber : flags !== undefined ? 6 : destinationPort !== undefined ? random.pick([6, 17]) : 0)
    const number = wished === 0 ? random.pick([6, 6, 6, 17, 17, icmpNumber, 112]) : wished
    const size = (least: number): { length: number } => ({
      length: Math.min(LONGEST, Math.max(least, length ?? random.pick([100, 128, 200, 576, 1280]))),
    })
    if (isIcmp(family, number)) {
      const [icmpType, icmpCode] = icmp ?? [random.pick(TYPES[family]), 0]
      const of = { protocol: number, icmpType, icmpCode }
      if (quotes(family, icmpType))
        return { ...of, quoted: { ...NOBODY[family], protocol: 17, sourcePort: 1024, destinationPort: 53 } }
      // As no listeners' query is (net/ipv6/mcast.c): one would be answered later, with nobody waiting for it.
      if (!isV4(family) && icmpType === 130) return { ...of, length: 66 }
      return { ...of, ...(hasIcmpId(family, icmpType) ? { icmpId: 1 + random.below(60_000) } : {}), ...size(100) }
    }
    if (!hasPorts(number)) return { protocol: number, ...size(60) }
    const port = ([first, last]: readonly [number, number]): number =>
      random.pick([first, last, first + random.below(last - first + 1)])
    const ports = {
      sourcePort: sourcePort === undefined ? 1024 + random.below(60_000) : port(sourcePort),
      destinationPort: destinationPort === undefined ? random.pick([22, 53, 80, 443, 8080, 5432]) : port(destinationPort),
    }
    return { protocol: number, ...ports, ...(number === 6 ? { flags: flagsFor(flags, random) } : {}), ...size(100) }
  }
}

const isV4 = (family: Family): boolean => family === 'ipv4'

/** Errors quote something that nobody has sent. */
const NOBODY = {
  ipv4: { source: '198.51.100.200', destination: '198.51.100.201' },
  ipv6: { source: '2001:db8:ffff::1', destination: '2001:db8:ffff::2' },
} as const
const UNKNOWN = { ipv4: '100.64.7.9', ipv6: 'fd99::7' } as const
/** GRE, ESP, AH, SCTP. */
const BY_MODULES = [47, 50, 51, 132]
/** What a card sends in one piece. */
const LONGEST = 1500
const TYPES: { readonly [F in Family]: readonly number[] } = {
  ipv4: [8, 8, 8, 0, 3, 11, 12, 17],
  ipv6: [128, 128, 128, 129, 1, 3, 4, 144],
}

function flagsFor(asked: readonly [string, string] | undefined, random: Chance): TcpFlag[] {
  if (asked === undefined) {
    if (!random.oneIn(5)) return ['SYN']
    return [
      ...random.pick<readonly TcpFlag[]>([
        ['ACK'],
        ['SYN', 'ACK'],
        ['RST'],
        ['FIN', 'ACK'],
        ['SYN', 'FIN'],
        [],
        ['FIN', 'PSH', 'URG'],
      ]),
    ]
  }
  const set = asked[1].split(',')
  return TcpFlag.options.filter((flag) => set.includes(flag))
}

const isNamed = (name: string, pattern: string | undefined): boolean =>
  pattern === undefined || (pattern.endsWith('+') ? name.startsWith(pattern.slice(0, -1)) : name === pattern)

/** The subnets of a card that hosts have an address in. */
const hostsOf = (card: NetCard | undefined, family: Family): string[] =>
  (card?.addresses ?? []).filter((text) => text.includes(':') === !isV4(family) && !text.startsWith('fe80'))

const ownOf = (card: NetCard | undefined, family: Family): string[] =>
  (card?.addresses ?? []).filter((text) => text.includes(':') === !isV4(family)).map((text) => text.replace(/\/.*/, ''))

/** Those that are of the whole machine and not of one card alone. */
const farOwnOf = (card: NetCard | undefined, family: Family): string[] =>
  ownOf(card, family).filter((address) => !address.startsWith('fe80'))

const lastOf = (network: readonly number[], length: number): number[] =>
  network.map((byte, at) => byte | ((1 << Math.min(8, Math.max(0, 8 * (at + 1) - length))) - 1))

/** The first, the last or any address of a prefix or a range; null for one that is not of the family. */
function within(text: string, family: Family, random: Chance): string | null {
  if (text.includes('-')) return random.pick(text.split('-'))
  const prefix = parsePrefix(text.includes('/') ? text : `${text}/${isV4(family) ? 32 : 128}`)
  if (!prefix.ok || (prefix.value.version === 4) !== isV4(family)) return null
  const { network, length } = prefix.value
  const last = lastOf(network.bytes, length)
  const fill = random.pick<(at: number) => number>([
    () => 0xff,
    () => 1,
    (at) => (at === network.bytes.length - 1 ? 2 + random.below(9) : 0),
  ])
  return addressOf(network.bytes.map((byte, at) => byte | (fill(at) & ((last[at] ?? 0) ^ byte)))).text
}

/** The address before the first or behind the last. */
function beside(text: string, random: Chance): string | null {
  const first = text.split('-')[0] ?? ''
  const prefix = parsePrefix(first.includes('/') ? first : `${first}/${first.includes(':') ? 128 : 32}`)
  if (!prefix.ok) return null
  const { network, length } = prefix.value
  const [bytes, step] = random.oneIn(2) ? [[...network.bytes], -1] : [lastOf(network.bytes, length), 1]
  for (let at = bytes.length - 1; at >= 0; at--) {
    const next = (bytes[at] ?? 0) + step
    bytes[at] = next & 0xff
    if (next >= 0 && next <= 255) break
  }
  return addressOf(bytes).text
}
