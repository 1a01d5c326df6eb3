import { setTimeout as delay } from 'node:timers/promises'
import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { earliest, type SavedState } from '#shared/sync/saved'
import { bringBack } from './bring-back.ts'
import { type GuardMessage, GuardRequest } from './guard-protocol.ts'
import { clearJournal, writeJournal } from './journal.ts'
import { readLines } from './lines.ts'
import { processName } from './process-name.ts'
import type { Within } from './run-tool.ts'
import { traceGuard } from './trace-guard.ts'
import { openTrial } from './trial.ts'

/**
 * The guard: a second process with root's rights, in a session of its own. It holds what was there before a plan and brings it back when
 * the time of a trial is over, or at once when the helper is gone: the end of its input. It writes the rules of traces, too, and takes
 * them away then. Nothing else makes it leave before that.
 */
const LONGEST_LINE = 256 * 1024 * 1024
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE'] as const
/** A tool that the helper had started ends with it, a moment later. */
const LAST_BREATH_MS = 100
const PATIENCE_MS = 1000
const MOST_TRIES = 600

export function runGuard(): void {
  for (const signal of SIGNALS) process.on(signal, () => {})
  process.stdout.on('error', () => {})
  const me = processName(process.pid)
  const traces = traceGuard(me)
  let saved: SavedState | null = null
  let tail: Promise<void> = Promise.resolve()
  let writing: Promise<unknown> = Promise.resolve()
  /** A trial's clock and a request may come together; positions of rules are true for one writer alone. */
  const inTurn = <T>(write: () => Promise<T>): Promise<T> => {
    const next = writing.then(write)
    writing = next.catch(() => undefined)
    return next
  }
  const bring = (within: Within, to: SavedState) => inTurn(() => bringBack(within, to))

  const send = (message: GuardMessage) => process.stdout.write(`${JSON.stringify(message)}\n`)
  const trial = openTrial((id, back) => {
    if (back.ok) forget()
    send({ kind: 'over', trial: id, error: back.ok ? null : back.error })
  }, bring)

  const forget = () => {
    saved = null
    clearJournal()
  }

  /** As often as need be: another program may hold the tables. */
  const insist = async (act: () => Promise<Result<null, TapwallError>>): Promise<void> => {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      if ((await act()).ok) return
      await delay(PATIENCE_MS)
    }
  }

  const bringLast = async (): Promise<Result<null, TapwallError>> => {
    const back = saved === null ? ok(null) : await bring(null, saved)
    if (back.ok) forget()
    return back
  }

  const handle = async (request: GuardRequest): Promise<Result<null, TapwallError>> => {
    switch (request.do) {
      case 'keep': {
        const kept = await trial.keep(request.trial, null, request.saved)
        if (!kept.ok) return kept
        saved = saved === null ? request.saved : earliest(saved, request.saved)
        writeJournal({ version: 1, trial: request.trial, guard: me, saved })
        return ok(null)
      }
      case 'run':
        return trial.run(request.trial, request.seconds)
      case 'confirm': {
        const kept = await trial.confirm(request.trial)
        if (kept.ok) forget()
        return kept
      }
      case 'arm':
        return inTurn(() => traces.arm(request))
      case 'disarm':
        return inTurn(() => traces.disarm(request.trace))
      default: {
        const back = await trial.revert(request.trial)
        if (back.ok) forget()
        return back
      }
    }
  }

  const hear = (line: string) => {
    tail = tail.then(async () => {
      const decoded = GuardRequest.safeParse(parse(line))
      if (!decoded.success) return
      const answer = await handle(decoded.data).catch((thrown: unknown) =>
        err<TapwallError>({ kind: 'bug', detail: String(thrown) }),
      )
      send({ kind: 'answer', id: decoded.data.id, error: answer.ok ? null : answer.error })
    })
  }

  const helperIsGone = () => {
    tail = tail.then(async () => {
      await delay(LAST_BREATH_MS)
      trial.forget()
      const last = saved
      await Promise.all([insist(bringLast), insist(() => inTurn(traces.sweep))])
      // What the helper's last tool still wrote, if any.
      await delay(LAST_BREATH_MS)
      if (last !== null) await bring(null, last)
      process.exit(0)
    })
  }
  process.stdin.on('end', helperIsGone)
  process.stdin.on('error', helperIsGone)
  readLines(process.stdin, LONGEST_LINE, hear, helperIsGone)
  send({ kind: 'ready' })
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
