import { invalid, issue, type TapwallError } from '#shared/errors'
import type { Dump } from '#shared/netfilter/dump'
import { err, ok, type Result } from '#shared/result'
import { blockersOf } from '#shared/walk/blockers'
import { forwardingOf } from '#shared/walk/forwarding-text'
import { readDump } from '#shared/walk/network'
import type { AskedPacket } from '#shared/walk/packet-words'
import { type Crossing, passOver } from '#shared/walk/pass-over'
import { Tracking } from '#shared/walk/tracking'
import { readSavedSets, readSavedTables, readToolOutput } from './saved-text.ts'
import { onePacket, type Walked } from './walked.ts'

/** Where a packet crosses one machine; devices that are left out are not known. */
export type Way = Pick<Crossing, 'kind' | 'bridge' | 'in' | 'out' | 'port' | 'passesRules'>

/** One crossing of one machine. What is not given of its connections is not known. */
export function crossOnce(asked: AskedPacket, dump: Dump, name: string, way: Way): Omit<Walked, 'written'> {
  const journey = (held: Dump) =>
    passOver(
      {
        ...{ place: readDump(held, name), tracking: new Tracking(), state: asked.state ?? 'unknown' },
        ...(asked.mark === undefined ? {} : { mark: asked.mark }),
        ...way,
      },
      asked.packet,
    )
  return {
    turns: onePacket(journey(dump)),
    titles: new Map([[name, name]]),
    blockersOf: () => blockersOf(new Map([[name, dump]]), (dumps) => journey(dumps.get(name) ?? dump)),
  }
}

/** As the words have it: by two ports of a bridge, or routed. */
export const wayOf = ({ in: inside, out, bridge, isRouted }: AskedPacket): Way => ({
  kind: isRouted ? 'routed' : 'bridge',
  ...(bridge === undefined ? {} : { bridge }),
  ...(inside === undefined ? {} : { in: inside }),
  ...(out === undefined ? {} : { out }),
})

export interface DumpFiles {
  readonly save: string
  readonly ipset: string | undefined
  readonly fdb: string | undefined
}

/** Through what iptables-save and its like printed, whosever rules they are. */
export async function walkDump(
  asked: AskedPacket,
  { save, ipset, fdb }: DumpFiles,
): Promise<Result<Omit<Walked, 'written'>, TapwallError>> {
  const tables = await readSavedTables(save, asked.packet.family)
  if (!tables.ok) return tables
  const sets = ipset === undefined ? ok([]) : await readSavedSets(ipset)
  if (!sets.ok) return sets
  const found = fdb === undefined ? ok(undefined) : await portBehind(fdb, asked.packet.destinationMac)
  if (!found.ok) return found
  const dump: Dump = { tables: [...tables.value], sets: [...sets.value] }
  return ok(crossOnce(asked, dump, 'this host', wayOf({ ...asked, out: asked.out ?? found.value })))
}

async function portBehind(fdb: string, mac: string | undefined): Promise<Result<string | undefined, TapwallError>> {
  if (mac === undefined)
    return err(
      invalid([
        issue(['fdb'], 'walk.fdb-without-mac', 'The forwarding table is asked for a destination MAC. Write dmac=MAC, too.'),
      ]),
    )
  const text = await readToolOutput(fdb)
  const ports = text.ok ? forwardingOf(text.value) : text
  return ports.ok ? ok(ports.value.find((entry) => entry.mac === mac)?.port) : ports
}
