import { setTimeout as delay } from 'node:timers/promises'
import type { TraceEvent, TraceRequest, TraceSend } from '#shared/contract/trace'
import { moved } from '#shared/counters/deltas'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { rowsOf } from '#shared/netfilter/dump'
import { err, ok, type Result } from '#shared/result'
import type { KernelWatch, Seen } from './kernel-watch.ts'
import type { LabOwner } from './lab-owner.ts'
import type { ProjectStore } from './project-store.ts'
import type { Target } from './target.ts'
import { type HostTrace, hostTrace } from './trace-host.ts'
import { otherPortOf, planTrace } from './trace-plan.ts'
import { traceQueue } from './trace-queue.ts'

type Events = AsyncGenerator<TraceEvent, void, void>
type Done = Result<unknown, TapwallError>

/** What is done while packets are followed; it may tell lines, and the trace ends after it. */
export type TraceJob = (onLine: (text: string, at: number) => void, signal: AbortSignal) => Promise<Done>

/** The kernel's trace on the hosts of the target. Leaving a stream ends its trace, and takes its rules away. */
export interface Traces {
  readonly run: (request: TraceRequest, signal?: AbortSignal) => Events
  /** The same with another job than the request's own. */
  readonly during: (request: Omit<TraceRequest, 'send'>, job: TraceJob | null, signal?: AbortSignal) => Events
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

const notInLab: TapwallError = invalid([
  issue(
    ['send'],
    'trace.on-machine',
    'Packets are sent from a machine of the lab, and rules go to this machine now. Follow those that come by themselves.',
  ),
])

export function traces({ projects, lab, target, watch, now }: Deps): Traces {
  let stopper: AbortController | null = null
  let traceNumber = 0

  async function* during(request: Omit<TraceRequest, 'send'>, job: TraceJob | null, left?: AbortSignal): Events {
    const { project } = projects.state.get()
    const firewall = target.firewall()
    const hosts = target.hosts(project)
    if (firewall === null) return yield { kind: 'failed', error: target.none() }
    if (!hosts.ok) return yield { kind: 'failed', error: hosts.error }
    const planned = planTrace(project, hosts.value, request.hosts, request.question)
    if (!planned.ok) return yield { kind: 'failed', error: planned.error }
    if (stopper !== null) return yield { kind: 'failed', error: { kind: 'busy', doing: 'Packets are being followed already.' } }
    const own = new AbortController()
    stopper = own
    let running: readonly HostTrace[] = []
    const signal = left === undefined ? own.signal : AbortSignal.any([own.signal, left])
    try {
      const { seconds, perSecond } = request
      const trace = `${now().toString(36).slice(-7)}${(++traceNumber % 1296).toString(36)}`
      const otherPort = otherPortOf(project)
      running = planned.value.map((plan) =>
        hostTrace({ firewall, ...plan, trace, seconds, perSecond, otherPort, signal, readNow: () => watch.readNow(plan.host) }),
      )
      yield* follow(running, request, job, signal, own)
    } finally {
      own.abort()
      await Promise.all(running.map((host) => host.ended))
      stopper = null
    }
  }

  async function* follow(
    running: readonly HostTrace[],
    { seconds }: Pick<TraceRequest, 'seconds'>,
    job: TraceJob | null,
    signal: AbortSignal,
    own: AbortController,
  ): Events {
    const ended = Promise.all(running.map((host) => host.ended))
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
      if (!done.ok) refusal = done.error
      await delay(SETTLE_MS)
      isSent = true
      own.abort()
    })
    let isOver = false
    void ended.then(() => {
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
      await Promise.race([ended, delay(LOOK_MS)])
    }
    own.abort()
    await sending
    for (const event of queue.take(Number.POSITIVE_INFINITY)) yield event
    const answers = await ended
    const lost = answers.find((answer) => !answer.ok)
    if (lost?.ok === false) return yield { kind: 'failed', error: lost.error }
    if (refusal !== null) return yield { kind: 'failed', error: refusal }
    const told = answers.flatMap((answer) => (answer.ok ? [answer.value] : []))
    const why = packets > MOST_PACKETS ? 'full' : isSent ? 'sent' : (told.find((answer) => answer.why !== 'time')?.why ?? 'time')
    const after = await Promise.all(running.map(async (host) => ({ host, now: await host.readAgain() })))
    yield {
      ...{ kind: 'ended', at: now(), why, packets: Math.min(packets, MOST_PACKETS) },
      restarts: told.reduce((sum, { restarts }) => sum + restarts, 0),
      moved: after.flatMap(({ host, now: seen }) => (seen.ok ? [movedOn(host, seen.value)] : [])),
    }
  }

  const run: Traces['run'] = async function* (request, signal) {
    const job = request.send === null ? ok(null) : jobOf(request.send)
    if (!job.ok) return yield { kind: 'failed', error: job.error }
    yield* during(request, job.value, signal)
  }

  function jobOf(send: TraceSend): Result<TraceJob, TapwallError> {
    if (target.is() === 'machine') return err(notInLab)
    const client = lab.client()
    if (client === null) return err(target.none())
    if (send.do === 'ping') {
      const { from: node, to, count, interval, size } = send
      return ok((onLine, signal) => client.request('ping', { node, to, count, interval, size }, { onLine, signal }))
    }
    const { from: node, to, listener, port, bytes } = send
    return ok((onLine, signal) => client.request('tcp', { node, listener, to, port, bytes, timeoutMs: 3000 }, { onLine, signal }))
  }

  return { run, during, stop: () => stopper?.abort() }
}

function movedOn(trace: HostTrace, after: Seen) {
  const before = trace.before()
  const rows = before === null ? [] : moved(rowsOf(before.dump), before.reading, rowsOf(after.dump), after.reading)
  return { host: trace.host, rows, changed: before !== null && before.reading.version !== after.reading.version }
}
