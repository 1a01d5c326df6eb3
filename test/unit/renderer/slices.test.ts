import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { inSlices } from '../../../renderer/state/slices.ts'

/** Long work between the page's own, with a clock that each part moves on. */
let now = 0
let waiting: (() => void)[] = []
beforeEach(() => {
  now = 0
  waiting = []
  vi.stubGlobal('performance', { now: () => now })
  vi.stubGlobal('window', {
    setTimeout: (run: () => void) => waiting.push(run),
    clearTimeout: (id: number) => {
      waiting[id - 1] = () => undefined
    },
  })
})
afterEach(() => void vi.unstubAllGlobals())

const runNext = () => waiting.at(-1)?.()

function* work(parts: number, ms: number): Generator<number, string> {
  for (let part = 1; part <= parts; part++) {
    now += ms
    yield part
  }
  return 'done'
}

describe('work in slices', () => {
  it('leaves the page its turn after a few milliseconds, and ends', () => {
    const done: string[] = []
    inSlices(work(10, 5), { onDone: (value) => done.push(value) })
    expect(waiting).toHaveLength(1)
    runNext()
    expect(now).toBe(15)
    while (done.length === 0) runNext()
    expect(done).toEqual(['done'])
    expect(waiting).toHaveLength(4)
  })

  it('tells how far it is, and not more often than one can see', () => {
    const told: number[] = []
    const done: string[] = []
    inSlices(work(100, 10), { onProgress: (part) => told.push(part), onDone: (value) => done.push(value) })
    while (done.length === 0) runNext()
    expect(told.length).toBeGreaterThan(5)
    expect(told.length).toBeLessThanOrEqual(10)
  })

  it('is not finished when nobody waits for it any more', () => {
    const done: string[] = []
    const stop = inSlices(work(10, 5), { onDone: (value) => done.push(value) })
    runNext()
    stop()
    runNext()
    expect(now).toBe(15)
    expect(done).toEqual([])
  })
})
