import { setTimeout as delay } from 'node:timers/promises'
import type { TapwallError } from '#shared/errors'
import type { TraceAnswer } from '#shared/helper/firewall-verbs'
import { ok, type Result } from '#shared/result'
import type { FollowedTool, Within } from './run-tool.ts'
import { startMonitor, withoutTracing } from './trace-monitor.ts'
import type { TraceOrder } from './trace-writing.ts'

type Done = Result<null, TapwallError>

export interface TraceRun extends TraceOrder {
  readonly within: Within
  readonly seconds: number
  /** Each line of the monitor. */
  readonly line: (text: string) => void
  /** The rules are written, and what they tell is heard. */
  readonly begun: () => void
  readonly signal: AbortSignal
  /** Who writes the rules, and answers for it that they go. */
  readonly arm: () => Promise<Done>
  readonly disarm: () => Promise<Done>
}

/** Lines of one trace: at 20 packets a second and 40 lines for each, ten minutes of them are fewer. */
const MOST_LINES = 500_000
/** The monitor ends when a rule that it is about to print is gone, as an apply makes rules go. */
const MOST_STARTS = 20
const AGAIN_MS = 100
/** What was traced last is still on its way. */
const LAST_WORDS_MS = 150

/**
 * One trace from its rules to their end: its time is over, somebody stopped it (`signal`), it told too much, or the monitor could not be
 * kept alive. The rules are gone when this answers; where they could not be taken away, that is the answer.
 */
export async function runTrace(run: TraceRun): Promise<Result<TraceAnswer, TapwallError>> {
  const without = withoutTracing(run.filter.family)
  if (without !== null) return { ok: false, error: without }
  const end = new AbortController()
  let why: TraceAnswer['why'] = 'stopped'
  let lines = 0
  let restarts = 0
  let isOver = false
  const finish = (because: TraceAnswer['why']) => {
    if (end.signal.aborted) return
    why = because
    end.abort()
  }
  const hear = (text: string) => {
    if (++lines > MOST_LINES) finish('full')
    else run.line(text)
  }
  const stop = () => finish('stopped')
  run.signal.addEventListener('abort', stop, { once: true })
  if (run.signal.aborted) stop()

  const monitors = new Set<FollowedTool>()
  const follow = async (): Promise<Done> => {
    const started = await startMonitor(run.within, hear)
    if (!started.ok) return started
    const monitor = started.value
    monitors.add(monitor)
    if (isOver) monitor.stop()
    void monitor.ended.then(async () => {
      monitors.delete(monitor)
      if (isOver) return
      if (++restarts >= MOST_STARTS) return finish('monitor')
      await delay(AGAIN_MS)
      if (!isOver && !(await follow()).ok) finish('monitor')
    })
    return ok(null)
  }

  const heard = await follow()
  if (!heard.ok) return heard
  const armed = end.signal.aborted ? ok(null) : await run.arm()
  if (armed.ok && !end.signal.aborted) {
    run.begun()
    await delay(1000 * run.seconds, undefined, { signal: end.signal }).then(
      () => finish('time'),
      () => undefined,
    )
  }
  isOver = true
  const gone = await run.disarm()
  await delay(LAST_WORDS_MS)
  for (const monitor of monitors) monitor.stop()
  run.signal.removeEventListener('abort', stop)
  if (!armed.ok) return armed
  return gone.ok ? ok({ why, restarts }) : gone
}
