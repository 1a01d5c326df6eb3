import { type Dump, rowsOf } from '#shared/netfilter/dump'
import { parseSave } from '#shared/netfilter/parse-save'
import { parseSets } from '#shared/netfilter/parse-sets'
import type { Family } from '#shared/netfilter/rule-spec'
import type { Namespace } from './namespace.ts'

/** What is loaded: the inputs of iptables-restore, ip6tables-restore and ipset restore. */
export interface Texts {
  readonly ipv4: string
  readonly ipv6: string
  readonly sets: string
}

/** `row` of `rowsOf(dump)` to packets and bytes, where something was counted. */
export type Moved = ReadonlyMap<number, readonly [packets: number, bytes: number]>

const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
}
const EMPTY = Object.entries(BUILT_IN)
  .flatMap(([table, chains]) => [`*${table}`, ...chains.map((name) => `:${name} ACCEPT [0:0]`), 'COMMIT', ''])
  .join('\n')

const TOOLS = { ipv4: 'iptables', ipv6: 'ip6tables' } as const
const FAMILIES: readonly Family[] = ['ipv4', 'ipv6']

/** The tables of a namespace, written whole and read with their counters. */
export class Tables {
  private readonly within: Namespace
  private hadSets = false

  constructor(within: Namespace) {
    this.within = within
  }

  /** In place of all that was there; what the kernel then says. */
  async load(texts: Texts): Promise<Dump> {
    for (const family of FAMILIES) await this.within.run(`${TOOLS[family]}-restore`, [], EMPTY)
    // Emptied first: what a list of sets holds is in use.
    if (this.hadSets) for (const what of ['flush', 'destroy']) await this.within.run('ipset', [what])
    this.hadSets = texts.sets !== ''
    if (this.hadSets) await this.within.run('ipset', ['restore'], texts.sets)
    for (const family of FAMILIES)
      if (texts[family] !== '') await this.within.run(`${TOOLS[family]}-restore`, [], withHooks(texts[family]))
    const saved = []
    for (const family of FAMILIES) saved.push(...parseSave(family, await this.save(family)).tables)
    return { tables: saved, sets: this.hadSets ? parseSets(await this.within.run('ipset', ['save'])) : [] }
  }

  /** Packets and bytes of every rule and policy of a family, in the order of `rowsOf`. */
  async counters(family: Family): Promise<{ readonly packets: readonly number[]; readonly bytes: readonly number[] }> {
    return parseSave(family, await this.save(family))
  }

  /** What was counted since it was last asked. */
  reader(dump: Dump): (family: Family) => Promise<Moved> {
    const rows = rowsOf(dump)
    const last = { packets: rows.map(() => 0), bytes: rows.map(() => 0) }
    return async (family) => {
      const first = rows.findIndex((row) => row.family === family)
      const { packets, bytes } = await this.counters(family)
      const moved = new Map<number, readonly [number, number]>()
      packets.forEach((count, at) => {
        const row = first + at
        const delta = [count - (last.packets[row] ?? 0), (bytes[at] ?? 0) - (last.bytes[row] ?? 0)] as const
        if (delta[0] !== 0 || delta[1] !== 0) moved.set(row, delta)
        last.packets[row] = count
        last.bytes[row] = bytes[at] ?? 0
      })
      return moved
    }
  }

  private save(family: Family): Promise<string> {
    return this.within.run(`${TOOLS[family]}-save`, ['-c'])
  }

  async forgetConnections(): Promise<void> {
    await this.within.run('conntrack', ['-F'])
  }
}

/** A built-in chain counts what its policy does only where it was made with a counter, as a restore that names it does. */
const withHooks = (text: string): string =>
  text.replace(/^\*(\w+)\n(?::.*\n)*/gm, (head, table: string) => {
    const missing = (BUILT_IN[table] ?? []).filter((name) => !head.includes(`\n:${name} `))
    return head + missing.map((name) => `:${name} ACCEPT [0:0]\n`).join('')
  })
