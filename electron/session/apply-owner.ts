import type { OpenConnections } from '#shared/connections/to-end'
import type { Review } from '#shared/contract/review'
import type { EndedConnections, SessionState } from '#shared/contract/states'
import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import type { Firewall } from '../privilege/firewall.ts'
import type { AgentTurns } from './agent-turns.ts'
import { applyProject } from './apply.ts'
import type { ApplyLog } from './apply-log.ts'
import type { KernelWatch } from './kernel-watch.ts'
import type { OneWriter } from './one-writer.ts'
import { endOpenConnections } from './open-connections.ts'
import { type AppliedHost, type AppliedHosts, type HostPlan, hostReview, reviewProject } from './plan-project.ts'
import type { ProjectStore } from './project-store.ts'
import type { Target } from './target.ts'
import { type Topic, topic } from './topic.ts'
import type { HostWrite } from './write-host.ts'

type ApplyState = Pick<SessionState, 'applying' | 'lastApply' | 'trial'>
type LastApply = NonNullable<ApplyState['lastApply']>

export interface ApplyAnswer {
  readonly revision: number
  readonly transactions: number
  readonly ms: number
  readonly connections: EndedConnections | null
}

type Done = Result<Record<string, never>, TapwallError>

/**
 * The one apply at a time, and the trial that follows it. What it came to is kept, and since when one runs: the page that asked may be
 * gone when the answer comes, and the next page must not take silence for success.
 */
export interface ApplyOwner {
  readonly state: Topic<ApplyState>
  /** By host name: what was written last; empty when nothing was, as far as this run knows. */
  readonly hosts: () => AppliedHosts
  /** A host's agent has written to it for what is applied. */
  readonly setHost: (host: string, applied: AppliedHost) => void
  readonly review: (revision: number) => Promise<Result<Review, TapwallError>>
  /** `trial` in seconds, null: the rules stay. `connections`: which open ones end; those that the new rules refuse when left out. */
  readonly apply: (
    revision: number,
    trial: number | null,
    connections?: OpenConnections,
  ) => Promise<Result<ApplyAnswer, TapwallError>>
  readonly confirm: () => Promise<Done>
  readonly extend: (seconds: number) => Promise<Done>
  readonly revert: () => Promise<Done>
  /** What held it is gone, and what was on trial with it; `error` where that was not asked for. */
  readonly forgetHosts: (why: 'lab-ended' | 'helper-ended', error: TapwallError | null) => void
  /** Another target begins: what was applied to the one before is no news of it. */
  readonly forgetOutcome: () => void
}

interface Deps {
  readonly projects: ProjectStore
  readonly target: Target
  readonly watch: KernelWatch
  readonly now: () => number
  readonly log: ApplyLog
  readonly writer: OneWriter
  readonly turns: AgentTurns
  /** Ids of ports without a device. */
  readonly unplugged: () => ReadonlySet<string>
}

/** What the kernel held before the trial, to be told again when it is back. */
interface Former {
  readonly id: string
  readonly hosts: AppliedHosts
  readonly applied: ReturnType<ProjectStore['state']['get']>['applied']
  /** What the trial has written, for whoever looks at it until it ends. */
  readonly plans: readonly HostPlan[]
}

type Written = Pick<ApplyAnswer, 'transactions' | 'connections'>

const NO_TRIAL: TapwallError = { kind: 'drift', detail: 'No rules are on trial: they were kept, or the former ones are back.' }

function resultOf(written: Result<{ transactions: number }, TapwallError>, onTrial: boolean): Parameters<ApplyLog['applied']>[0] {
  if (!written.ok) return 'failed'
  return written.value.transactions === 0 ? 'unchanged' : onTrial ? 'trial' : 'kept'
}

export function applyOwner({ projects, target, watch, now, log, writer, turns, unplugged }: Deps): ApplyOwner {
  const state = topic<ApplyState>({ applying: null, lastApply: null, trial: null })
  let hosts: AppliedHosts = new Map()
  let former: Former | null = null
  let applies = 0
  /** The apply under way has come so far that it is written down. */
  let isBegun = false
  const heard = new WeakSet<Firewall>()

  const seenOther = (revision: number): TapwallError | null => {
    const wanted = projects.state.get()
    if (revision === wanted.revision) return null
    return { kind: 'drift', detail: `You saw revision ${revision}; the project is at revision ${wanted.revision} by now.` }
  }

  const endTrial = (outcome: LastApply['outcome'], error: TapwallError | null = null) =>
    state.change((s) => ({ ...s, trial: null, lastApply: s.lastApply === null ? null : { ...s.lastApply, outcome, error } }))

  /** The former rules are back in the kernel. */
  const wentBack = async (outcome: 'reverted' | 'timed-out', error: TapwallError | null) => {
    // Where it fails it is tried again, and told when it has worked.
    if (former !== null && error === null) {
      for (const { host, moment, plan } of former.plans) {
        if (plan.transactions.length === 0) continue
        const turn = { host, by: 'revert', at: now(), waitedMs: 0, attempt: 1, error: null } as const
        const after = former.hosts.get(host)?.moment ?? moment
        turns.done({ ...turn, before: moment, after, planned: null, steps: { plan: 0, write: 0, check: 0 } })
      }
      hosts = former.hosts
      projects.setApplied(former.applied)
      former = null
    }
    log.reverted(outcome === 'reverted' ? 'asked' : 'timed-out', error)
    endTrial(outcome, error)
    await watch.readNow()
  }

  const listenTo = (client: Firewall) => {
    if (heard.has(client)) return
    heard.add(client)
    client.onTrialOver((trial, error) => {
      if (former?.id === trial) void wentBack('timed-out', error)
    })
  }

  /** An apply is a turn of each host's agent, which hears of the edits. Where one host refused, none keeps what was written. */
  const tellTurn = ({ planned, writeMs, checkMs, error }: HostWrite, at: number, failure: TapwallError | null) =>
    turns.done({
      ...{ host: planned.host, by: 'apply', at, waitedMs: 0, attempt: 1, planned, error: error ?? failure },
      ...{ before: planned.former?.moment ?? null, after: planned.moment },
      steps: { plan: planned.planMs, write: writeMs, check: checkMs },
    })

  /** All of it but the remembering. */
  const write = async (
    client: Firewall,
    seconds: number | null,
    connections: OpenConnections,
  ): Promise<Result<Written, TapwallError>> => {
    const { project, revision, applied: before } = projects.state.get()
    applies += 1
    const trial = `apply-${applies}`
    const at = now()
    let plans: readonly HostPlan[] = []
    let ended: EndedConnections | null = null
    const writes: HostWrite[] = []
    const begun = async (planned: readonly HostPlan[]) => {
      isBegun = true
      plans = planned
      const seen = plans.map(({ host, seen: { dump }, plan }) => ({ host, dump, plan }))
      await log.begun({ target: target.is(), revision, project, former: before, trial: seconds, hosts: seen })
    }
    const wanted = { project, unplugged: unplugged(), apply: applies }
    const wrote = (done: HostWrite) => void writes.push(done)
    const applied = await applyProject(wanted, target, client, hosts, watch.readNow, trial, { begun, wrote })
    for (const done of writes) tellTurn(done, at, applied.ok ? null : applied.error)
    // A lab that was started meanwhile holds nothing of this.
    if (applied.ok && target.firewall() !== client)
      return err(
        target.is() === 'lab' ? { kind: 'helper-lost', detail: 'The lab was started anew during the apply.' } : target.none(),
      )
    if (applied.ok) {
      const wrote = applied.value.transactions > 0
      const settled = !wrote
        ? ok({})
        : seconds === null
          ? await client.request('confirm', { trial })
          : await client.request('trial', { trial, seconds })
      if (!settled.ok) return settled
      if (wrote && seconds !== null) {
        former = { id: trial, hosts, applied: before, plans }
        listenTo(client)
        state.change((s) => ({ ...s, trial: { revision, at: now(), until: now() + 1000 * seconds, seconds } }))
      }
      const names = plans.flatMap(({ host, plan }) => (plan.transactions.length > 0 ? [host] : []))
      ended = await endOpenConnections(client, connections, hosts, applied.value.hosts, names)
      hosts = applied.value.hosts
      projects.setApplied({ revision, at: now(), project })
    }
    await watch.readNow()
    return applied.ok ? ok({ transactions: applied.value.transactions, connections: ended }) : applied
  }

  const apply: ApplyOwner['apply'] = async (revision, seconds, connections = 'refused') => {
    const client = target.firewall()
    if (state.get().applying !== null) return err({ kind: 'busy', doing: 'An apply is under way.' })
    if (state.get().trial !== null) return err({ kind: 'busy', doing: 'Rules are on trial. Keep them or revert them first.' })
    if (client === null) return err(target.none())
    const other = seenOther(revision)
    if (other !== null) return err(other)
    const since = now()
    isBegun = false
    state.set({ applying: { revision, since }, lastApply: null, trial: null })
    const written = await writer(() => write(client, seconds, connections)).catch((thrown: unknown) =>
      err<TapwallError>({ kind: 'bug', detail: String(thrown) }),
    )
    const ms = now() - since
    if (isBegun) log.applied(resultOf(written, state.get().trial !== null), written.ok ? null : written.error, ms)
    state.change(({ trial }) => ({
      applying: null,
      trial,
      lastApply: {
        ...{ revision, at: now(), ms, transactions: written.ok ? written.value.transactions : null },
        connections: written.ok ? written.value.connections : null,
        outcome: !written.ok ? null : trial === null ? 'kept' : 'trial',
        error: written.ok ? null : written.error,
      },
    }))
    return written.ok ? ok({ revision, ms, ...written.value }) : written
  }

  const onTrial = async (ask: (client: Firewall, trial: string) => Promise<Done>): Promise<Done> => {
    const client = target.firewall()
    if (client === null) return err(target.none())
    return former === null ? err(NO_TRIAL) : ask(client, former.id)
  }

  return {
    state,
    hosts: () => hosts,
    setHost: (host, applied) => {
      hosts = new Map(hosts).set(host, applied)
    },
    apply,
    review: async (revision) => {
      if (target.firewall() === null) return err(target.none())
      if (former !== null && revision === state.get().trial?.revision)
        return ok({ revision, from: former.applied, hosts: former.plans.map(hostReview) })
      const other = seenOther(revision)
      if (other !== null) return err(other)
      const { project, applied } = projects.state.get()
      const wanted = { project, unplugged: unplugged(), apply: applies }
      const reviewed = await reviewProject(wanted, target, hosts, watch.readNow)
      return reviewed.ok ? ok({ revision, from: applied, hosts: reviewed.value }) : reviewed
    },
    confirm: () =>
      onTrial(async (client, trial) => {
        const kept = await client.request('confirm', { trial })
        if (kept.ok) {
          former = null
          log.confirmed()
          endTrial('kept')
        }
        return kept
      }),
    extend: (seconds) =>
      onTrial(async (client, trial) => {
        const extended = await client.request('trial', { trial, seconds })
        if (extended.ok)
          state.change((s) => ({ ...s, trial: s.trial === null ? null : { ...s.trial, until: now() + 1000 * seconds, seconds } }))
        return extended
      }),
    revert: () =>
      onTrial(async (client, trial) => {
        const back = await client.request('revert', { trial })
        if (back.ok) await wentBack('reverted', null)
        return back
      }),
    forgetHosts: (why, error) => {
      if (former !== null) log.reverted(why, null)
      if (former !== null && error !== null) endTrial(null, error)
      hosts = new Map()
      former = null
      state.change((s) => ({ ...s, trial: null }))
    },
    forgetOutcome: () => state.change((s) => ({ ...s, lastApply: null })),
  }
}
