import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { packetIn } from '#shared/frames/decode'
import type { WalkPacket } from '#shared/walk/packet'
import type { Namespace } from './namespace.ts'

/** A packet that came to a card, as it came. The receiver's MAC address is not told. */
export interface Arrival {
  readonly card: string
  readonly packet: Omit<WalkPacket, 'destinationMac'>
}

/** pcap-savefile(5), and LINKTYPE_LINUX_SLL2 of tcpdump.org/linktypes: what was received stands behind the card's number. */
const [FILE_HEADER, RECORD_HEADER, SLL2_HEADER] = [24, 16, 20]
const PATIENCE_MS = 10_000
/** For local experiments, IEEE 802: no rule is asked about it. */
const MARK_TYPE = 0x88b5
const ARP_TYPE = 0x0806

/** All that the cards of a namespace receive, by tcpdump on all of them at once. */
export class Arrivals {
  private readonly child: ChildProcess
  private readonly names: ReadonlyMap<number, string>
  private rest: Buffer = Buffer.alloc(0)
  private hasHeader = false
  private arrived: Arrival[] = []
  private readonly marks = new Set<number>()
  private wake: (() => void) | null = null

  private constructor(child: ChildProcess, names: ReadonlyMap<number, string>) {
    this.child = child
    this.names = names
    child.stdout?.on('data', (data: Buffer) => this.read(data))
  }

  static async make(ends: Namespace): Promise<Arrivals> {
    const links = JSON.parse(await ends.run('ip', ['-j', 'link', 'show'])) as { ifindex: number; ifname: string }[]
    const words = ['-i', 'any', '-Q', 'in', '-y', 'LINUX_SLL2', '--immediate-mode', '-n', '-U', '-w', '-']
    const child = ends.start('tcpdump', words, 'pipe')
    const arrivals = new Arrivals(child, new Map(links.map(({ ifindex, ifname }) => [ifindex, ifname])))
    // The file's header comes when the capture runs.
    await arrivals.until(() => arrivals.hasHeader, 'tcpdump does not begin')
    return arrivals
  }

  /** What has come until a mark of this number came, or an answer to who asked for an address (`arp`). */
  async takeUntil(mark: number | 'arp'): Promise<Arrival[]> {
    const number = mark === 'arp' ? -1 : mark
    await this.until(() => this.marks.has(number), `the mark ${mark} does not come`)
    this.marks.clear()
    const arrived = this.arrived
    this.arrived = []
    return arrived
  }

  async close(): Promise<void> {
    const over = this.child.exitCode === null ? once(this.child, 'exit') : null
    this.child.kill('SIGTERM')
    await over
  }

  private async until(is: () => boolean, wrong: string): Promise<void> {
    const late = performance.now() + PATIENCE_MS
    while (!is()) {
      if (performance.now() > late || this.child.exitCode !== null) throw new Error(wrong)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000)
        this.wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  private read(data: Buffer): void {
    this.rest = Buffer.concat([this.rest, data])
    if (!this.hasHeader && this.rest.length >= FILE_HEADER) {
      this.hasHeader = true
      this.rest = this.rest.subarray(FILE_HEADER)
    }
    while (this.hasHeader && this.rest.length >= RECORD_HEADER) {
      const length = this.rest.readUInt32LE(8)
      if (this.rest.length < RECORD_HEADER + length) break
      this.take(this.rest.subarray(RECORD_HEADER, RECORD_HEADER + length))
      this.rest = this.rest.subarray(RECORD_HEADER + length)
    }
    this.wake?.()
  }

  private take(record: Buffer): void {
    const type = record.readUInt16BE(0)
    const card = this.names.get(record.readUInt32BE(4)) ?? '?'
    const inside = record.subarray(SLL2_HEADER)
    if (type === MARK_TYPE) this.marks.add(inside.readUInt32BE(0))
    else if (type === ARP_TYPE && inside.readUInt16BE(6) === 2) this.marks.add(-1)
    // As a frame whose receiver is not known.
    const frame = Buffer.concat([Buffer.alloc(6), record.subarray(12, 18), record.subarray(0, 2), inside])
    const packet = packetIn(frame)
    if (!packet.ok) return
    const { destinationMac: _, ...rest } = packet.value
    this.arrived.push({ card, packet: rest })
  }
}

/** A frame to everybody on the segment, that no rule stops. */
export function markFrame(number: number): Uint8Array {
  const frame = Buffer.alloc(60)
  frame.fill(0xff, 0, 6)
  frame.set([0x0a, 0, 0, 0, 0, 1], 6)
  frame.writeUInt16BE(MARK_TYPE, 12)
  frame.writeUInt32BE(number, 14)
  return frame
}

/** Who has this IPv4 address? `sender`: whose frame it is, and the address that it has. */
export function arpRequest(sender: { readonly mac: string; readonly address: string }, asked: string): Uint8Array {
  const mac = sender.mac.split(':').map((pair) => Number.parseInt(pair, 16))
  const bytes = (address: string): number[] => address.split('.').map(Number)
  return Uint8Array.from([
    ...[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, ...mac, 8, 6],
    ...[0, 1, 8, 0, 6, 4, 0, 1, ...mac, ...bytes(sender.address), 0, 0, 0, 0, 0, 0, ...bytes(asked)],
    ...Array.from({ length: 18 }, () => 0),
  ])
}
