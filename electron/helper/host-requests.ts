import type { TapwallError } from '#shared/errors'
import type { HostMessage, HostRequest } from '#shared/helper/host-protocol'
import { err, ok, type Result, unreachable } from '#shared/result'
import { refuseBesideAgent } from './agent-here.ts'
import { applyPlan } from './apply-plan.ts'
import { bridgeNetfilter } from './bridge-netfilter.ts'
import { endConnections, readConnections } from './connections.ts'
import { type GuardProgram, openGuardedTrial } from './guarded-trial.ts'
import { type Job, openJobs } from './jobs.ts'
import { tableReader } from './tables.ts'
import { runTrace } from './trace.ts'

type Done = Result<null, TapwallError>

/** Each verb's way. What writes is done one after the other. */
export function openHost(send: (message: HostMessage) => void, guard: GuardProgram) {
  let version = 0
  let once = 0
  let tracing = false
  const jobs = openJobs<HostRequest>(send)
  const tables = tableReader(null, () => ++version)
  let tail: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const next = tail.then(act)
    tail = next.catch(() => undefined)
    return next
  }
  const trial = openGuardedTrial(
    guard,
    (act) => void inTurn(act),
    (id, back) => send({ kind: 'trial-over', trial: id, error: back.ok ? null : back.error }),
  )

  /** Guarded also when nobody asks for a trial: the helper may be killed half-way. */
  const apply = async ({
    plan,
    trial: id,
  }: Extract<HostRequest, { verb: 'apply' }>): Promise<Result<{ ms: number }, TapwallError>> => {
    const begun = performance.now()
    if (trial.id() !== null && trial.id() !== id) return err({ kind: 'busy', doing: 'Other rules are on trial.' })
    const own = id ?? `once-${++once}`
    const written = await applyPlan(null, plan, {
      saved: async (state) => {
        const alone = await refuseBesideAgent(null, state)
        return alone.ok ? trial.keep(own, null, state) : alone
      },
    })
    if (!written.ok) {
      // The rules are as they were: nothing is to be taken back.
      if (id === null && trial.id() === own) await trial.confirm(own)
      return written
    }
    const settled = id === null && trial.id() === own ? await trial.confirm(own) : ok(null)
    return settled.ok ? ok({ ms: performance.now() - begun }) : settled
  }

  const read = async (known: number | null) => {
    const reading = await tables()
    if (!reading.ok) return reading
    const { version: now, at, cost, dump, packets, bytes } = reading.value
    return ok({
      version: now,
      at,
      cost,
      dump: now === known ? null : dump,
      packets,
      bytes,
      bridgeNfCallIptables: bridgeNetfilter(),
    })
  }

  /** Its rules are written and taken away in turn with applies, whose positions they would move. */
  const trace = async (request: Extract<HostRequest, { verb: 'trace' }>, { line, begun, signal, end }: Job) => {
    if (tracing) return err<TapwallError>({ kind: 'busy', doing: 'Packets are being followed on this machine already.' })
    tracing = true
    try {
      const traced = await runTrace({
        ...{ trace: request.trace, filter: request.filter, perSecond: request.perSecond },
        ...{ within: null, seconds: request.seconds, line, begun, signal },
        arm: () => inTurn(() => trial.arm(request, end)),
        disarm: () => inTurn(() => trial.disarm(request.trace)),
      })
      return traced
    } finally {
      tracing = false
    }
  }

  const plain = async (done: Promise<Done>): Promise<Result<Record<string, never>, TapwallError>> => {
    const result = await done
    return result.ok ? ok({}) : result
  }

  function run(request: HostRequest, job: Job): Promise<Result<unknown, TapwallError>> {
    switch (request.verb) {
      case 'read':
        return read(request.known)
      case 'apply':
        return inTurn(() => apply(request))
      case 'trial':
        return inTurn(() => plain(trial.run(request.trial, request.seconds)))
      case 'confirm':
        return inTurn(() => plain(trial.confirm(request.trial)))
      case 'revert':
        return inTurn(() => plain(trial.revert(request.trial)))
      case 'connections':
        return readConnections(null)
      case 'end-connections':
        return inTurn(() => endConnections(null, request.entries))
      case 'trace':
        return trace(request, job)
      case 'cancel':
        jobs.cancel(request.job)
        return Promise.resolve(ok({}))
      default:
        return unreachable(request)
    }
  }

  return { handle: (request: HostRequest) => jobs.run(request, run), ready: trial.ready }
}
