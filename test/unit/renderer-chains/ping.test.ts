import i18next from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'
import type { MovedRow, PingEvent } from '#shared/contract/states'
import { articleSevenRules } from '#shared/project/article'
import { echoLines, newRun, nextRun, type PingRun, readoutsOf } from '../../../renderer/state/ping-run.ts'
import { ping } from '../../../renderer/texts/en/ping.ts'
import { movedLines } from '../../../renderer/views/ping/moved-lines.ts'
import { knownAddresses, readForm } from '../../../renderer/views/ping/ping-form.ts'
import { scaleTop } from '../../../renderer/views/ping/scale.ts'
import { storyOf, storyParts } from '../../../renderer/views/ping/story.ts'
import { articleIndex, fourPings, readingOf, rowAt } from './article.ts'

const request = { from: 'outside', to: '192.168.1.104', count: 4, interval: 1, size: 56 }
const index = articleIndex()

const movedOf = (counts: ReadonlyMap<number, number>): MovedRow[] =>
  [...counts].flatMap(([at, packets]) => {
    const row = index.rows[at]
    return row ? [{ ...row, packets, bytes: packets * 84, beforePackets: 0, afterPackets: packets }] : []
  })

function finished(counts: ReadonlyMap<number, number>, replies: number): PingRun {
  const events: PingEvent[] = [
    { kind: 'started', at: 1000, baselineAt: 990, command: 'ping' },
    ...Array.from({ length: replies }, (_, at): PingEvent => ({ kind: 'reply', at: 1000 + at, seq: at + 1, ttl: 63, ms: at + 1 })),
    { kind: 'ended', at: 4000, exitCode: 0, sent: 4, received: replies, moved: movedOf(counts), lines: 0 },
  ]
  return { ...events.reduce(nextRun, newRun(request)), seen: { host: 'compute1', index, reading: readingOf(index, 4000, counts) } }
}

describe('a run', () => {
  it('has its numbers and one line for each echo', () => {
    const run = finished(new Map(), 2)
    expect(readoutsOf(run)).toEqual({ sent: 4, received: 2, lostPercent: 50, fastest: 1, average: 1.5, slowest: 2 })
    expect(echoLines(run).map((line) => [line.seq, line.echo?.ms ?? null, line.final])).toEqual([
      [1, 1, true],
      [2, 2, true],
      [3, null, true],
      [4, null, true],
    ])
  })

  it('does not say how many were lost before ping has', () => {
    const run = nextRun(newRun(request), { kind: 'started', at: 1, baselineAt: 0, command: 'ping' })
    expect(readoutsOf(run)).toMatchObject({ sent: null, lostPercent: null })
  })

  it('counts an answer that comes twice once', () => {
    const reply: PingEvent = { kind: 'reply', at: 1, seq: 1, ttl: 63, ms: 1 }
    expect([reply, reply].reduce(nextRun, newRun(request)).echoes).toHaveLength(1)
  })
})

describe('what happened', () => {
  const t = i18next.getFixedT('en', 'ping')
  beforeAll(() => i18next.init({ lng: 'en', resources: { en: { ping } }, interpolation: { escapeValue: false } }))
  const story = (run: PingRun) => storyOf(t, run, articleSevenRules, 'compute1').map((sentence) => storyParts(sentence).join(''))

  it('four answered pings: one by the icmp rule, three known', () => {
    const told = story(finished(fourPings(index), 4))
    expect(told).toContain('All 4 echoes were answered.')
    expect(told).toContain('FORWARD of compute1 met 8 packets: 4 towards vm1, 4 from vm1.')
    expect(told.find((s) => s.startsWith('Towards vm1'))).toMatch(
      /^Towards vm1, 1 packet matched icmp \(sg-all-ssh, rule \d\), 3 matched RELATED,ESTABLISHED\.$/,
    )
    expect(told).toContain('sg-chain accepted 8 packets.')
    expect(told).toContain('No rule dropped anything.')
  })

  it('four refused pings: dropped by the fallback, and nothing accepted is claimed', () => {
    const counts = new Map([
      [rowAt(index, 'i6e3f2eda-3', 9), 4],
      [rowAt(index, 'sg-fallback', 1), 4],
    ])
    const told = story(finished(counts, 0))
    expect(told).toContain('None of the 4 echoes was answered.')
    expect(told).toContain('4 packets reached sg-fallback and were dropped: no rule of vm1’s groups let them pass.')
    expect(told.join(' ')).not.toMatch(/accepted|No rule dropped/)
  })

  it('of lost echoes it claims nothing about hosts that are not read', () => {
    const told = story(finished(fourPings(index), 0))
    expect(told).toContain('No rule of compute1 dropped anything.')
    expect(told).toContain('compute2 is not read: what its rules did is not told here.')
    expect(told).not.toContain('No rule dropped anything.')
  })

  it('where the only host is read, lost echoes were lost elsewhere', () => {
    const here = articleSevenRules.ports.map((port) => ({ ...port, hostName: port.hostName === null ? null : 'compute1' }))
    const told = storyOf(t, finished(fourPings(index), 3), { ...articleSevenRules, ports: here }, 'compute1')
    expect(told.map((sentence) => storyParts(sentence).join(''))).toContain(
      'No rule of compute1 dropped anything: the echoes were lost elsewhere, or nobody answered.',
    )
    expect(told.join(' ')).not.toContain('is not read')
  })

  it('a ping that sent nothing is told in the words of ping', () => {
    const said: PingEvent[] = [
      { kind: 'started', at: 1, baselineAt: 0, command: 'ping' },
      { kind: 'line', at: 2, text: 'ping: Do you want to ping broadcast? Then -b.' },
      { kind: 'ended', at: 3, exitCode: 2, sent: 0, received: 0, moved: [], lines: 1 },
    ]
    const run = { ...said.reduce(nextRun, newRun(request)), seen: finished(new Map(), 0).seen }
    expect(story(run)).toEqual(['ping sent nothing; it says: ping: Do you want to ping broadcast? Then -b.'])
    expect(readoutsOf(run)).toMatchObject({ sent: 0, lostPercent: null })
    expect(echoLines(run)).toEqual([])
  })

  it('says that no rule counted anything when none did', () => {
    expect(story(finished(new Map(), 4))).toEqual([
      'All 4 echoes were answered.',
      'No rule of compute1 counted a packet: what was sent did not pass its bridges.',
    ])
  })
})

describe('the table of moved rules', () => {
  it('is in the order in which a packet meets them, with the others when asked', () => {
    const run = finished(fourPings(index), 4)
    const moved = movedLines(run, false)
    expect(moved.map((line) => `${line.chain.replace(/^neutron-(openvswi-)?/, '')} ${line.rule}`).slice(0, 4)).toEqual([
      'FORWARD 1',
      'filter-top 1',
      'FORWARD 2',
      'FORWARD 1',
    ])
    expect(movedLines(run, true).filter((line) => line.packets > 0)).toHaveLength(moved.length)
    expect(movedLines(run, true).length).toBeGreaterThan(moved.length)
  })
})

describe('the form', () => {
  const nodes = [{ id: 'a', name: 'a', kind: 'vm' as const, addresses: [] }]
  const good = { from: 'a', to: '192.168.1.104', count: '4', interval: '0.2', size: '56' }
  it('is read, or the first wrong field is named', () => {
    expect(readForm(good, nodes)).toEqual({ from: 'a', to: '192.168.1.104', count: 4, interval: 0.2, size: 56 })
    expect(readForm({ ...good, from: 'b' }, nodes)).toBe('from')
    expect(readForm({ ...good, to: '192.168.1.256' }, nodes)).toBe('to')
    expect(readForm({ ...good, to: '$(reboot)' }, nodes)).toBe('to')
    expect(readForm({ ...good, count: '0' }, nodes)).toBe('count')
    expect(readForm({ ...good, interval: '0.001' }, nodes)).toBe('interval')
    expect(readForm({ ...good, size: '65001' }, nodes)).toBe('size')
  })

  it('offers floating IPs first, each address once', () => {
    const known = knownAddresses(articleSevenRules)
    expect(known[0]).toEqual({ address: '192.168.1.104', kind: 'floating', name: 'vm1' })
    expect(new Set(known.map((one) => one.address)).size).toBe(known.length)
  })
})

describe('the scale of the chart', () => {
  it.each([
    [8.76, 10],
    [0.486, 0.5],
    [1.43, 2],
    [0.0271, 0.04],
    [999, 2000],
  ])('%d ms ends at %d', (slowest, top) => expect(scaleTop(slowest)).toBe(top))
})
