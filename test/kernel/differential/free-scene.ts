import { packetIn } from '#shared/frames/decode'
import { frameOf } from '#shared/frames/encode'
import { pcapRecord } from '#shared/frames/pcap'
import { newTcpTalk, type TcpTalk, tcpNumbers } from '#shared/frames/tcp-numbers'
import type { Dump } from '#shared/netfilter/dump'
import type { Family } from '#shared/netfilter/rule-spec'
import type { WalkPacket } from '#shared/walk/packet'
import { chance } from '../../support/chance.ts'
import { must } from '../lab.ts'
import { type Arrival, Arrivals, arpRequest, markFrame } from './arrivals.ts'
import { freeTexts } from './free-rules.ts'
import { answerTo, type FreeTalk, freeTalk, type Word } from './free-traffic.ts'
import { Namespace } from './namespace.ts'
import { type Card, FAR, plugInRouter, UPLINK } from './router.ts'
import { Senders } from './sender.ts'
import { Tables } from './tables.ts'

/** What the kernel did with one packet. */
export interface FreeSeen {
  readonly card: string
  readonly packet: WalkPacket
  readonly arrived: readonly Arrival[]
  /** `row` of `rowsOf(dump)` to packets and bytes, where something was counted. */
  readonly moved: ReadonlyMap<number, readonly [packets: number, bytes: number]>
}
/** One ruleset, and all that was sent through it. Made again from its seed. */
export interface FreeScene {
  readonly seed: number
  readonly dump: Dump
  readonly talks: readonly { readonly kind: string; readonly seen: readonly FreeSeen[] }[]
}

/** The machine of `router.ts`, on which scenes are played one after another. */
export class FreeStage {
  private readonly host: Namespace
  private readonly ends: Namespace
  private readonly senders: Senders
  private readonly arrivals: Arrivals
  private readonly tables: Tables
  private marks = 0

  private constructor(host: Namespace, ends: Namespace, arrivals: Arrivals) {
    this.host = host
    this.ends = ends
    this.senders = new Senders(ends, 0)
    this.arrivals = arrivals
    this.tables = new Tables(host)
  }

  static async make(): Promise<FreeStage> {
    const host = await Namespace.make()
    const ends = await Namespace.make(host)
    await plugInRouter(host, ends)
    return new FreeStage(host, ends, await Arrivals.make(ends))
  }

  async close(): Promise<void> {
    await this.senders.close()
    await this.arrivals.close()
    await this.ends.close()
    await this.host.close()
  }

  /** Sends random conversations through random rules. */
  async play(seed: number, conversations: number): Promise<FreeScene> {
    const random = chance(seed)
    const dump = await this.tables.load(freeTexts(random))
    const read = this.tables.reader(dump)
    const talks: FreeScene['talks'][number][] = []
    for (let n = 0; n < conversations; n++) {
      const talk = freeTalk(random)
      talks.push({ kind: talk.kind, seen: await this.talk(talk, read) })
    }
    return { seed, dump, talks }
  }

  private async talk(talk: FreeTalk, read: (family: Family) => Promise<FreeSeen['moved']>): Promise<FreeSeen[]> {
    await this.tables.forgetConnections()
    const seen: FreeSeen[] = []
    let numbers = newTcpTalk
    /** What last came to somebody who answers. */
    let came: Arrival | null = null
    let isLost = false
    const say = async (card: Card, packet: WalkPacket, by: Word['by']): Promise<void> => {
      const { frame, after } = frameFor(packet, by, numbers)
      const mark = card === FAR ? 'arp' : ++this.marks
      const behind = mark === 'arp' ? arpRequest({ mac: FAR.mac, address: FAR.address.ipv4 }, UPLINK.address.ipv4) : markFrame(mark)
      await this.senders.write(card.name, Buffer.concat([pcapRecord(frame, 0), pcapRecord(behind, 0)]))
      const arrived = await this.arrivals.takeUntil(mark)
      const others = arrived.filter((each) => each.card !== card.name && each.packet.protocol === packet.protocol)
      // A machine knows only of what came to it, and sends again what did not.
      isLost = others.length === 0
      if (!isLost) numbers = after
      if (by === 'client') came = others.length === 1 ? (others[0] ?? null) : null
      seen.push({ card: card.name, packet: must(packetIn(frame)), arrived, moved: await read(packet.family) })
    }
    await say(talk.client, talk.opening, 'client')
    for (const word of talk.words) {
      // A connection over TCP stands still when a segment is lost; who opens one tries again.
      const isOpening = word.says.flags?.length === 1 && word.says.flags[0] === 'SYN'
      if (talk.opening.protocol === 6 && isLost && !isOpening) break
      if (word.by === 'client') await say(talk.client, { ...talk.opening, ...word.says }, 'client')
      else {
        const answer = came === null ? null : answerTo(came, word)
        if (answer !== null) await say(answer.card, answer.packet, 'server')
      }
    }
    return seen
  }
}

function frameFor(packet: WalkPacket, by: Word['by'], talk: TcpTalk): { readonly frame: Uint8Array; readonly after: TcpTalk } {
  if (packet.protocol !== 6) return { frame: must(frameOf(packet)), after: talk }
  const header = packet.family === 'ipv4' ? 40 : 60
  const { numbers, talk: after } = tcpNumbers(talk, by, packet.flags ?? [], (packet.length ?? header) - header)
  return { frame: must(frameOf(packet, { tcp: numbers })), after }
}
