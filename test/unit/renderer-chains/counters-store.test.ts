import { describe, expect, it, vi } from 'vitest'
import { articleSevenRules } from '#shared/project/article'
import { createCounters } from '../../../renderer/state/counters-store.ts'
import { indexKernel } from '../../../renderer/state/kernel-index.ts'
import { articleIndex, kernelRules, readingOf, rowAt } from './article.ts'

const now = (run: () => void) => run()

/** Without its first rule the group has one line less, and every row behind it another number. */
const withoutFirstRule = {
  ...articleSevenRules,
  securityGroups: articleSevenRules.securityGroups.map((group) =>
    group.name === 'sg-all-ssh' ? { ...group, rules: group.rules.slice(1) } : group,
  ),
}

describe('counters', () => {
  it('take the first reading as the baseline and count from there', () => {
    const index = articleIndex()
    const counters = createCounters(now)
    const icmp = rowAt(index, 'i6e3f2eda-3', 8)
    counters.takeRules(index)
    counters.takeReading(readingOf(index, 1000, new Map([[icmp, 5]])))
    expect(counters.row(icmp)).toMatchObject({ packets: 5, delta: 0 })
    counters.takeReading(readingOf(index, 2000, new Map([[icmp, 9]])))
    expect(counters.row(icmp)).toEqual({ packets: 9, bytes: 756, delta: 4, deltaBytes: 336, perSecond: 4 })
    counters.setBaseline()
    expect(counters.row(icmp).delta).toBe(0)
    expect(counters.baselineTime()).toBe(2000)
  })

  it('count everything once the baseline is cleared, until one is set again', () => {
    const index = articleIndex()
    const icmp = rowAt(index, 'i6e3f2eda-3', 8)
    const counters = createCounters(now)
    counters.takeRules(index)
    counters.takeReading(readingOf(index, 1000, new Map([[icmp, 5]])))
    counters.clearBaseline()
    expect(counters.baselineTime()).toBeNull()
    counters.takeReading(readingOf(index, 2000, new Map([[icmp, 6]])))
    expect(counters.row(icmp).delta).toBe(6)
    counters.setBaseline()
    counters.takeReading(readingOf(index, 3000, new Map([[icmp, 8]])))
    expect(counters.row(icmp).delta).toBe(2)
  })

  it('let a reading wait until its rules have come', () => {
    const index = articleIndex()
    const next = indexKernel(kernelRules(withoutFirstRule, 2))
    const counters = createCounters(now)
    counters.takeRules(index)
    counters.takeReading(readingOf(index, 1000, new Map()))
    counters.takeReading(readingOf(next, 2000, new Map([[rowAt(next, 'sg-fallback', 1), 7]])))
    expect(counters.lastReading()?.at).toBe(1000)
    counters.takeRules(next)
    expect(counters.lastReading()?.at).toBe(2000)
    expect(counters.row(rowAt(next, 'sg-fallback', 1)).delta).toBe(7)
  })

  it('keep a baseline by rule when row numbers move, and begin anew for a new rule', () => {
    const index = indexKernel(kernelRules(withoutFirstRule, 1))
    const counters = createCounters(now)
    const established = rowAt(index, 'i6e3f2eda-3', 2)
    counters.takeRules(index)
    counters.takeReading(readingOf(index, 1000, new Map([[established, 10]])))
    const next = indexKernel(kernelRules(articleSevenRules, 2))
    counters.takeRules(next)
    expect(counters.row(rowAt(next, 'i6e3f2eda-3', 2))).toMatchObject({ packets: 10, delta: 0 })
    const fresh = next.keys.findIndex((key) => !index.rowByKey.has(key))
    counters.takeReading(
      readingOf(
        next,
        2000,
        new Map([
          [rowAt(next, 'i6e3f2eda-3', 2), 12],
          [fresh, 3],
        ]),
      ),
    )
    expect(counters.row(rowAt(next, 'i6e3f2eda-3', 2)).delta).toBe(2)
    expect(counters.row(fresh).delta).toBe(3)
  })

  it('count from zero when a rule was written anew', () => {
    const index = articleIndex()
    const counters = createCounters(now)
    counters.takeRules(index)
    counters.takeReading(readingOf(index, 1000, new Map([[3, 100]])))
    counters.takeReading(readingOf(index, 2000, new Map([[3, 2]])))
    expect(counters.row(3).delta).toBe(2)
    counters.takeReading(readingOf(index, 3000, new Map([[3, 200]])))
    expect(counters.row(3).delta).toBe(200)
  })

  it('use the reading of a test as the baseline, whether it came before or comes after', () => {
    const index = articleIndex()
    const counters = createCounters(now)
    counters.takeRules(index)
    for (const at of [1000, 2000, 3000]) counters.takeReading(readingOf(index, at, new Map([[3, at / 1000]])))
    counters.baselineAt(2000)
    expect(counters.row(3).delta).toBe(1)
    counters.baselineAt(4000)
    expect(counters.baselineTime()).toBe(2000)
    counters.takeReading(readingOf(index, 4000, new Map([[3, 8]])))
    counters.takeReading(readingOf(index, 5000, new Map([[3, 12]])))
    expect(counters.baselineTime()).toBe(4000)
    expect(counters.row(3).delta).toBe(4)
  })

  it('tell only the rows that have changed, once a frame', () => {
    const index = articleIndex()
    const frames: (() => void)[] = []
    const counters = createCounters((run) => frames.push(run))
    counters.takeRules(index)
    counters.takeReading(readingOf(index, 1000, new Map()))
    while (frames.length > 0) frames.shift()?.()
    const moved = vi.fn()
    const still = vi.fn()
    const stop = counters.subscribeRow(3, moved)
    counters.subscribeRow(4, still)
    counters.takeReading(readingOf(index, 2000, new Map([[3, 1]])))
    counters.takeReading(readingOf(index, 3000, new Map([[3, 2]])))
    expect(frames).toHaveLength(1)
    frames.shift()?.()
    expect(moved).toHaveBeenCalledTimes(1)
    expect(still).not.toHaveBeenCalled()
    stop()
    counters.takeReading(readingOf(index, 4000, new Map([[3, 3]])))
    frames.shift()?.()
    expect(moved).toHaveBeenCalledTimes(1)
  })

  it('give the same object as long as the numbers stay', () => {
    const index = articleIndex()
    const counters = createCounters(now)
    counters.takeRules(index)
    counters.takeReading(readingOf(index, 1000, new Map([[3, 1]])))
    const before = counters.row(3)
    counters.takeReading(readingOf(index, 2000, new Map([[3, 1]])))
    expect(counters.row(3)).toBe(before)
  })

  it('forget readings older than two minutes', () => {
    const index = articleIndex()
    const counters = createCounters(now)
    counters.takeRules(index)
    for (let second = 0; second < 300; second++) counters.takeReading(readingOf(index, second * 1000, new Map([[3, second]])))
    const history = counters.history([3])
    expect(history.at(0)).toEqual({ at: 179_000, packets: 179 })
    expect(history.at(-1)).toEqual({ at: 299_000, packets: 299 })
  })
})
