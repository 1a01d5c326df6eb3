import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { packetIn } from '#shared/frames/decode'
import type { Dump } from '#shared/netfilter/dump'
import { parseSave, type Saved } from '#shared/netfilter/parse-save'
import { parseSets } from '#shared/netfilter/parse-sets'
import type { Family } from '#shared/netfilter/rule-spec'
import type { WalkPacket } from '#shared/walk/packet'
import { Namespace } from '../../kernel/differential/namespace.ts'
import type { Kind } from '../table-namespace.ts'
import type { Corpus } from './corpora.ts'
import { cablesOf, type Net, routerMac } from './nets.ts'
import { plugRouter } from './plug-router.ts'

const WIRE = fileURLToPath(new URL('wire.pl', import.meta.url))
const TOOLS = { ipv4: 'iptables', ipv6: 'ip6tables' } as const

/** A packet that came to the other end of a cable. */
export interface Arrived {
  readonly card: string
  readonly packet: WalkPacket
}

/** The machine of a dump in a namespace of its own, its cables' other ends in another. */
export class RouterStage {
  readonly #kind: Kind
  readonly #router: Namespace
  readonly #ends: Namespace
  readonly #lock: string
  readonly #wire: Wire
  readonly #local: Wire
  readonly #look: string

  private constructor(kind: Kind, net: Net, router: Namespace, ends: Namespace, lock: string) {
    this.#kind = kind
    this.#router = router
    this.#ends = ends
    this.#lock = lock
    const cables = cablesOf(net)
    const words = cables.map(({ name, mac, on }) =>
      [name, mac, routerMac(net, on.name), on.addresses[0]?.replace(/\/.*/, '')].join(),
    )
    this.#wire = new Wire(ends, ['ends', ...words])
    this.#local = new Wire(router, ['local'])
    this.#look = cables[0]?.name ?? ''
  }

  static async make(kind: Kind, net: Net): Promise<RouterStage> {
    const router = await Namespace.make()
    const ends = await Namespace.make(router)
    await plugRouter(net, router, ends)
    return new RouterStage(kind, net, router, ends, await mkdtemp(join(tmpdir(), 'tapwall-walk-')))
  }

  async close(): Promise<void> {
    await this.#wire.close()
    await this.#local.close()
    await this.#ends.close()
    await this.#router.close()
    await rm(this.#lock, { recursive: true })
  }

  /** What the kernel then says. Lines that name a thing which it lacks are left out when it refuses them. */
  async load({ rules, sets, mayLack }: Corpus): Promise<Dump> {
    if (sets !== null) await this.#router.run('ipset', ['restore'], sets)
    const tables: Dump['tables'] = []
    for (const [family, text] of rules) {
      const without = (): Promise<string> => {
        const lines = text.split('\n').filter((line) => mayLack === null || !line.includes(mayLack))
        return this.#tables(family, 'restore', lines.join('\n'))
      }
      await this.#tables(family, 'restore', text).catch(without)
      tables.push(...parseSave(family, await this.#tables(family, 'save')).tables)
    }
    await this.#slowly()
    return { tables, sets: sets === null ? [] : parseSets(await this.#router.run('ipset', ['save'])) }
  }

  async counters(family: Family): Promise<Saved> {
    return parseSave(family, await this.#tables(family, 'save'))
  }

  #tables(family: Family, what: 'save' | 'restore', input = ''): Promise<string> {
    const words = [`XTABLES_LOCKFILE=${this.#lock}/lock`, `${TOOLS[family]}-${this.#kind}-${what}`]
    return this.#router.run('env', what === 'save' ? [...words, '-c'] : words, input)
  }

  /** No entry of connection tracking runs out while packets are sent. */
  async #slowly(): Promise<void> {
    const files = (await this.#router.run('ls', ['/proc/sys/net/netfilter'])).split('\n')
    const timeouts = files.filter((file) => /^nf_conntrack_(?!.*gre).*timeout/.test(file))
    if (timeouts.length > 0) await this.#router.sysctls(Object.fromEntries(timeouts.map((file) => [`netfilter/${file}`, 3600])))
  }

  async forgetConnections(): Promise<void> {
    await this.#router.run('conntrack', ['-F'])
  }

  async addNeighbours(lines: readonly string[]): Promise<void> {
    if (lines.length > 0) await this.#router.ip(lines)
  }

  /** Messages of the router's own IPv6 that nobody asked for: listeners' reports, solicitations. */
  chatter(): number {
    const lines = readFileSync(`/proc/${this.#router.pid}/net/snmp6`, 'utf8').split('\n')
    const counted = lines.filter((line) => /^Icmp6Out(MLDv2Reports|GroupMemb|RouterSol|NeighborSol)/.test(line))
    return counted.reduce((sum, line) => sum + Number(line.split(/\s+/)[1]), 0)
  }

  /** Out of the other end of a cable. */
  frame(card: string, frame: Uint8Array): Promise<Arrived[]> {
    return this.#wire.arrived(`${card} ${Buffer.from(frame).toString('hex')}`)
  }

  /** By the router itself. */
  async own(packet: Uint8Array): Promise<Arrived[]> {
    await this.#local.say(Buffer.from(packet).toString('hex'))
    return this.#wire.arrived(this.#look)
  }
}

/** A running wire.pl: one line in, one line out. */
class Wire {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly #reader: Interface
  #words = ''

  constructor(within: Namespace, words: readonly string[]) {
    this.#child = within.start('taskset', ['-c', '0', 'perl', WIRE, ...words], 'pipe')
    if (this.#child.stdout === null) throw new Error('a wire without an output')
    this.#child.stderr?.on('data', (bytes: Buffer) => (this.#words += bytes.toString()))
    this.#reader = createInterface({ input: this.#child.stdout })
    this.#lines = this.#reader[Symbol.asyncIterator]()
  }

  async say(line: string): Promise<string> {
    this.#child.stdin?.write(`${line}\n`)
    const { value, done } = await this.#lines.next()
    if (done === true) throw new Error(`the wire has ended: ${this.#words}`)
    return value
  }

  async arrived(line: string): Promise<Arrived[]> {
    const answer = await this.say(line)
    if (answer === 'late') throw new Error('the router does not answer')
    const words = answer.split(' ').filter((word) => word !== '')
    const found: Arrived[] = []
    for (let at = 0; at + 1 < words.length; at += 2) {
      const packet = packetIn(Buffer.from(words[at + 1] ?? '', 'hex'))
      if (packet.ok) found.push({ card: words[at] ?? '', packet: packet.value })
    }
    return found
  }

  async close(): Promise<void> {
    const over = this.#child.exitCode === null ? once(this.#child, 'exit') : null
    this.#child.stdin?.end()
    await over
    this.#reader.close()
  }
}
