import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { PCAP_HEADER, pcapRecord } from '#shared/frames/pcap'
import type { Namespace } from './namespace.ts'

/** A packet that has not arrived by then never will, or this machine is too slow for the test. */
const PATIENCE_MS = 10_000
/** For local experiments, IEEE 802: no rule is asked about it. */
const ETHERTYPE = [0x88, 0xb5]

/**
 * Sends frames out of cards, one tcpreplay for each, which reads them from a pipe and has no start to pay for. Behind each frame goes a
 * second one to everybody, which no rule stops: when it has come to all other cards of the network, the frame before it has been
 * wherever it was going, since both wait in the same queue of one processor.
 */
export class Senders {
  private readonly running = new Map<string, ChildProcess>()
  private readonly ends: Namespace
  private readonly processor: number

  constructor(ends: Namespace, processor: number) {
    this.ends = ends
    this.processor = processor
  }

  /** How many copies came to which card; `listening`: all cards that hear what is sent to everybody. */
  async send(card: string, frame: Uint8Array, listening: readonly string[]): Promise<Map<string, number>> {
    const before = this.ends.received()
    const mark = markFrame(frame.length + 1)
    await this.write(card, Buffer.concat([pcapRecord(frame, 0), pcapRecord(mark, 0)]))
    const late = performance.now() + PATIENCE_MS
    for (;;) {
      const now = this.ends.received()
      const copies = new Map<string, number>()
      for (const name of listening) {
        const [[bytes, packets], [bytesThen, packetsThen]] = [now.get(name) ?? [0, 0], before.get(name) ?? [0, 0]]
        const others = packets - packetsThen - 1
        if (bytes - bytesThen === others * frame.length + mark.length) copies.set(name, others)
      }
      if (copies.size === listening.length) return copies
      if (performance.now() > late)
        throw new Error(`what ${card} sent to everybody came to ${copies.size} of ${listening.length} cards`)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** Records of a capture file, which go out one after the other. */
  async write(card: string, bytes: Uint8Array): Promise<void> {
    let child = this.running.get(card)
    if (child === undefined) {
      const words = ['-c', String(this.processor), 'tcpreplay', '--quiet', '--topspeed', `--intf1=${card}`, '-']
      child = this.ends.start('taskset', words)
      child.stdin?.write(PCAP_HEADER)
      this.running.set(card, child)
    }
    if (child.exitCode !== null) throw new Error(`the sender of ${card} has ended`)
    if (child.stdin?.write(bytes) === false) await once(child.stdin, 'drain')
  }

  async close(): Promise<void> {
    for (const child of this.running.values()) {
      const over = child.exitCode === null ? once(child, 'exit') : null
      child.stdin?.end()
      await over
    }
  }
}

function markFrame(length: number): Uint8Array {
  const frame = new Uint8Array(Math.max(length, 60))
  frame.fill(0xff, 0, 6)
  frame.set([0x0a, 0, 0, 0, 0, 1, ...ETHERTYPE], 6)
  return frame
}
