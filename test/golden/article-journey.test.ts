import { describe, expect, it } from 'vitest'
import { labTopology } from '#shared/helper/lab-topology'
import { worldOf } from '#shared/lab-world/world-of'
import { type Dump, withoutMark } from '#shared/netfilter/dump'
import { articleSevenRules } from '#shared/project/article'
import { type Turn, converse, type Talk } from '#shared/walk/conversation'
import { countsOf } from '#shared/walk/counts'
import { sourceFor } from '#shared/walk/journey'
import { Memory } from '#shared/walk/memory'
import { Network } from '#shared/walk/network'
import { dumpOf } from '../support/dump-of.ts'

/** The article's counters, worked out: `test/kernel/article.test.ts` has the same numbers from the kernel. */

const host = 'compute1'
const tap = 'tap6e3f2eda-32'
const i = 'neutron-openvswi-i6e3f2eda-3'
const o = 'neutron-openvswi-o6e3f2eda-3'
const s = 'neutron-openvswi-s6e3f2eda-3'
const sg = 'neutron-openvswi-sg-chain'
const ESTABLISHED = '-m state --state RELATED,ESTABLISHED -j RETURN'
const physdev = (way: 'in' | 'out', target: string) => `-m physdev --physdev-${way} ${tap} --physdev-is-bridged -j ${target}`

const topology = labTopology(articleSevenRules)
if (!topology.ok) throw new Error('the article has no lab')
const compiled = dumpOf(articleSevenRules, host)
if (compiled === null) throw new Error('the article does not compile')
const { machines } = topology.value
const placeOf = (name: string): string => machines.find((machine) => machine.name === name)?.namespace ?? 'none'

function talk(from: string, to: string, words: Talk, dump: Dump = compiled as Dump): { turns: Turn[]; isWhole: boolean } {
  const network = new Network(worldOf(topology.ok ? topology.value : never(), new Map([[host, { dump }]])))
  const place = placeOf(from)
  return converse(network, new Memory(), { from: place, to, source: sourceFor(network, place, to) ?? 'none' }, words)
}
const never = (): never => {
  throw new Error('no topology')
}
const ping = (count: number): Talk => ({ kind: 'ping', count, bytes: 56 })

/** Lines of the host that count anything, as `chain: text` to `packets:bytes`, without the policies. */
function moved(turns: readonly Turn[]): Record<string, string> {
  const rows = countsOf(turns.map(({ journey }) => journey)).filter(({ place, rule }) => place === host && rule !== null)
  return Object.fromEntries(
    rows.map(({ table, chain, rule, packets, bytes }) => {
      const rules = compiled?.tables.find((each) => each.table === table && each.family === 'ipv4')?.chains.find(({ name }) => name === chain)
      return [`${chain}: ${withoutMark(rules?.rules[(rule ?? 0) - 1]?.text ?? '')}`, `${packets}:${bytes}`]
    }),
  )
}

const both = {
  'FORWARD: -j neutron-filter-top': '8:672',
  'FORWARD: -j neutron-openvswi-FORWARD': '8:672',
  'neutron-filter-top: -j neutron-openvswi-local': '8:672',
  [`neutron-openvswi-FORWARD: ${physdev('out', sg)}`]: '4:336',
  [`neutron-openvswi-FORWARD: ${physdev('in', sg)}`]: '4:336',
  [`${sg}: ${physdev('out', i)}`]: '4:336',
  [`${sg}: ${physdev('in', o)}`]: '4:336',
  [`${o}: -j ${s}`]: '4:336',
  [`${s}: -s 91.1.180.14/32 -m mac --mac-source fa:16:3e:f3:1e:c0 -j RETURN`]: '4:336',
  [`${sg}: -j ACCEPT`]: '8:672',
}

describe("the article's four pings", () => {
  it('4.1: 192.168.1.15 to the floating IP', () => {
    const { turns, isWhole } = talk('outside-15', '192.168.1.104', ping(4))
    expect(isWhole).toBe(true)
    expect(moved(turns)).toEqual({
      ...both,
      [`${i}: ${ESTABLISHED}`]: '3:252',
      [`${i}: -p icmp -j RETURN`]: '1:84',
      [`${o}: ${ESTABLISHED}`]: '4:336',
    })
  })

  it('4.2: the VM to 192.168.1.115', () => {
    const { turns, isWhole } = talk('vm1', '192.168.1.115', ping(4))
    expect(isWhole).toBe(true)
    expect(moved(turns)).toEqual({
      ...both,
      [`${i}: ${ESTABLISHED}`]: '4:336',
      [`${o}: ${ESTABLISHED}`]: '3:252',
      [`${o}: -p icmp -j RETURN`]: '1:84',
    })
  })

  it('the request is translated by the router and comes with a time to live of 63, the answer goes back under the floating IP', () => {
    const [request, reply] = talk('outside-15', '192.168.1.104', ping(1)).turns
    const passes = (turn: Turn | undefined) => {
      const found = []
      for (let pass = turn?.journey.first; pass !== undefined; pass = pass.next[0])
        found.push(`${pass.place} ${pass.kind} ${pass.packet.source} > ${pass.packet.destination} ttl ${pass.packet.ttl}`)
      return found
    }
    const [pc, vm, router] = [placeOf('outside-15'), placeOf('vm1'), machines.find(({ kind }) => kind === 'router')?.namespace]
    expect(passes(request)).toEqual([
      `${pc} sent 192.168.1.15 > 192.168.1.104 ttl 64`,
      'switch bridge 192.168.1.15 > 192.168.1.104 ttl 64',
      `${router} routed 192.168.1.15 > 192.168.1.104 ttl 64`,
      'switch bridge 192.168.1.15 > 91.1.180.14 ttl 63',
      'compute1 bridge 192.168.1.15 > 91.1.180.14 ttl 63',
      `${vm} received 192.168.1.15 > 91.1.180.14 ttl 63`,
    ])
    expect(passes(reply)).toEqual([
      `${vm} sent 91.1.180.14 > 192.168.1.15 ttl 64`,
      'compute1 bridge 91.1.180.14 > 192.168.1.15 ttl 64',
      'switch bridge 91.1.180.14 > 192.168.1.15 ttl 64',
      `${router} routed 91.1.180.14 > 192.168.1.15 ttl 64`,
      'switch bridge 192.168.1.104 > 192.168.1.15 ttl 63',
      `${pc} received 192.168.1.104 > 192.168.1.15 ttl 63`,
    ])
    expect(request?.journey).toMatchObject({ verdict: 'accept', deliveredTo: vm })
    const inside = reply?.journey.first.next[0]
    expect(inside?.packet).toMatchObject({ sourceMac: 'fa:16:3e:f3:1e:c0', destinationMac: 'fa:16:3e:90:e5:50' })
    expect(reply?.connections).toMatchObject([
      { place: router, entry: { original: { destination: '192.168.1.104' }, reply: { source: '91.1.180.14' }, isReplied: true } },
      { place: host, entry: { original: { source: '192.168.1.15', destination: '91.1.180.14' }, isReplied: true } },
    ])
  })

  it('without the rule for icmp that comes in, four requests end in the fallback and nothing goes out', () => {
    const without: Dump = {
      sets: [],
      tables: (compiled as Dump).tables.map((table) => ({
        ...table,
        chains: table.chains.map((chain) =>
          chain.name === i ? { ...chain, rules: chain.rules.filter(({ text }) => !text.startsWith('-p icmp')) } : chain,
        ),
      })),
    }
    const { turns, isWhole } = talk('outside-15', '192.168.1.104', ping(4), without)
    expect(isWhole).toBe(false)
    expect(turns.map(({ direction, journey }) => [direction, journey.verdict])).toEqual(Array(4).fill(['there', 'drop']))
    const counts = countsOf(turns.map(({ journey }) => journey))
    expect(counts.find(({ chain }) => chain === 'neutron-openvswi-sg-fallback')).toMatchObject({ packets: 4, bytes: 336 })
    expect(counts.filter(({ chain }) => chain === o)).toEqual([])
    // The router let it through, so it has an entry; the host dropped it, so it has none.
    expect(turns.at(-1)?.connections.map(({ place }) => place)).toEqual([machines.find(({ kind }) => kind === 'router')?.namespace])
  })

  it('a foreign source is dropped by the source check', () => {
    const network = new Network(worldOf(topology.value, new Map([[host, { dump: compiled }]])))
    const { turns } = converse(network, new Memory(), { from: placeOf('vm1'), to: '192.168.1.115', source: '192.168.1.66' }, ping(3))
    const counts = countsOf(turns.map(({ journey }) => journey)).filter(({ chain }) => chain === s)
    expect(counts).toMatchObject([{ rule: 2, packets: 3, bytes: 252 }])
    expect(turns.map(({ journey }) => journey.first.next[0]?.end)).toEqual(Array(3).fill('dropped-by-rule'))
  })
})
