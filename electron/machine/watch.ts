import { setTimeout as delay } from 'node:timers/promises'
import type { MachineLook } from '#shared/machine/machine'
import { topic } from '../session/topic.ts'
import { look, lookSlowly, type Slow } from './look.ts'

/** Between two looks; and between two at what changes seldom (programs, libvirt). */
const EVERY_MS = 2000
const SLOWLY_MS = 10_000

export interface Looks {
  readonly look: (slow: Slow) => Promise<MachineLook>
  readonly lookSlowly: () => Promise<Slow>
  /** Comes back early when `stop` says so. */
  readonly wait: (ms: number, stop: AbortSignal) => Promise<unknown>
}

const wait: Looks['wait'] = (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined)

export interface MachineWatch {
  /** The machine as it is, again whenever it is another. It is looked at only while somebody follows, once for all who do. */
  readonly follow: (signal?: AbortSignal) => AsyncGenerator<MachineLook, void, void>
}

export function machineWatch(looks: Looks = { look, lookSlowly, wait }): MachineWatch {
  const seen = topic<MachineLook | null>(null)
  let followers = 0
  let watching: AbortController | null = null

  const watch = async (stop: AbortSignal): Promise<void> => {
    let slow: Slow | null = null
    let until = 0
    let last = ''
    while (!stop.aborted) {
      try {
        if (slow === null || performance.now() > until) {
          slow = await looks.lookSlowly()
          until = performance.now() + SLOWLY_MS
        }
        const state = await looks.look(slow)
        const text = JSON.stringify(state)
        if (!stop.aborted && text !== last) seen.set(state)
        last = text
      } catch (error) {
        // A look that fails is no reason to end the program; the next one may not.
        console.error('This machine could not be looked at:', error)
      }
      await looks.wait(EVERY_MS, stop)
    }
  }

  return {
    follow: async function* (signal) {
      followers += 1
      if (watching === null) {
        watching = new AbortController()
        void watch(watching.signal)
      }
      try {
        for await (const state of seen.follow(signal)) if (state !== null) yield state
      } finally {
        followers -= 1
        if (followers === 0) {
          watching?.abort()
          watching = null
          // Whoever comes next must not be told what was.
          seen.set(null)
        }
      }
    },
  }
}
