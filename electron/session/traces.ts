import { setTimeout as delay } from 'node:timers/promises'
import type { TraceEvent, TraceRequest } from '#shared/contract/trace'
import { moved } from '#shared/counters/deltas'
import type { TapwallError } from '#shared/errors'
import { rowsOf } from '#shared/netfilter/dump'
import type { Result } from '#shared/result'
import type { KernelWatch, Seen } from './kernel-watch.ts'
import type { LabOwner } from './lab-owner.ts'
import type { ProjectStore } from './project-store.ts'
import type { Target } from './target.ts'
import { type HostTrace, hostTrace } from './trace-host.ts'
import { orderOf, type TraceOrder } from './trace-order.ts'
import { traceQueue } from './trace-queue.ts'

type Events = AsyncGenerator<TraceEvent, void, void>

/**
 * The kernel's trace on the hosts of the target, one at a time, so that none tells packets of another. Leaving a stream ends its trace,
 * and takes its rules away.
 */
export interface Traces {
  readonly run: (request: TraceRequest, signal?: AbortSignal) => Events
  /** The same for who works out an order only when nobody else follows packets; `signal` is aborted when it is not wanted any more. */
  readonly during: (order: (signal: AbortSignal) => Promise<Result<TraceOrder, TapwallError>>, signal?: AbortSignal) => Events
  /** Ends the trace under way early; its stream still tells what moved. */
  readonly stop: () => void
}

interface Deps {
  readonly projects: ProjectStore
  readonly lab: Pick<LabOwner, 'client'>
  readonly target: Target
  readonly watch: Pick<KernelWatch, 'readNow'>
  readonly now: () => number
}

/** The kernel's words about the last packet are a moment on their way. */
const SETTLE_MS = 300
const LOOK_MS = 100
const MOST_PACKETS = 5000

export function traces({ projects, lab, target, watch, now }: Deps): Traces {
  let stopper: AbortController | null = null
  let traceNumber = 0

  const during: Traces['during'] = async function* (prepare, left) {
    if (stopper !== null) return yield { kind: 'failed', error: { kind: 'busy', doing: 'Packets are being followed already.' } }
    const own = new AbortController()
    stopper = own
    let running: readonly HostTrace[] = []
    const signal = left === undefined ? own.signal : AbortSignal.any([own.signal, left])
    try {
      const order = await prepare(signal)
      if (!order.ok) return yield { kind: 'failed', error: order.error }
      const firewall = target.firewall()
      if (firewall === null) return yield { kind: 'failed', error: target.none() }
      const { seconds, perSecond } = order.value
      const trace = `${now().toString(36).slice(-7)}${(++traceNumber % 1296).toString(36)}`
      running = order.value.hosts.map((plan) =>
        hostTrace({ firewall, ...plan, trace, seconds, perSecond, signal, readNow: () => watch.readNow(plan.host) }),
      )
      yield* follow(running, order.value, signal, own)
    } finally {
      own.abort()
      await Promise.all(running.map((host) => host.ended))
      stopper = null
    }
  }

  async function* follow(
    running: readonly HostTrace[],
    { seconds, job }: TraceOrder,
    signal: AbortSignal,
    own: AbortController,
  ): Events {
    const ended = Promise.all(running.map((host) => host.ended))
    // Where no host is on the way, what is done is all there is to wait for.
    const over = running.length === 0 && job !== null ? aborted(signal) : ended
    const armed = await Promise.all(running.map((host) => host.armed))
    const failed = armed.find((each) => !each.ok)
    if (failed?.ok === false) {
      own.abort()
      await ended
      return yield {
        kind: 'failed',
        error: signal.aborted && failed.error.kind === 'cancelled' ? { kind: 'cancelled' } : failed.error,
      }
    }
    yield {
      kind: 'armed',
      at: now(),
      seconds,
      hosts: running.map(({ host, rules }) => ({ host, rules: rules.map(({ text }) => text) })),
    }

    const queue = traceQueue()
    let isSent = false
    let refusal: TapwallError | null = null
    const sending = job === null ? null : job((text, at) => queue.say({ kind: 'line', at, text }), signal)
    void sending?.then(async (done) => {
      // What was stopped is not through, whatever it says of itself.
      if (signal.aborted) return
      if (!done.ok) refusal = done.error
      isSent = true
      await delay(SETTLE_MS)
      own.abort()
    })
    let isOver = false
    void over.then(() => {
      isOver = true
    })
    let packets = 0
    for (;;) {
      const isLast = isOver
      for (const host of running) for (const pass of await host.take(now())) queue.add(pass)
      for (const event of queue.take(isLast ? Number.POSITIVE_INFINITY : now())) {
        if (event.kind === 'packet' && ++packets > MOST_PACKETS) continue
        yield event
      }
      if (packets > MOST_PACKETS) own.abort()
      if (isLast) break
      await Promise.race([over, delay(LOOK_MS)])
    }
    own.abort()
    await sending
    for (const event of queue.take(Number.POSITIVE_INFINITY)) yield event
    const answers = await ended
    const lost = answers.find((answer) => !answer.ok)
    if (lost?.ok === false) return yield { kind: 'failed', error: lost.error }
    if (refusal !== null) return yield { kind: 'failed', error: refusal }
    const told = answers.flatMap((answer) => (answer.ok ? [answer.value] : []))
    const toldWhy = told.find((answer) => answer.why !== 'time')?.why ?? (over === ended ? 'time' : 'stopped')
    const moves: ReturnType<typeof movedOn>[] = []
    for (const host of running) {
      const after = await host.readAgain()
      if (!after.ok) return yield { kind: 'failed', error: after.error }
      moves.push(movedOn(host, after.value))
    }
    yield {
      ...{ kind: 'ended', at: now(), packets: Math.min(packets, MOST_PACKETS) },
      why: packets > MOST_PACKETS ? 'full' : isSent ? 'sent' : toldWhy,
      restarts: told.reduce((sum, { restarts }) => sum + restarts, 0),
      moved: moves,
    }
  }

  return {
    run: (request, signal) => during(async () => orderOf(request, { projects, lab, target }), signal),
    during,
    stop: () => stopper?.abort(),
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
    if (signal.aborted) resolve()
  })

function movedOn(trace: HostTrace, after: Seen) {
  const before = trace.before()
  const rows = before === null ? [] : moved(rowsOf(before.dump), before.reading, rowsOf(after.dump), after.reading)
  return { host: trace.host, rows, changed: before !== null && before.reading.version !== after.reading.version }
}
