import { expect, test } from 'vitest'
import { moved, rates } from '#shared/counters/deltas'
import type { Row } from '#shared/netfilter/dump'

const row = (rule: number | null, text: string, mark: string | null = null): Row => ({
  family: 'ipv4',
  table: 'filter',
  chain: 'C',
  rule,
  text,
  mark,
})
const counts = (...packets: number[]) => ({ packets, bytes: packets.map((p) => p * 84) })

test('rows are matched by what they are, not by where they stand', () => {
  const before = [row(null, 'policy ACCEPT'), row(1, 'a', 'tw:a'), row(2, 'same'), row(3, 'same'), row(4, 'b', 'tw:b')]
  const after = [row(null, 'policy ACCEPT'), row(1, 'new', 'tw:n'), row(2, 'same'), row(3, 'a changed', 'tw:a'), row(4, 'same')]
  expect(
    moved(before, counts(1, 10, 20, 30, 40), after, counts(1, 2, 21, 14, 33)).map((m) => [
      m.rule,
      m.packets,
      m.bytes,
      m.beforePackets,
      m.afterPackets,
    ]),
  ).toEqual([
    [1, 2, 168, 0, 2],
    [2, 1, 84, 20, 21],
    [3, 4, 336, 10, 14],
    [4, 3, 252, 30, 33],
  ])
})

test('a counter that fell was written anew', () => {
  expect(moved([row(1, 'a')], counts(10), [row(1, 'a')], counts(3))).toMatchObject([
    { packets: 3, beforePackets: 0, afterPackets: 3 },
  ])
  expect(moved([row(1, 'a')], counts(10), [row(1, 'a')], counts(0))).toEqual([])
})

test('rates by second, of the same rows only', () => {
  const reading = (version: number, at: number, ...packets: number[]) => ({
    version,
    at,
    cost: 1,
    packets: new Float64Array(packets),
    bytes: new Float64Array(packets.map((p) => p * 84)),
  })
  expect(rates(reading(1, 1000, 5, 5), reading(1, 1500, 9, 5))).toEqual({
    packets: new Float64Array([8, 0]),
    bytes: new Float64Array([672, 0]),
  })
  expect(rates(reading(1, 1000, 5), reading(2, 1500, 9))).toBeNull()
  expect(rates(reading(1, 1000, 5), reading(1, 1000, 9))).toBeNull()
})
