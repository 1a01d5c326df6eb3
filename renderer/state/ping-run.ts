import type { MovedRow, PingEvent, PingRequest } from '#shared/contract/states'
import type { Reading } from '#shared/counters/reading'
import type { TapwallError } from '#shared/errors'
import { unreachable } from '#shared/result'
import type { KernelIndex } from './kernel-index.ts'

/** One ping test as it is known so far. A value: each event makes the next one. */
export interface PingRun {
  readonly request: PingRequest
  readonly state: 'preparing' | 'running' | 'ended' | 'stopped' | 'failed'
  readonly command: string | null
  readonly startedAt: number | null
  readonly endedAt: number | null
  readonly lines: readonly string[]
  readonly echoes: readonly Echo[]
  /** What ping said itself; null before its end. */
  readonly counted: { readonly sent: number; readonly received: number } | null
  readonly moved: readonly MovedRow[] | null
  /** Rules and counters at the end, for the rows that did not move. */
  readonly seen: { readonly host: string; readonly index: KernelIndex; readonly reading: Reading } | null
  readonly error: TapwallError | null
}
export interface Echo {
  readonly seq: number
  readonly at: number
  readonly ttl: number
  readonly ms: number
}

/** Lines beyond this are not kept: a thousand packets write about as many. */
const MOST_LINES = 2000

export const newRun = (request: PingRequest): PingRun => ({
  request,
  state: 'preparing',
  command: null,
  startedAt: null,
  endedAt: null,
  lines: [],
  echoes: [],
  counted: null,
  moved: null,
  seen: null,
  error: null,
})

export function nextRun(run: PingRun, event: PingEvent): PingRun {
  switch (event.kind) {
    case 'started':
      return { ...run, state: 'running', command: event.command, startedAt: event.at }
    case 'line':
      return { ...run, lines: [...run.lines, event.text].slice(-MOST_LINES) }
    case 'reply': {
      const { seq, at, ttl, ms } = event
      // An answer that comes twice (DUP!) is one echo.
      if (run.echoes.some((echo) => echo.seq === seq)) return run
      return { ...run, echoes: [...run.echoes, { seq, at, ttl, ms }] }
    }
    case 'ended':
      return {
        ...run,
        state: 'ended',
        endedAt: event.at,
        counted: { sent: event.sent, received: event.received },
        moved: event.moved,
      }
    case 'failed':
      return { ...run, state: event.error.kind === 'cancelled' ? 'stopped' : 'failed', error: event.error }
    default:
      return unreachable(event)
  }
}

export const isUnderWay = (run: PingRun | null): boolean => run?.state === 'preparing' || run?.state === 'running'

export interface Readouts {
  readonly sent: number | null
  readonly received: number
  readonly lostPercent: number | null
  readonly fastest: number | null
  readonly average: number | null
  readonly slowest: number | null
}

/** How many were sent is known at the end; until then only that the answered ones were. */
export function readoutsOf(run: PingRun | null): Readouts {
  const times = run?.echoes.map((echo) => echo.ms) ?? []
  const sent = run?.counted?.sent ?? null
  const received = run?.counted?.received ?? times.length
  return {
    sent,
    received,
    lostPercent: sent === null || sent === 0 ? null : ((sent - Math.min(sent, received)) * 100) / sent,
    fastest: times.length === 0 ? null : Math.min(...times),
    average: times.length === 0 ? null : times.reduce((sum, ms) => sum + ms, 0) / times.length,
    slowest: times.length === 0 ? null : Math.max(...times),
  }
}

export interface EchoLine {
  readonly seq: number
  readonly echo: Echo | null
  /** Nothing will come any more. */
  readonly final: boolean
}

/** One line an echo: those with an answer, those passed over by a later answer, and at the end all that were sent. */
export function echoLines(run: PingRun): EchoLine[] {
  const bySeq = new Map(run.echoes.map((echo) => [echo.seq, echo]))
  const last = run.counted?.sent ?? Math.max(0, ...bySeq.keys())
  const final = !isUnderWay(run)
  return Array.from({ length: last }, (_, at) => ({ seq: at + 1, echo: bySeq.get(at + 1) ?? null, final }))
}
