import type { LabNode, MovedRow, PingEvent, PingRequest } from '#shared/contract/states'
import { moved } from '#shared/counters/deltas'
import type { TapwallError } from '#shared/errors'
import { rowsOf } from '#shared/netfilter/dump'
import { ok, type Result } from '#shared/result'
import type { LabClient } from '../privilege/lab-client.ts'
import type { Seen } from './kernel-watch.ts'

/** A quiet moment before the baseline, so that packets of something earlier are not counted as this test's. */
const QUIET_MS = 1000
/** The last packet's counters are in the kernel before ping sees its reply; a reply in flight on loss needs this long. */
const SETTLE_MS = 200

export interface PingDeps {
  readonly client: LabClient
  readonly readNow: () => Promise<Result<Seen, TapwallError>>
  readonly now: () => number
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>
}

/** `64 bytes from 192.168.1.104: icmp_seq=1 ttl=63 time=0.083 ms`, as iputils prints it under LC_ALL=C. */
const REPLY = /^\d+ bytes from .*icmp_seq=(\d+) ttl=(\d+) time=([\d.]+) ms/

function replyOf(text: string, at: number): PingEvent | null {
  const found = REPLY.exec(text)
  return found === null ? null : { kind: 'reply', at, seq: Number(found[1]), ttl: Number(found[2]), ms: Number(found[3]) }
}

/** `4 packets transmitted, 4 received, ...`: says how many were sent when the test was stopped early. For showing only. */
const SUMMARY = /^(\d+) packets transmitted/

/** ping's status for errors other than no answer. */
const NOTHING_SENT = 2

/** Rows whose counters differ between two readings of one host. */
const movedBetween = (before: Seen, after: Seen): MovedRow[] =>
  moved(rowsOf(before.dump), before.reading, rowsOf(after.dump), after.reading)

/** What is done between two readings: lines as they come, the exit status at the end. */
interface Job {
  readonly command: string
  /** Packets that will be sent when nobody stops it. */
  readonly count: number
  readonly run: (onLine: (text: string, at: number) => void) => Promise<Result<{ exitCode: number | null }, TapwallError>>
}

type Events = AsyncGenerator<PingEvent, void, void>

/** `count` pings from a machine of the lab. */
export function pingTest(deps: PingDeps, node: LabNode, request: PingRequest, signal?: AbortSignal): Events {
  const { to, count, interval, size } = request
  return measured(
    deps,
    {
      command: `ping -n -c ${count} -i ${interval} -s ${size} ${to}`,
      count,
      run: (onLine) =>
        deps.client.request('ping', { node: node.id, to, count, interval, size }, { onLine, ...(signal ? { signal } : {}) }),
    },
    signal,
  )
}

export interface TcpRequest {
  readonly from: string
  readonly to: string
  readonly port: number
  /** Bytes that are sent and echoed. */
  readonly bytes: number
}

const TCP_TIMEOUT = 3000

/** One TCP connection; `listener` is the machine that answers on the port, null when nobody does. Status 0 is a connection, 1 none. */
export function tcpTest(
  deps: PingDeps,
  node: LabNode,
  listener: LabNode | null,
  request: TcpRequest,
  signal?: AbortSignal,
): Events {
  const { to, port, bytes } = request
  const run: Job['run'] = async (onLine) => {
    const answer = await deps.client.request('tcp', {
      node: node.id,
      listener: listener?.id ?? null,
      to,
      port,
      bytes,
      timeoutMs: TCP_TIMEOUT,
    })
    if (!answer.ok) return answer
    const { connected, reason, ms } = answer.value
    const took = `${ms.toFixed(1)} ms`
    onLine(
      connected ? `connected to ${to} port ${port}, ${bytes} bytes echoed, ${took}` : `no connection: ${reason}, ${took}`,
      deps.now(),
    )
    return ok({ exitCode: connected ? 0 : 1 })
  }
  return measured(deps, { command: `tcp ${to} ${port}`, count: 1, run }, signal)
}

/** Baseline, job, reading: one test as a stream of events. Ends after `ended` or `failed`. */
async function* measured({ readNow, now, wait }: PingDeps, job: Job, signal: AbortSignal | undefined): Events {
  await wait(QUIET_MS, signal)
  if (signal?.aborted) return yield { kind: 'failed', error: { kind: 'cancelled' } }
  const before = await readNow()
  if (!before.ok) return yield { kind: 'failed', error: before.error }
  yield { kind: 'started', at: now(), baselineAt: before.value.reading.at, command: job.command }

  const waiting: PingEvent[] = []
  let wake: () => void = () => {}
  let received = 0
  let lines = 0
  let sent: number | null = null
  const running = job.run((text, at) => {
    lines += 1
    waiting.push({ kind: 'line', at, text })
    const summary = SUMMARY.exec(text)
    if (summary !== null) sent = Number(summary[1])
    const reply = replyOf(text, at)
    if (reply !== null) {
      received += 1
      waiting.push(reply)
    }
    wake()
  })
  let done = false
  void running.then(() => {
    done = true
    wake()
  })
  while (!done || waiting.length > 0) {
    const event = waiting.shift()
    if (event !== undefined) yield event
    else
      await new Promise<void>((resolve) => {
        wake = resolve
      })
  }
  const finished = await running
  if (!finished.ok) return yield { kind: 'failed', error: finished.error }
  await wait(SETTLE_MS)
  const after = await readNow()
  if (!after.ok) return yield { kind: 'failed', error: after.error }
  const moved = movedBetween(before.value, after.value)
  const { exitCode } = finished.value
  // ping(8): status 2 is an error before or beside sending; without its summary nothing was sent.
  const silent = exitCode === NOTHING_SENT
  yield { kind: 'ended', at: now(), exitCode, sent: sent ?? (silent ? 0 : job.count), received, moved, lines }
}
