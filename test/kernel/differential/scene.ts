import { compile } from '#shared/compile/compile'
import { compileJson } from '#shared/compile/compile-json'
import { packetIn } from '#shared/frames/decode'
import { frameOf } from '#shared/frames/encode'
import { newTcpTalk, type TcpTalk, tcpNumbers } from '#shared/frames/tcp-numbers'
import type { Dump } from '#shared/netfilter/dump'
import type { Release } from '#shared/project/schema'
import type { Ruleset } from '#shared/ruleset/ruleset'
import { chance } from '../../support/chance.ts'
import { must } from '../lab.ts'
import { restoreText } from '../restore-text.ts'
import { type Cabling, learnAll, plugIn } from './cables.ts'
import type { Conversation, Sent } from './ends.ts'
import { Namespace } from './namespace.ts'
import { cabling, HOST, randomProject } from './projects.ts'
import { Senders } from './sender.ts'
import { Tables } from './tables.ts'
import { Traffic } from './traffic.ts'

/** What the kernel did with one packet. */
export interface Seen {
  readonly sent: Sent
  /** Copies that came to a card, by card; none is left out. */
  readonly copies: Readonly<Record<string, number>>
  /** `row` of `rowsOf(dump)` to packets and bytes, where something was counted. */
  readonly moved: ReadonlyMap<number, readonly [packets: number, bytes: number]>
}
export interface Talked {
  readonly kind: string
  readonly seen: readonly Seen[]
}
/** One ruleset, and all that was sent through it. Made again from its seed. */
export interface Scene {
  readonly seed: number
  readonly release: Release
  readonly driver: Cabling['driver']
  readonly cabling: Cabling
  readonly ruleset: Ruleset
  readonly dump: Dump
  readonly talks: readonly Talked[]
}

/** A host with its cards, on which scenes are played one after another. */
export class Stage {
  private readonly host: Namespace
  private readonly ends: Namespace
  private readonly cabling: Cabling
  private readonly senders: Senders
  private readonly tables: Tables

  private constructor(host: Namespace, ends: Namespace, wired: Cabling, processor: number) {
    this.host = host
    this.ends = ends
    this.cabling = wired
    this.senders = new Senders(ends, processor)
    this.tables = new Tables(host)
  }

  static async make(driver: Cabling['driver'], processor: number): Promise<Stage> {
    const host = await Namespace.make()
    const ends = await Namespace.make(host)
    const wired = cabling(driver)
    await plugIn(wired, host, ends)
    return new Stage(host, ends, wired, processor)
  }

  async close(): Promise<void> {
    await this.senders.close()
    await this.ends.close()
    await this.host.close()
  }

  /** Compiles a random project and sends random conversations through it. */
  async play(seed: number, release: Release, conversations: number): Promise<Scene> {
    const random = chance(seed)
    const { driver } = this.cabling
    let project = randomProject(random, release, driver)
    let ruleset = compile(project, HOST)
    // Some hold what a release cannot, and are refused with a sentence.
    while (!ruleset.ok) {
      project = randomProject(random, release, driver)
      ruleset = compile(project, HOST)
    }
    const dump = await this.tables.load({
      ipv4: restoreText(ruleset.value, 'ipv4'),
      ipv6: restoreText(ruleset.value, 'ipv6'),
      sets: compileJson(ruleset.value)
        .ipset.map((line) => `${line}\n`)
        .join(''),
    })
    const traffic = new Traffic(project, this.cabling, random)
    const read = this.tables.reader(dump)
    const talks: Talked[] = []
    for (let n = 0; n < conversations; n++) talks.push(await this.talk(traffic.next(), read))
    return { seed, release, driver, cabling: this.cabling, ruleset: ruleset.value, dump, talks }
  }

  private async talk(
    { kind, packets }: Conversation,
    read: (family: Sent['packet']['family']) => Promise<Seen['moved']>,
  ): Promise<Talked> {
    await this.tables.forgetConnections()
    let talk = newTcpTalk
    const seen: Seen[] = []
    for (const sent of packets) {
      const { frame, after } = frameFor(sent, talk)
      const copies = await this.senders.send(sent.card, frame, this.listening(sent.card))
      // A machine knows only of what came to it, and sends again what did not.
      if (copies.get(sent.to) !== 0) talk = after
      // As it is on the wire, with what the frame brings besides.
      seen.push({
        sent: { ...sent, packet: must(packetIn(frame)) },
        copies: Object.fromEntries(copies),
        moved: await read(sent.packet.family),
      })
    }
    // Bridges have learnt a wrong place for somebody, or one for nobody.
    const isOwn = ({ card, packet }: Sent) => this.cards().some((own) => own.card === card && own.mac === packet.sourceMac)
    if (!packets.every(isOwn)) await learnAll(this.cabling, this.host, this.ends)
    return { kind, seen }
  }

  private cards() {
    const { ports, networks } = this.cabling
    return [...ports, ...networks.map((network) => ({ ...network, networkId: network.id }))]
  }

  /** Who hears what this card sends to everybody. */
  private listening(card: string): string[] {
    const network = this.cards().find((one) => one.card === card)?.networkId
    return this.cards()
      .filter((one) => one.networkId === network && one.card !== card)
      .map((one) => one.card)
  }
}

const HEADERS = { ipv4: 40, ipv6: 60 }

function frameFor({ packet, end }: Sent, talk: TcpTalk): { readonly frame: Uint8Array; readonly after: TcpTalk } {
  if (packet.protocol !== 6) return { frame: must(frameOf(packet)), after: talk }
  const payload = (packet.length ?? HEADERS[packet.family]) - HEADERS[packet.family]
  const { numbers, talk: after } = tcpNumbers(talk, end, packet.flags ?? [], payload)
  return { frame: must(frameOf(packet, { tcp: numbers })), after }
}
