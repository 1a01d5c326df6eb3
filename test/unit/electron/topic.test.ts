import { describe, expect, it } from 'vitest'
import { topic } from '#electron/session/topic'

describe('topic', () => {
  it('gives a follower the present value first', async () => {
    const t = topic(1)
    const follower = t.follow()
    expect((await follower.next()).value).toBe(1)
    t.set(2)
    expect((await follower.next()).value).toBe(2)
    await follower.return()
  })
  it('lets a slow follower skip to the newest', async () => {
    const t = topic(1)
    const follower = t.follow()
    await follower.next()
    t.set(2)
    t.set(3)
    expect((await follower.next()).value).toBe(3)
    await follower.return()
  })
  it('ends when the signal aborts, also while waiting', async () => {
    const t = topic(1)
    const stop = new AbortController()
    const follower = t.follow(stop.signal)
    await follower.next()
    const waiting = follower.next()
    stop.abort()
    expect((await waiting).done).toBe(true)
  })
  it('tells nobody when nothing changed', () => {
    const t = topic(1)
    let told = 0
    const stop = t.listen(() => {
      told += 1
    })
    t.set(1)
    t.set(2)
    stop()
    t.set(3)
    expect(told).toBe(1)
  })
})
