import { describe, expect, it } from 'vitest'
import type { SendEvent } from '#shared/contract/walk'
import { NOTHING_TOLD, withTold } from '../../../renderer/state/trace-sending.ts'

/** What the page shows while packets are on their way. */
const line = (text: string): SendEvent => ({ kind: 'line', at: 1, text })
const pass = {
  ...{
    place: 'compute1',
    at: 1,
    traceId: 'a1',
    bridge: null,
    in: null,
    out: null,
    way: 'there' as const,
    packet: null,
    ipId: null,
  },
  ...{ hooks: [], verdict: 'accept' as const, told: 1, found: 1, strange: 0 },
}
const packet = (lines: string[]): SendEvent => ({
  kind: 'packet',
  packet: { number: 1, at: 1, way: 'there', packet: null, verdict: 'accept', passes: [{ ...pass, lines }] },
})
const told = (...events: SendEvent[]) => events.reduce(withTold, NOTHING_TOLD)

describe('what is told while packets are sent', () => {
  it('is nothing until the trace is on', () => {
    expect(told()).toEqual({ isArmed: false, lines: 0, last: [] })
    expect(told({ kind: 'armed', at: 1, seconds: 30, hosts: [] }).isArmed).toBe(true)
  })

  it('counts the lines of the kernel alone', () => {
    expect(told(line('PING'), packet(['a', 'b', 'c']), packet(['d'])).lines).toBe(4)
  })

  it('keeps the last of both in their order, each with its own number', () => {
    const { last } = told(...Array.from({ length: 10 }, (_, at) => line(`${at}`)), packet(['a']))
    expect(last.map(({ number }) => number)).toEqual([6, 7, 8, 9, 10, 11])
    expect(last.map((each) => (each.is === 'line' ? each.text : 'packet'))).toEqual([...'56789', 'packet'])
  })
})
