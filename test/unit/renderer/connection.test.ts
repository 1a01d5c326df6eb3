import { describe, expect, it } from 'vitest'
import { type ConnectionState, openConnection } from '../../../renderer/connection.ts'
import type { Client, Line, Loss, Transport } from '../../../renderer/transport.ts'

/** A transport that is told what to do next, and a clock that runs when it is asked. */
function stage(answers: (Loss | 'line')[]) {
  const waits: number[] = []
  const pending: (() => void)[] = []
  let lose: ((loss: Loss) => void) | null = null
  let read: ((frame: ArrayBuffer) => void) | null = null
  const transport: Transport = {
    connect: async ({ loss, reading }): Promise<Line> => {
      const answer = answers.shift() ?? 'lost'
      if (answer !== 'line') throw answer
      lose = loss
      read = reading
      // The connection hands the client through and never looks into it.
      return { client: {} as Client, close: () => {} }
    },
  }
  let swaps = 0
  const connection = openConnection({
    transport,
    wait: (run, ms) => {
      waits.push(ms)
      pending.push(run)
    },
    onSwap: () => {
      swaps += 1
    },
  })
  const states: ConnectionState[] = []
  connection.onState((state) => states.push(state))
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0))
  return {
    connection,
    states,
    waits,
    settle,
    swaps: () => swaps,
    lose: (loss: Loss) => lose?.(loss),
    read: (frame: ArrayBuffer) => read?.(frame),
    tick: async () => {
      pending.shift()?.()
      await settle()
    },
  }
}

describe('the line to main', () => {
  it('comes back after a loss, with growing pauses that begin anew after a success', async () => {
    const { states, waits, settle, tick, lose } = stage(['lost', 'lost', 'lost', 'lost', 'lost', 'line', 'lost'])
    await settle()
    for (let i = 0; i < 5; i++) await tick()
    expect(waits).toEqual([500, 1000, 2000, 4000, 5000])
    expect(states.at(-1)).toBe('connected')
    lose('lost')
    expect(states.at(-1)).toBe('disconnected')
    expect(waits.at(-1)).toBe(500)
  })

  it('is not tried again when the token is refused', async () => {
    const { states, waits, settle } = stage(['refused'])
    await settle()
    expect(states).toEqual(['refused'])
    expect(waits).toEqual([])
  })

  it('is not renewed when main went on to another document: the page begins anew', async () => {
    const { states, waits, settle, lose, swaps } = stage(['line'])
    await settle()
    lose('swapped')
    expect([swaps(), states, waits]).toEqual([1, ['connected', 'connecting'], []])
  })

  it('follows every stream anew on a new line, and not after it was stopped', async () => {
    const { connection, settle, tick, lose } = stage(['line', 'line', 'line'])
    let opened = 0
    const heard: number[] = []
    async function* one(value: number) {
      yield value
      await new Promise(() => {})
    }
    const stop = connection.follow(
      async () => one(++opened),
      (value) => heard.push(value),
    )
    await settle()
    lose('lost')
    await tick()
    expect(heard).toEqual([1, 2])
    stop()
    lose('lost')
    await tick()
    expect(opened).toBe(2)
  })

  it('hands readings to whoever listens', async () => {
    const { connection, settle, read } = stage(['line'])
    let frames = 0
    const stop = connection.onReading(() => frames++)
    await settle()
    read(new ArrayBuffer(8))
    stop()
    read(new ArrayBuffer(8))
    expect(frames).toBe(1)
  })
})
