import { packetIn } from '#shared/frames/decode'
import { frameOf } from '#shared/frames/encode'
import { newTcpTalk, type TcpTalk, tcpNumbers } from '#shared/frames/tcp-numbers'
import { type Dump, rowsOf } from '#shared/netfilter/dump'
import type { Family } from '#shared/netfilter/rule-spec'
import type { WalkPacket } from '#shared/walk/packet'
import { echoReply, icmpError, portUnreachable, turned } from '#shared/walk/replies'
import { must } from '../../kernel/lab.ts'
import type { Chance } from '../chance.ts'
import type { Kind } from '../table-namespace.ts'
import { Marksman, type Shot } from './aimed.ts'
import type { Corpus } from './corpora.ts'
import { type Batch, differences, Foreteller, type Foretold, shotText } from './foretell.ts'
import { Neighbours } from './net-world.ts'
import { cablesOf, type Net, netOf, routerMac } from './nets.ts'
import { type Arrived, RouterStage } from './router-stage.ts'
import { Targets } from './wishes.ts'

/** What came of one dump in one kind of tables. */
export interface Played {
  readonly packets: number
  /** Of these the walk knew the end. */
  readonly sure: number
  /** Rules that counted something, of all rules. */
  readonly met: number
  readonly rules: number
  readonly wrong: readonly string[]
  /** Walks the packets of the first batches once more. */
  readonly again: () => readonly string[]
}

/** Batches are as long as the fewest readings of counters allow, and as short as a fault is found in. */
const BATCH = 120
const LONGEST = 5
const KEPT = 3
const CLIENT_HEADERS = { ipv4: 40, ipv6: 60 }

/** Sends packets aimed at the rules of a dump, each beside some that miss by one field, and compares what came of them. */
export async function playDump(corpus: Corpus, kind: Kind, packets: number, random: Chance): Promise<Played> {
  const net = netOf(corpus.name)
  const stage = await RouterStage.make(kind, net)
  try {
    const dump = await stage.load(corpus)
    return await new Game(stage, net, dump, random).play(
      corpus.rules.map(([family]) => family),
      packets,
    )
  } finally {
    await stage.close()
  }
}

/** A shot as the frame that it becomes. */
interface Loaded extends Shot {
  readonly frame: Uint8Array
}

type Talk = readonly Loaded[]

/** They may be of one connection, or want one and the same for what they are translated to. */
const areOfOne = (one: Talk, other: Talk): boolean =>
  one.some(({ packet }) => other.some(({ packet: its }) => keyOf(packet) === keyOf(its)))

/** All that tells connections apart when addresses do not. */
function keyOf({ protocol, sourcePort, destinationPort, icmpId }: WalkPacket): string {
  const ports = sourcePort === undefined || destinationPort === undefined ? [] : [sourcePort, destinationPort]
  return `${protocol} ${icmpId} ${ports.toSorted((a, b) => a - b).join(' ')}`
}

/** In the order of `rowsOf(dump)`. */
type Counters = readonly (readonly [packets: number, bytes: number])[]

class Game {
  readonly #stage: RouterStage
  readonly #net: Net
  readonly #dump: Dump
  readonly #random: Chance
  readonly #neighbours: Neighbours
  readonly #foreteller: Foreteller
  readonly #marksman: Marksman
  readonly #met = new Set<number>()
  #sure = 0
  #sent = 0
  readonly #wrong: string[] = []
  readonly #kept: Batch[] = []
  #last: { readonly chatter: number; readonly counters: Counters } | null = null

  constructor(stage: RouterStage, net: Net, dump: Dump, random: Chance) {
    this.#stage = stage
    this.#net = net
    this.#dump = dump
    this.#random = random
    this.#neighbours = new Neighbours(net)
    this.#foreteller = new Foreteller(net, dump, this.#neighbours.list)
    this.#marksman = new Marksman(net, random)
    for (const { chains } of dump.tables)
      for (const { rules } of chains)
        for (const { text } of rules)
          for (const address of text.match(/(?<=--to-destination \[?)[0-9a-f.:]*[0-9a-f]/g) ?? [])
            this.#neighbours.meet(address.includes('.') ? address.replace(/:.*/, '') : address)
  }

  async play(families: readonly Family[], packets: number): Promise<Played> {
    const targets = new Map(families.map((family) => [family, new Targets(this.#dump, family, this.#random)]))
    const sure: Talk[] = []
    const unsure: Talk[] = []
    let made = 0
    for (let tries = 0; made < packets && tries < 20 * packets; tries++) {
      const family = this.#random.pick(families)
      const target = targets.get(family)?.next() ?? null
      if (target === null) continue
      const shots = [
        this.#marksman.shoot(target.wish, family),
        this.#marksman.near(target.wish, target.misses, family),
        ...(this.#random.oneIn(4) ? [this.#marksman.shoot({ table: target.wish.table, hook: target.wish.hook }, family)] : []),
      ]
      for (const shot of shots) {
        const talk = this.#talk(shot)
        if (talk === null) continue
        made += talk.shots.length
        const batch = talk.isSure ? sure : unsure
        // Whether there is a connection that was not sure to begin is not known either.
        const isAgain = !talk.isSure && batch.some((other) => areOfOne(other, talk.shots))
        if (isAgain) await this.#fire(batch.splice(0))
        batch.push(talk.shots)
        if (batch.flat().length >= BATCH) await this.#fire(batch.splice(0))
      }
    }
    for (const batch of [sure, unsure]) if (batch.length > 0) await this.#fire(batch)
    const rules = rowsOf(this.#dump).filter(({ rule }) => rule !== null).length
    return {
      packets: this.#sent,
      sure: this.#sure,
      met: this.#met.size,
      rules,
      wrong: this.#wrong,
      again: () => this.#kept.flatMap((batch) => this.#differences(batch)),
    }
  }

  /** The packet, and what its receiver answers, and so on; null for one that is not this test's. */
  #talk(first: Shot): { readonly shots: Talk; readonly isSure: boolean } | null {
    const random = this.#random
    this.#foreteller.forget()
    const shots: Loaded[] = []
    let talk = newTcpTalk
    let shot: Shot | null = first
    let isSure = true
    while (shot !== null && shots.length < LONGEST) {
      const end: 'client' | 'server' = shots.length % 2 === 0 ? 'client' : 'server'
      const made: { readonly loaded: Loaded; readonly talk: TcpTalk } | null = this.#loaded(shot, end, talk)
      if (made === null) break
      for (const address of [made.loaded.packet.source, made.loaded.packet.destination]) this.#neighbours.meet(address)
      const told: Foretold = this.#foreteller.one(made.loaded)
      if (told.isStrange) break
      talk = made.talk
      shots.push(made.loaded)
      isSure &&= told.isSure
      const [arrived] = told.arrived
      const goesOn = told.isSure && told.journeys.length === 1 && told.arrived.length === 1 && !random.oneIn(4)
      shot = goesOn && arrived !== undefined ? this.#answer(arrived, first, shots) : null
    }
    return shots.length === 0 ? null : { shots, isSure }
  }

  /** Of who got it: what its protocol answers, or an error. */
  #answer({ card, packet }: Arrived, first: Shot, before: readonly Shot[]): Shot | null {
    const cable = cablesOf(this.#net).find(({ name }) => name === card)
    if (cable === undefined || packet.quoted !== undefined) return null
    const back = (said: WalkPacket): Shot => ({
      cable: card,
      packet: { ...said, sourceMac: cable.mac, destinationMac: packet.sourceMac ?? routerMac(this.#net, cable.on.name) },
    })
    if (before.length % 2 === 1 && this.#random.oneIn(6))
      return back(icmpError(packet, packet.destination, portUnreachable(packet)))
    const { length = 100 } = packet
    if (packet.protocol === 6) {
      const flags = this.#flags(packet.flags ?? [])
      return flags === null ? null : back(turned(packet, { flags, length }))
    }
    const isEcho = packet.icmpType === (packet.family === 'ipv4' ? 8 : 128)
    if (packet.icmpType !== undefined) return isEcho && before.length === 1 ? back(echoReply(packet)) : null
    if (before.length === 2 && first.cable === null) return null
    return back(turned(packet, { length }))
  }

  #flags(flags: readonly string[]): WalkPacket['flags'] | null {
    if (flags.includes('RST') || flags.includes('FIN')) return null
    if (flags.includes('SYN')) return flags.includes('ACK') ? ['ACK'] : this.#random.oneIn(5) ? ['RST', 'ACK'] : ['SYN', 'ACK']
    return flags.length === 0 ? null : this.#random.pick([['ACK'], ['PSH', 'ACK'], ['FIN', 'ACK'], ['RST']])
  }

  /** Null for a packet that no frame can carry. */
  #loaded(shot: Shot, end: 'client' | 'server', talk: TcpTalk): { readonly loaded: Loaded; readonly talk: TcpTalk } | null {
    const { packet, cable } = shot
    const payload = (packet.length ?? CLIENT_HEADERS[packet.family]) - CLIENT_HEADERS[packet.family]
    const tcp = packet.protocol === 6 ? tcpNumbers(talk, end, packet.flags ?? [], Math.max(0, payload)) : null
    const macs = { sourceMac: '0a:00:00:00:00:01', destinationMac: '0a:00:00:00:00:02' }
    const frame = frameOf({ ...(cable === null ? macs : {}), ...packet }, tcp === null ? {} : { tcp: tcp.numbers })
    if (!frame.ok) return null
    const { sourceMac: _, destinationMac: __, ...rest } = must(packetIn(frame.value))
    const loaded = { cable, packet: cable === null ? rest : must(packetIn(frame.value)), frame: frame.value }
    return { loaded, talk: tcp?.talk ?? talk }
  }

  async #fire(batch: readonly Talk[]): Promise<void> {
    const fired = await this.#send(batch.flat())
    const foretold = this.#foreteller.all(fired.shots)
    this.#sent += fired.shots.length
    this.#sure += foretold.filter(({ isSure }) => isSure).length
    const rows = rowsOf(this.#dump)
    for (const row of fired.moved.keys()) if (rows[row]?.rule !== null) this.#met.add(row)
    if (this.#kept.length < KEPT) this.#kept.push(fired)
    const found = differences(this.#dump, foretold, fired)
    if (found.length > 0) this.#wrong.push(...found.slice(0, 6), ...(this.#wrong.length > 0 ? [] : await this.#alone(batch)))
  }

  #differences(batch: Batch): string[] {
    return differences(this.#dump, this.#foreteller.all(batch.shots), batch)
  }

  /** Again when the router said something by itself meanwhile. */
  async #send(batch: readonly Loaded[]): Promise<Batch> {
    for (let tries = 0; tries < 5; tries++) {
      await this.#stage.addNeighbours(this.#neighbours.news())
      await this.#stage.forgetConnections()
      const chatter = this.#stage.chatter()
      const before = this.#last?.chatter === chatter ? this.#last.counters : await this.#counters()
      const arrived: Arrived[][] = []
      for (const { cable, frame } of batch)
        arrived.push(await (cable === null ? this.#stage.own(frame.slice(14)) : this.#stage.frame(cable, frame)))
      const after = await this.#counters()
      if (this.#stage.chatter() !== chatter) continue
      this.#last = { chatter, counters: after }
      const moved = new Map<number, readonly [number, number]>()
      for (const [row, [packets, bytes]] of after.entries()) {
        const [packetsThen = 0, bytesThen = 0] = before[row] ?? []
        if (packets !== packetsThen) moved.set(row, [packets - packetsThen, bytes - bytesThen])
      }
      return { shots: batch, arrived, moved }
    }
    throw new Error('the router does not stop to speak by itself')
  }

  async #counters(): Promise<Counters> {
    const families = [...new Set(this.#dump.tables.map(({ family }) => family))]
    const all: (readonly [packets: number, bytes: number])[] = []
    for (const family of families) {
      const { packets, bytes } = await this.#stage.counters(family)
      all.push(...packets.map((count, at) => [count, bytes[at] ?? 0] as const))
    }
    return all
  }

  /** The first conversation that goes wrong by itself, or else behind those before it, for a person to look at. */
  async #alone(batch: readonly Talk[]): Promise<string[]> {
    for (const isAlone of [true, false])
      for (const [at, talk] of batch.entries()) {
        const found = this.#differences(await this.#send(isAlone ? talk : batch.slice(0, at + 1).flat()))
        if (found.length === 0) continue
        return [`${isAlone ? 'alone' : `behind ${at} others`}: ${talk.map(shotText).join('\n       ')}`, ...found]
      }
    return []
  }
}
