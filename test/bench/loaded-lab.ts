import type { LabClient } from '#electron/privilege/lab-client'
import type { LabAnswers } from '#shared/helper/lab-protocol'
import { type Row, rowsOf } from '#shared/netfilter/dump'
import { articleSevenRules } from '#shared/project/article'
import type { Project, SecurityGroupRule } from '#shared/project/schema'
import { ok } from '#shared/result'
import { fakeLab } from '../support/fake-lab.ts'

/** Rows that change between two readings, of how many in all. */
export interface Load {
  changing: number
}

/** A lab whose tables are in memory and whose counters move as many rows as the load says, other ones each time. */
export interface LoadedLab {
  readonly client: LabClient
  readonly load: Load
  /** Counters as they were last read, by row. */
  readonly packets: () => readonly number[]
  readonly readings: () => number
  /** Row of the first rule of the IPv4 chain whose name this is. */
  readonly firstRowOf: (name: RegExp) => number
}

const rule = (n: number): SecurityGroupRule => ({
  id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  direction: 'ingress',
  ethertype: 'IPv4',
  protocol: n % 2 === 0 ? 'tcp' : 'udp',
  portRangeMin: 1 + n,
  portRangeMax: 1 + n,
  remoteIpPrefix: n % 3 === 0 ? `10.${n >> 8}.${n & 255}.0/24` : null,
  remoteGroupId: null,
  remoteAddressGroupId: null,
  description: '',
})

/** The article's lab with so many rules in the group of vm1 that its kernel rows are about 10,000 in all. */
export const longGroup: Project = {
  ...articleSevenRules,
  name: 'Ten thousand rows',
  securityGroups: articleSevenRules.securityGroups.map((group) =>
    group.name === 'sg-all-ssh' ? { ...group, rules: Array.from({ length: 9_900 }, (_, n) => rule(n)) } : group,
  ),
}

export function loadedLab(load: Load): LoadedLab {
  const { client } = fakeLab()
  let packets: number[] = []
  let bytes: number[] = []
  let rows: readonly Row[] = []
  let readings = 0
  let at = 0
  /** Steps through all rows in an order that looks like chance and is the same in every run. */
  const move = () => {
    for (let n = 0; n < load.changing; n++) {
      at = (at + 7919) % packets.length
      packets[at] = (packets[at] ?? 0) + 1 + (n % 9)
      bytes[at] = (bytes[at] ?? 0) + 84 * (1 + (n % 9))
    }
  }
  const request: LabClient['request'] = async (verb, args, options) => {
    const answer = await client.request(verb, args, options)
    if (verb !== 'read' || !answer.ok) return answer
    const read = answer.value as LabAnswers['read']
    if (read.dump !== null) rows = rowsOf(read.dump)
    const known = (args as unknown as { readonly known: number | null }).known
    if (packets.length !== read.packets.length) {
      packets = read.packets.map(() => 0)
      bytes = read.packets.map(() => 0)
    }
    move()
    readings += 1
    const value: LabAnswers['read'] = {
      ...read,
      dump: read.version === known ? null : read.dump,
      packets: [...packets],
      bytes: [...bytes],
    }
    // Which verb it was is known here, not by the generic signature.
    return ok(value as never)
  }
  return {
    client: { ...client, request },
    load,
    packets: () => packets,
    readings: () => readings,
    firstRowOf: (name) => rows.findIndex(({ chain, rule: number }) => name.test(chain) && number === 1),
  }
}
