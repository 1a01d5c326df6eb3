import { type Dump, rowsOf } from '#shared/netfilter/dump'
import { countsOf } from '#shared/walk/counts'
import type { Ended } from '#shared/walk/course'
import { journeyOf } from '#shared/walk/journey'
import { Memory } from '#shared/walk/memory'
import { Network } from '#shared/walk/network'
import type { WalkPacket } from '#shared/walk/packet'
import { passesOf } from '#shared/walk/passes'
import { type Answer, closeRefused, refusalOf, related } from '#shared/walk/refusal'
import { echoReply, icmpError, portUnreachable, reset } from '#shared/walk/replies'
import type { Journey, Pass } from '#shared/walk/step'
import { Walker } from '#shared/walk/walker'
import type { WorldPlace } from '#shared/walk/world'
import type { Shot } from './aimed.ts'
import { ROUTER, worldOf } from './net-world.ts'
import type { Net } from './nets.ts'
import type { Arrived } from './router-stage.ts'

/** What one counter rises by: at least, at most, and the bytes of the least. */
export interface Rise {
  readonly least: number
  readonly most: number
  readonly bytes: number | null
}

/** What is worked out for one packet and all that the router says of it. */
export interface Foretold {
  readonly journeys: readonly Journey[]
  readonly arrived: readonly Arrived[]
  /** By row of `rowsOf(dump)`. */
  readonly rises: ReadonlyMap<number, Rise>
  readonly isSure: boolean
  /** Where it may have gone behind what is not known, as `family table chain`. */
  readonly open: ReadonlySet<string>
  /** Where the packet went or what the router said of it is not this test's. */
  readonly isStrange: boolean
}

/** Foretells packets one after another, with what the kernel keeps between them. */
export class Foreteller {
  readonly network: Network
  readonly #rows: ReadonlyMap<string, number>
  readonly #reach: ReadonlyMap<string, ReadonlySet<string>>
  #memory = new Memory()

  constructor(net: Net, dump: Dump, neighbours: WorldPlace['neighbours']) {
    this.network = new Network(worldOf(net, dump, neighbours))
    this.#reach = reachOf(dump)
    this.#rows = new Map(rowsOf(dump).map(({ family, table, chain, rule }, at) => [`${family} ${table} ${chain} ${rule}`, at]))
  }

  /** Nothing is known of what was sent before. */
  forget(): void {
    this.#memory = new Memory()
  }

  /** One after another, from the first on. */
  all(shots: readonly Shot[]): Foretold[] {
    this.forget()
    return shots.map((shot) => this.one(shot))
  }

  one(shot: Shot): Foretold {
    const { cable, packet } = shot
    const journeys: Journey[] = []
    let isStrange = false
    let isKnown = true
    const walk = ({ from, packet: said, attached }: Answer, depth: number): void => {
      const walker = new Walker(this.network, this.#memory)
      const journey = journeyOf(said, walker.begin(from, said, attached), walker.unsureOf)
      journeys.push(journey)
      const rejected = walker.rejected.filter(({ answer }) => answer !== null)
      // One of several rules refuses it, each with another answer.
      if (rejected.length < walker.rejected.length) isKnown = false
      for (const refused of rejected) closeRefused(refused)
      const answers = [
        ...rejected.map((refused) => (this.#isPlain(refused, journey) ? refusalOf(this.network, refused) : 'strange')),
        ...walker.delivered.filter(({ place }) => place === ROUTER).map((ended) => this.#answer(ended)),
      ]
      for (const answer of answers)
        if (answer === 'strange' || answer?.packet.destination.startsWith('fe80')) isStrange = true
        else if (answer !== null && depth < 4) walk(answer, depth + 1)
    }
    const from: Answer['from'] = cable === null ? { place: ROUTER, as: 'ip' } : { place: cable, device: cable, as: 'frame' }
    walk({ from, packet, attached: null }, 0)
    const passes = journeys.flatMap(({ first }) => [...passesOf(first)])
    const isSure = isKnown && passes.every(({ verdict }) => verdict !== 'unsure')
    return {
      journeys,
      arrived: passes
        .filter(({ kind, place }) => kind === 'received' && place !== ROUTER)
        .map(({ place, packet: came }) => ({ card: place, packet: came })),
      rises: this.#rises(journeys),
      isSure,
      isStrange: isStrange || this.#isForAll(shot) || passes.some(isStrangePass),
      open: isSure ? NONE : this.#open(journeys, cable === null),
    }
  }

  #rises(journeys: readonly Journey[]): Map<number, Rise> {
    const rises = new Map<number, Rise>()
    for (const { place, family, table, chain, rule, packets, possible, bytes } of countsOf(journeys)) {
      const row = this.#rows.get(`${family} ${table} ${chain} ${rule}`)
      if (place === ROUTER && row !== undefined) rises.set(row, { least: packets, most: packets + possible, bytes })
    }
    return rises
  }

  /** Nobody may be a broadcast address; what the router itself sends to everybody comes back to it, which is not walked. */
  #isForAll({ cable, packet: { source, destination } }: Shot): boolean {
    const place = this.network.segments.place(ROUTER)
    if (place === undefined) return false
    const { routing } = this.network.read(place)
    const isAll = (address: string): boolean => routing.way(address, null)?.to === 'everybody'
    return isAll(source) || (cable === null && (isAll(destination) || destination === '127.255.255.255'))
  }

  /**
   * An answer that the packet's addresses decide: the kernel looks at what it takes for a checksum before (nf_reject_ipv6.c,
   * `nf_reject_v6_csum_ok`), and of IPv6 it speaks with the address of the card that the packet came by.
   */
  #isPlain({ packet }: Ended, { first }: Journey): boolean {
    if (!CHECKED.includes(packet.protocol)) return false
    const place = this.network.segments.place(ROUTER)
    const way = place === undefined ? null : this.network.read(place).routing.way(packet.source, null)
    const pass = passesOf(first).find(({ end }) => end === 'rejected')
    return packet.family === 'ipv4' || way?.to !== 'out' || pass?.in == null || way.device === (pass.bridge ?? pass.in)
  }

  /** Chains behind all hooks that were not walked. */
  #open(journeys: readonly Journey[], isOwn: boolean): ReadonlySet<string> {
    const walked = new Set(
      journeys.flatMap(({ first, packet: { family } }) =>
        passesOf(first).flatMap(({ place, hooks }) =>
          place === ROUTER ? hooks.map(({ table, hook }) => `${family} ${table} ${hook}`) : [],
        ),
      ),
    )
    const families = new Set(journeys.map(({ packet }) => packet.family))
    const open = new Set<string>()
    for (const [hook, chains] of this.#reach)
      if ([...families].some((family) => hook.startsWith(family)) && (isOwn || !walked.has(hook)))
        for (const chain of chains) open.add(chain)
    return open
  }

  /** What the kernel says to who came to a place where nobody listens. */
  #answer(ended: Ended): Answer | 'strange' | null {
    const { packet } = ended
    const place = this.network.segments.place(ROUTER)
    if (place === undefined) return null
    const { routing } = this.network.read(place)
    const way = routing.way(packet.source, null)
    const isForAll = routing.way(packet.destination, null)?.to === 'everybody'
    if (way === null || way.to === 'everybody' || isForAll) return null
    const ip = (said: WalkPacket, attached: Answer['attached'] = null): Answer => ({
      from: { place: ROUTER, as: 'ip' },
      packet: said,
      attached,
    })
    // What no protocol takes has its connection still; UDP has let go of it (net/ipv4/udp.c, `nf_reset_ct`).
    const error = (type: number, code: number): Answer => ip(icmpError(packet, packet.destination, { type, code }), related(ended))
    const isV4 = packet.family === 'ipv4'
    // Who it speaks as is another question (net/ipv6/icmp.c, `icmpv6_echo_reply`).
    if (routing.addressType(packet.destination) === 'ANYCAST') return 'strange'
    switch (packet.protocol) {
      case 6:
        return packet.flags?.includes('RST') === true ? null : ip(reset(packet))
      case 17:
        return ip(icmpError(packet, packet.destination, portUnreachable(packet)))
      case isV4 ? 1 : 58:
        if (packet.icmpType === (isV4 ? 8 : 128)) return ip(echoReply(packet))
        return packet.icmpType === 13 && isV4 ? 'strange' : null
      // No kernel handles these.
      case 89:
      case 112:
        return isV4 ? error(3, 2) : error(4, 1)
      default:
        return 'strange'
    }
  }
}

const NONE: ReadonlySet<string> = new Set()
/** TCP, UDP, ICMP of both families, and those whose checksum the kernel leaves alone. */
const CHECKED = [1, 6, 17, 50, 51, 58, 132]

/** By `family table hook`: the chains that it leads to. */
function reachOf({ tables }: Dump): Map<string, ReadonlySet<string>> {
  const reach = new Map<string, ReadonlySet<string>>()
  for (const { family, table, chains } of tables) {
    const byName = new Map(chains.map((chain) => [chain.name, chain]))
    for (const { name, policy } of chains) {
      if (policy === null) continue
      const found = new Set<string>()
      const left = [name]
      for (let chain = left.pop(); chain !== undefined; chain = left.pop()) {
        const key = `${family} ${table} ${chain}`
        if (found.has(key) || !byName.has(chain)) continue
        found.add(key)
        for (const { text } of byName.get(chain)?.rules ?? []) left.push(/(?:^| )-[jg] (\S+)/.exec(text)?.[1] ?? '')
      }
      reach.set(`${family} ${table} ${name}`, found)
    }
  }
  return reach
}

/** Without a way or time the router tells of it a few times a second; of a way back by the card it came by, once (redirects of IPv6). */
function isStrangePass({ place, kind, end, in: inside, out, packet }: Pass): boolean {
  if (place !== ROUTER) return false
  if (end === 'no-route' || end === 'ttl-exceeded' || end === 'no-neighbour') return true
  return kind === 'routed' && packet.family === 'ipv6' && (inside === out || packet.source.startsWith('fe80'))
}

/** What was sent, and what the kernel made of all of it together. */
export interface Batch {
  readonly shots: readonly Shot[]
  /** By shot. */
  readonly arrived: readonly (readonly Arrived[])[]
  /** By row: packets and bytes. */
  readonly moved: ReadonlyMap<number, readonly [packets: number, bytes: number]>
}

/** Where the kernel and the walk part, in words. */
export function differences(dump: Dump, foretold: readonly Foretold[], { shots, arrived, moved }: Batch): string[] {
  const found = foretold.flatMap((told, at) => {
    const seen = arrived[at] ?? []
    const fits = seen.length === told.arrived.length && told.arrived.every((one) => seen.some((other) => isAs(other, one)))
    if (fits || !told.isSure) return []
    const [came, said] = [seen.map(arrivedText), told.arrived.map((one) => arrivedText(known(one)))]
    return [`${shotText(shots[at])}\n    came: ${came.join(' ')}\n    told: ${said.join(' ')}`]
  })
  const rows = rowsOf(dump)
  const sums = sumsOf(foretold)
  const open = new Set(foretold.flatMap((told) => [...told.open]))
  for (const row of new Set([...moved.keys(), ...sums.keys()])) {
    const { family = '', table = '', chain = '', text = '' } = rows[row] ?? {}
    const [packets, bytes] = moved.get(row) ?? [0, 0]
    const sum = sums.get(row) ?? { least: 0, most: 0, bytes: 0 }
    const most = open.has(`${family} ${table} ${chain}`) ? Number.POSITIVE_INFINITY : sum.most
    const areBytes = sum.least !== most || sum.bytes === null || sum.bytes === bytes
    if (packets < sum.least || packets > most || !areBytes)
      found.push(`${family} ${table} ${chain}: ${text} counted ${packets}:${bytes}, told were ${sum.least} to ${most}:${sum.bytes}`)
  }
  return found
}

function sumsOf(foretold: readonly Foretold[]): Map<number, Rise> {
  const sums = new Map<number, Rise>()
  for (const { rises } of foretold)
    for (const [row, rise] of rises) {
      const { least, most, bytes } = sums.get(row) ?? { least: 0, most: 0, bytes: 0 }
      const sum = bytes === null || rise.bytes === null ? null : bytes + rise.bytes
      sums.set(row, { least: least + rise.least, most: most + rise.most, bytes: sum })
    }
  return sums
}

/** Every field that is foretold. */
function isAs(seen: Arrived, told: Arrived): boolean {
  const packet: Readonly<Record<string, unknown>> = seen.packet
  return (
    seen.card === told.card &&
    Object.entries(known(told).packet).every(([name, value]) => JSON.stringify(packet[name]) === JSON.stringify(value))
  )
}

/** What an error quotes was written before or behind a translation, as the kernel's checksum helps; its ends are compared. */
const known = ({ card, packet: { quoted: _, ...packet } }: Arrived): Arrived => ({ card, packet })

const arrivedText = ({ card, packet }: Arrived): string => `${card} ${JSON.stringify(packet)}`
export const shotText = (shot: Shot | undefined): string => `${shot?.cable ?? 'of its own'} ${JSON.stringify(shot?.packet)}`
