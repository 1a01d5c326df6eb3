import { type Dump, rowsOf } from '#shared/netfilter/dump'
import { countsOf } from '#shared/walk/counts'
import type { Ended } from '#shared/walk/course'
import { journeyOf } from '#shared/walk/journey'
import { Memory } from '#shared/walk/memory'
import { Network } from '#shared/walk/network'
import type { WalkPacket } from '#shared/walk/packet'
import { passesOf } from '#shared/walk/passes'
import { type Answer, closeRefused, refusalOf } from '#shared/walk/refusal'
import { echoReply, icmpError, portUnreachable, reset } from '#shared/walk/replies'
import type { Journey } from '#shared/walk/step'
import { Walker } from '#shared/walk/walker'
import type { Arrival } from './arrivals.ts'
import type { FreeSeen } from './free-scene.ts'
import { isSure } from './predict.ts'
import { CARDS, routerWorld } from './router.ts'

export interface FreeForetold {
  /** Of the packet, and of what the machine sends because of it. */
  readonly journeys: readonly Journey[]
  readonly isSure: boolean
  readonly arrived: readonly Arrival[]
  readonly moved: ReadonlyMap<number, readonly [number, number]>
}

/** Foretells conversations through one ruleset. */
export class FreeOracle {
  private readonly network: Network
  private readonly rows: ReadonlyMap<string, number>

  constructor(dump: Dump) {
    this.network = new Network(routerWorld(dump))
    this.rows = new Map(rowsOf(dump).map(({ family, table, chain, rule }, at) => [`${family} ${table} ${chain} ${rule}`, at]))
  }

  /** Nothing is known of any connection before it. */
  talk(seen: readonly Pick<FreeSeen, 'card' | 'packet'>[]): FreeForetold[] {
    const memory = new Memory()
    return seen.map(({ card, packet }) => this.packet(memory, card, packet))
  }

  private packet(memory: Memory, card: string, packet: WalkPacket): FreeForetold {
    const journeys: Journey[] = []
    const go = ({ from, packet: sent, attached }: Answer): Walker => {
      const walker = new Walker(this.network, memory)
      journeys.push(journeyOf(sent, walker.begin(from, sent, attached), walker.unsureOf))
      return walker
    }
    const walker = go({ from: { place: card, device: card, as: 'frame' }, packet, attached: null })
    const caused = [
      ...walker.rejected.map((refused) => {
        const answer = refusalOf(this.network, refused)
        if (answer !== null) closeRefused(refused)
        return answer
      }),
      ...walker.delivered.map((came) => (came.place === 'host' ? answerOf(came) : null)),
    ]
    for (const each of caused) if (each !== null) go(each)
    const hasSources = walker.rejected.every((refused) => !hasUnknownSource(refused))
    // Which protocols a kernel takes is its own matter.
    const isHeard = walker.delivered.every(
      ({ place, packet: { protocol } }) => place !== 'host' || [1, 6, 17, 58].includes(protocol),
    )
    const moved = new Map<number, readonly [number, number]>()
    for (const { place, family, table, chain, rule, packets, bytes } of countsOf(journeys))
      if (place === 'host') moved.set(this.rows.get(`${family} ${table} ${chain} ${rule}`) ?? -1, [packets, bytes ?? -1])
    const arrived = journeys.flatMap(({ first }) =>
      passesOf(first)
        .filter(({ kind, place }) => kind === 'received' && CARDS.some(({ name }) => name === place))
        .map(({ place, packet: { destinationMac: _, ...rest } }) => ({ card: place, packet: rest })),
    )
    return { journeys, isSure: hasSources && isHeard && journeys.every(isSure), arrived, moved }
  }
}

/** As whom the machine tells an IPv6 error about what was translated on a bridge is not known: it was seen to take the way out's address. */
const hasUnknownSource = ({ packet, answer, tracked, port }: Ended): boolean =>
  packet.family === 'ipv6' &&
  answer !== 'tcp-reset' &&
  port !== null &&
  (tracked?.connection?.isDestinationTranslated === true || tracked?.connection?.isSourceTranslated === true)

/** A machine on which nobody listens. */
function answerOf(came: Ended): Answer | null {
  const { packet } = came
  const { family, protocol, icmpType, destination, destinationMac, flags } = packet
  const isForAll = destinationMac !== undefined && (Number.parseInt(destinationMac.slice(0, 2), 16) & 1) === 1
  // What is delivered has let go of its connection (net/ipv4/udp.c, `nf_reset_ct`).
  const sent = (answer: WalkPacket): Answer => ({ from: { place: 'host', as: 'ip' }, packet: answer, attached: null })
  if (isForAll) return null
  if (protocol === (family === 'ipv4' ? 1 : 58)) return icmpType === (family === 'ipv4' ? 8 : 128) ? sent(echoReply(packet)) : null
  if (protocol === 6) return flags?.includes('RST') ? null : sent(reset(packet))
  if (protocol === 17) return sent(icmpError(packet, destination, portUnreachable(packet)))
  return null
}

/** Where the kernel and what was foretold part, in words; empty where they agree. */
export function freeDifferences(dump: Dump, seen: FreeSeen, foretold: FreeForetold): string[] {
  const rows = rowsOf(dump)
  const found: string[] = []
  for (const row of new Set([...seen.moved.keys(), ...foretold.moved.keys()])) {
    const [was, told] = [seen.moved.get(row) ?? [0, 0], foretold.moved.get(row) ?? [0, 0]]
    const { table = '', chain = '', rule = null, text = '' } = rows[row] ?? {}
    if (was[0] !== told[0] || was[1] !== told[1])
      found.push(`${table} ${chain} ${rule}: ${text} counted ${was.join(':')}, foretold were ${told.join(':')}`)
  }
  const texts = (all: readonly Arrival[]): string[] =>
    all.map(({ card, packet }) => `${card}: ${JSON.stringify(sorted(packet))}`).sort()
  const [came, told] = [texts(seen.arrived), texts(foretold.arrived)]
  if (came.join('\n') !== told.join('\n')) {
    found.push(...came.filter((text) => !told.includes(text)).map((text) => `not foretold: ${text}`))
    found.push(...told.filter((text) => !came.includes(text)).map((text) => `did not come: ${text}`))
    if (came.length !== told.length) found.push(`${came.length} packets came, ${told.length} were foretold`)
  }
  return found
}

/** In one order of fields. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
