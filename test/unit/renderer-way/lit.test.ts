import { describe, expect, it } from 'vitest'
import { articleSevenRules, articleWithoutGroup } from '#shared/project/article'
import { litWay, noOuterWay, SEGMENTS, STATIONS, type Station } from '../../../renderer/parts/way-strip/lit.ts'
import { indexKernel } from '../../../renderer/state/kernel-index.ts'
import { moved, stillCounts, wayCounts, wayRows } from '../../../renderer/state/way.ts'
import { articleIndex, fourPings, kernelRules, rowAt } from '../renderer-chains/article.ts'

const PORT = articleSevenRules.ports.find((port) => port.id.startsWith('6e3f2eda'))?.id ?? ''
const index = articleIndex()
const known = wayRows(index, PORT, 'ipv4')
if (known === null) throw new Error('the article has chains for its port')
const rows = known
const PROVED = { to: true, from: true }
const OUTSIDE = { peer: true, router: true, proved: PROVED }
const without = (...out: Station[]) => STATIONS.filter((station) => !out.includes(station))

describe('after four pings from outside', () => {
  const deltas = fourPings(index)
  const counts = wayCounts(rows, (row) => deltas.get(row) ?? 0)

  it('the sums are those of the rules', () => {
    expect(counts).toEqual({
      ...{ top: 8, forward: 8, accepted: 8 },
      to: { device: 4, entry: 4, passed: 4, dropped: 0, onlyRule: null },
      from: { device: 4, entry: 4, passed: 4, dropped: 0, onlyRule: null },
    })
  })

  it('everything is lit but DROP, both ways', () => {
    const lit = litWay(counts, OUTSIDE)
    expect([...lit.stations]).toEqual(without('drop'))
    const all = SEGMENTS.filter((segment) => segment !== 'lane-drop')
    expect(new Set(all)).toEqual(lit.to)
    expect(new Set(all)).toEqual(lit.from)
  })

  it('no counter tells of what is before the switch', () => {
    const lit = litWay(counts, noOuterWay)
    expect([...lit.stations]).toEqual(without('peer', 'router', 'drop'))
    expect(lit.to.has('router-switch')).toBe(false)
    expect(lit.to.has('switch-bridge')).toBe(true)
  })

  it('what went out and was never answered is not drawn beyond the switch', () => {
    const lit = litWay(counts, { ...OUTSIDE, proved: { to: false, from: false } })
    expect([...lit.stations]).toEqual(without('peer', 'router', 'drop'))
    const asked = litWay(counts, { ...OUTSIDE, proved: { to: true, from: false } })
    expect(asked.to.has('peer-router')).toBe(true)
    expect(asked.from.has('router-switch')).toBe(false)
    expect(asked.from.has('switch-bridge')).toBe(true)
  })

  it('a neighbour passes the router without a stop', () => {
    const lit = litWay(counts, { peer: true, router: false, proved: PROVED })
    expect(lit.to.has('router-switch')).toBe(true)
    expect(lit.stations.has('router')).toBe(false)
  })

  it('nothing of the other port is counted', () => {
    const other = index.chains.find((chain) => chain.role === 'port-in' && chain.portId !== PORT && chain.family === 'ipv4')
    const others = other?.portId ? wayRows(index, other.portId, 'ipv4') : null
    if (others === null) throw new Error('the article has a second port on this host')
    const theirs = wayCounts(others, (row) => deltas.get(row) ?? 0)
    expect(moved(theirs)).toBe(false)
    expect(theirs.accepted).toBe(8)
    expect(litWay(theirs, OUTSIDE).stations.size).toBe(0)
  })
})

describe('nothing moved', () => {
  it('nothing is lit', () => {
    const lit = litWay(stillCounts, OUTSIDE)
    expect([lit.to.size, lit.from.size, lit.stations.size]).toEqual([0, 0, 0])
    expect(moved(wayCounts(rows, () => 0))).toBe(false)
  })

  it('a port without chains has no rows', () => {
    expect(wayRows(index, '00000000-0000-4000-8000-000000000000', 'ipv4')).toBeNull()
  })
})

describe('dropped', () => {
  it('without a group the way to the VM ends in DROP, and one rule counted', () => {
    const closed = indexKernel(kernelRules(articleWithoutGroup))
    const own = wayRows(closed, PORT, 'ipv4')
    if (own === null) throw new Error('the article has chains for its port')
    const { length } = own.lanes.to.chain.rows
    const deltas = new Map(
      [
        ...own.toTop,
        ...own.toForward,
        ...own.lanes.to.device,
        ...own.lanes.to.entry,
        own.lanes.to.chain.rows[length - 1] ?? -1,
      ].map((row) => [row, 4]),
    )
    const counts = wayCounts(own, (row) => deltas.get(row) ?? 0)
    expect(counts.to).toEqual({ device: 4, entry: 4, passed: 0, dropped: 4, onlyRule: length })
    const lit = litWay(counts, OUTSIDE)
    expect([...lit.stations]).toEqual(without('out', 'accept', 'device', 'vm'))
    expect(lit.to.has('lane-drop')).toBe(true)
    expect(lit.to.has('lane-accept')).toBe(false)
    expect(lit.from.size).toBe(0)
  })

  it('a wrong source address is dropped in the source check and never leaves the bridge', () => {
    const check = rowAt(index, 's6e3f2eda-3', 2)
    const { device, entry } = rows.lanes.from
    const deltas = new Map([...rows.toTop, ...rows.toForward, ...device, ...entry, check].map((row) => [row, 3]))
    const counts = wayCounts(rows, (row) => deltas.get(row) ?? 0)
    expect(counts.from).toMatchObject({ device: 3, passed: 0, dropped: 3 })
    const lit = litWay(counts, OUTSIDE)
    expect([...lit.from].sort()).toEqual(['device-vm', 'forward-sg', 'hook-top', 'lane-drop', 'sg-lane', 'top-forward'])
    expect(lit.stations.has('switch')).toBe(false)
  })

  it('what another port lost in the shared fallback is not shown here', () => {
    const fallback = rowAt(index, 'sg-fallback', 1)
    expect(wayCounts(rows, (row) => (row === fallback ? 9 : 0)).to.dropped).toBe(0)
  })
})
