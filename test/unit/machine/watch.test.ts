import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type MachineWatch, machineWatch } from '#electron/machine/watch'
import type { MachineLook } from '#shared/machine/machine'

/** This machine is looked at while somebody follows, once for all who do. */
const looked = (hostname: string): MachineLook => ({
  ...{ hostname, kernel: '6.1', isRoot: false, found: { bridges: [], loose: [], unread: 0 }, libvirt: 'absent' },
  ...{ prerequisites: [], error: null },
})
let now = 'one'
const look = vi.fn(async () => looked(now))
const lookSlowly = vi.fn(async () => ({}) as never)
let watch: MachineWatch

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] })
  now = 'one'
  look.mockClear()
  lookSlowly.mockClear()
  watch = machineWatch({ look, lookSlowly, wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) })
})
afterEach(() => vi.useRealTimers())

/** Whoever follows, and what he was told. */
function follower() {
  const told: string[] = []
  const leave = new AbortController()
  const over = (async () => {
    for await (const { hostname } of watch.follow(leave.signal)) told.push(hostname)
  })()
  return { told, leave: () => leave.abort(), over }
}

describe('a watch of this machine', () => {
  it('looks at nothing while nobody follows', async () => {
    await vi.advanceTimersByTimeAsync(60_000)
    expect(look).not.toHaveBeenCalled()
  })
  it('tells each follower what is, and again only what is another', async () => {
    const [first, second] = [follower(), follower()]
    await vi.advanceTimersByTimeAsync(4500)
    expect([first.told, second.told]).toEqual([['one'], ['one']])
    expect(look).toHaveBeenCalledTimes(3)
    now = 'two'
    await vi.advanceTimersByTimeAsync(2000)
    expect([first.told, second.told]).toEqual([
      ['one', 'two'],
      ['one', 'two'],
    ])
    first.leave()
    second.leave()
    await Promise.all([first.over, second.over])
  })
  it('stops with the last one, and begins anew without telling what was', async () => {
    const first = follower()
    await vi.advanceTimersByTimeAsync(100)
    first.leave()
    await first.over
    const times = look.mock.calls.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(look.mock.calls.length).toBeLessThanOrEqual(times + 1)
    now = 'three'
    const next = follower()
    await vi.advanceTimersByTimeAsync(100)
    expect(next.told).toEqual(['three'])
    next.leave()
    await next.over
  })
  it('asks for what changes seldom every ten seconds', async () => {
    const { leave, over } = follower()
    await vi.advanceTimersByTimeAsync(9000)
    expect(lookSlowly).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(4000)
    expect(lookSlowly).toHaveBeenCalledTimes(2)
    leave()
    await over
  })
})
