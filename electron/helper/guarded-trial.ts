import { type ChildProcess, spawn } from 'node:child_process'
import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { earliest, type SavedState } from '#shared/sync/saved'
import type { TraceId } from '#shared/trace/trace-rules'
import { bringBack } from './bring-back.ts'
import { GuardMessage, type GuardRequest } from './guard-protocol.ts'
import { clearJournal, clearTraceJournal } from './journal.ts'
import { readLines } from './lines.ts'
import { disarmTraces, type TraceOrder } from './trace-writing.ts'
import type { Trial } from './trial.ts'

type Done = Result<null, TapwallError>
type WithoutId<R> = R extends { readonly id: number } ? Omit<R, 'id'> : never

/** What to run as the guard: this very program. */
export interface GuardProgram {
  readonly runtime: string
  readonly args: readonly string[]
}

/** Rules of traces are the guard's to write, so that it knows of them before they are there. `lost`: called when it has ended. */
export interface GuardedTraces {
  readonly arm: (order: TraceOrder, lost: () => void) => Promise<Done>
  readonly disarm: (trace: TraceId) => Promise<Done>
}

const LONGEST_LINE = 1024 * 1024
const LOST: TapwallError = { kind: 'helper-lost', detail: 'The guard, which would bring the former rules back, has ended.' }

/**
 * A trial whose clock and memory are the guard's. When the guard is killed, the helper itself brings the former rules back at once: what
 * nobody would take back may not stay on trial.
 */
export function openGuardedTrial(
  program: GuardProgram,
  inTurn: (act: () => Promise<void>) => void,
  timeIsOver: (id: string, back: Done) => void,
): Trial & GuardedTraces & { readonly ready: Promise<Done> } {
  let guard = start()
  let under: { readonly id: string; saved: SavedState } | null = null
  const traces = new Map<TraceId, () => void>()

  function start() {
    const child = spawn(program.runtime, [...program.args], {
      stdio: ['pipe', 'pipe', 'ignore'],
      // Electron is Node only with this.
      env: { LC_ALL: 'C', ...(process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }) },
      cwd: '/',
      detached: true,
    })
    return link(child, onOver, onEnd)
  }

  function onOver(id: string, error: TapwallError | null) {
    if (under?.id !== id) return
    // The guard tries again; until then nothing else may be on trial.
    if (error === null) under = null
    timeIsOver(id, error === null ? ok(null) : err(error))
  }

  function onEnd() {
    inTurn(async () => {
      const last = under
      under = null
      guard = start()
      if (traces.size > 0 && (await disarmTraces(null, null)).ok) clearTraceJournal()
      for (const lost of traces.values()) lost()
      if (last === null) return
      const back = await bringBack(null, last.saved)
      if (back.ok) clearJournal()
      timeIsOver(last.id, back)
    })
  }

  const end = async (what: 'confirm' | 'revert', id: string): Promise<Done> => {
    const done = await guard.ask({ do: what, trial: id })
    if (done.ok) under = null
    return done
  }

  return {
    ready: guard.ready,
    id: () => under?.id ?? null,
    keep: async (id, _within, saved) => {
      const kept = await guard.ask({ do: 'keep', trial: id, saved })
      if (kept.ok) under = { id, saved: under === null ? saved : earliest(under.saved, saved) }
      return kept
    },
    run: (id, seconds) => guard.ask({ do: 'run', trial: id, seconds }),
    confirm: (id) => end('confirm', id),
    revert: (id) => end('revert', id),
    forget: () => {},
    arm: (order, lost) => {
      traces.set(order.trace, lost)
      const { trace, filter, perSecond } = order
      return guard.ask({ do: 'arm', trace, filter, perSecond })
    },
    disarm: async (trace) => {
      const gone = await guard.ask({ do: 'disarm', trace })
      if (gone.ok) traces.delete(trace)
      return gone
    },
  }
}

/** The lines to and from one guard process. */
function link(child: ChildProcess, onOver: (id: string, error: TapwallError | null) => void, onEnd: () => void) {
  const pending = new Map<number, (done: Done) => void>()
  let next = 1
  let ended = false
  let greet: (done: Done) => void = () => {}
  const ready = new Promise<Done>((resolve) => {
    greet = resolve
  })
  const end = () => {
    if (ended) return
    ended = true
    greet(err(LOST))
    for (const settle of pending.values()) settle(err(LOST))
    onEnd()
  }
  child.on('error', end)
  child.on('exit', end)
  child.stdin?.on('error', () => {})
  if (child.stdout !== null)
    readLines(
      child.stdout,
      LONGEST_LINE,
      (line) => {
        const decoded = GuardMessage.safeParse(JSON.parse(line))
        if (!decoded.success) return
        const message = decoded.data
        if (message.kind === 'ready') greet(ok(null))
        else if (message.kind === 'over') onOver(message.trial, message.error)
        else {
          pending.get(message.id)?.(message.error === null ? ok(null) : err(message.error))
          pending.delete(message.id)
        }
      },
      () => child.kill('SIGKILL'),
    )
  return {
    ready,
    ask: (request: WithoutId<GuardRequest>): Promise<Done> => {
      if (ended) return Promise.resolve(err(LOST))
      const id = next++
      return new Promise((resolve) => {
        pending.set(id, resolve)
        child.stdin?.write(`${JSON.stringify({ id, ...request })}\n`)
      })
    },
  }
}
