// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import type { PacketWalk, TracedPass, WalkedConnection } from '#shared/contract/walk'
import { connectionRows, stateWords, tupleWords } from '../../../renderer/state/trace-connections.ts'
import { toldLines } from '../../../renderer/state/trace-lines.ts'
import { isStep, rowsOfWalk } from '../../../renderer/state/trace-rows.ts'
import { sentences } from '../../../renderer/texts/sentences.ts'
import { pingWalk } from '../../support/told-walks.ts'

const entry = (more: Partial<WalkedConnection['entry']> = {}): WalkedConnection['entry'] => ({
  ...{ family: 'ipv4', protocol: 6, zone: 7, state: 'SYN_SENT', isReplied: false, isAssured: false },
  original: { source: '10.0.0.1', destination: '10.0.0.2', sourcePort: 40000, destinationPort: 22 },
  reply: { source: '10.0.0.2', destination: '10.0.0.1', sourcePort: 22, destinationPort: 40000 },
  ...more,
})
const places: PacketWalk['places'] = [
  { name: 'compute1', title: 'first host', kind: 'host' },
  { name: 'r1', title: 'r1', kind: 'router' },
]
const rows = (before: WalkedConnection[], after: WalkedConnection[]) =>
  connectionRows({ connectionsBefore: before, connections: after, places }).map(({ title, change, before: was, after: is }) => [
    title,
    change,
    was === null ? null : stateWords(was),
    is === null ? null : stateWords(is),
  ])

it('an entry is new, changed, as it was, or gone, and stands with its machine and in its zone', () => {
  const [opened, answered] = [entry(), entry({ state: 'SYN_RECV', isReplied: true })]
  expect(rows([], [{ place: 'compute1', entry: opened }])).toEqual([['first host', 'new', null, 'SYN_SENT [UNREPLIED]']])
  expect(
    rows(
      [
        { place: 'r1', entry: answered },
        { place: 'compute1', entry: opened },
      ],
      [{ place: 'compute1', entry: answered }],
    ),
  ).toEqual([
    ['first host', 'changed', 'SYN_SENT [UNREPLIED]', 'SYN_RECV'],
    ['r1', 'gone', 'SYN_RECV', null],
  ])
  // The same connection in another zone is another entry.
  const zones = rows([{ place: 'r1', entry: opened }], [{ place: 'r1', entry: { ...opened, zone: 8 } }])
  expect(zones.map(([, change]) => change)).toEqual(['gone', 'new'])
  expect(rows([{ place: 'r1', entry: answered }], [{ place: 'r1', entry: answered }])).toEqual([
    ['r1', 'same', 'SYN_RECV', 'SYN_RECV'],
  ])
})

it('a direction is written with what tells its packets apart', () => {
  expect(tupleWords(entry().original)).toBe('10.0.0.1:40000 → 10.0.0.2:22')
  expect(tupleWords({ source: 'fd00::1', destination: 'fd00::2', sourcePort: 1, destinationPort: 2 })).toBe(
    '[fd00::1]:1 → [fd00::2]:2',
  )
  expect(tupleWords({ source: '10.0.0.1', destination: '10.0.0.2', icmpType: 8, icmpCode: 0, icmpId: 7 })).toBe(
    '10.0.0.1 → 10.0.0.2 type 8 id 7',
  )
})

it('each line of the trace leads to the step that it tells of', () => {
  const [walk] = pingWalk(1, true)
  const pass = walk?.traced?.[0]
  if (walk === undefined || pass === undefined) throw new Error('nothing was traced')
  const told = pass.hooks.flatMap(({ steps }) => steps)
  const lines = [
    'PACKET: 2 5c1e2f0a IN=qbr6e3f2eda-32 OUT=qbr6e3f2eda-32',
    ...told.map(({ table, chain, rule, text }) =>
      rule === null
        ? ` TRACE: 2 5c1e2f0a ${table}:${chain}:policy:ACCEPT `
        : ` TRACE: 2 5c1e2f0a ${table}:${chain}:rule:0x${rule}:ACCEPT  -4 -t ${table} -A ${chain} ${text}`,
    ),
  ]
  const traced: TracedPass[] = [{ ...pass, lines }]
  const all = rowsOfWalk({ ...walk, traced })
  const [first] = toldLines(traced, all)
  const numbers = first?.lines.map(({ row }) => all.filter(isStep).find(({ key }) => key === row)?.number ?? null)
  // Those that matched, in their order; the headers tell of no step.
  const matched = all.filter(isStep).filter(({ right }) => right?.by === 'told')
  expect(numbers).toEqual([null, ...matched.map(({ number }) => number)])
  expect(matched.length).toBeGreaterThan(5)
})

it('sentences stand apart as their language sets them', () => {
  expect(sentences(['One.', '', null, 'Two.'])).toBe('One. Two.')
  expect(sentences(['规则只计首包。', 'ACCEPT 放行。'])).toBe('规则只计首包。ACCEPT 放行。')
  expect(sentences([])).toBe('')
})
