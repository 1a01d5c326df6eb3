import { randomUUID } from 'node:crypto'
import { type DriftItemState, type HostDrift, MOST_DRIFT, type OfferAnswer, type TakeOverAnswer } from '#shared/contract/drift'
import type { TapwallError } from '#shared/errors'
import type { Dump } from '#shared/netfilter/dump'
import { err, ok, type Result } from '#shared/result'
import { cutPlan } from '#shared/sync/cut'
import type { DriftItem } from '#shared/sync/drift'
import { canPutBack, isOfOthers, planPutBack } from '#shared/sync/put-back'
import { takeOver as offerOf } from '#shared/take-over/take-over'
import type { ApplyLog } from './apply-log.ts'
import type { ApplyOwner } from './apply-owner.ts'
import { driftWatch } from './drift-watch.ts'
import { type HostDriftReader, hostDriftReader, told } from './host-drift.ts'
import type { KernelWatch } from './kernel-watch.ts'
import type { OneWriter } from './one-writer.ts'
import type { ProjectStore } from './project-store.ts'
import { type TakenItems, takenItems } from './taken-items.ts'
import type { Target } from './target.ts'
import { type Topic, topic } from './topic.ts'

type Chosen = 'all' | readonly string[]
type As = DriftItemState['as']

/** What the kernels hold that is not what was applied, on every host of the project, and what a person does about it. */
export interface DriftOwner {
  readonly state: Topic<readonly HostDrift[]>
  readonly putBack: (host: string, items: Chosen) => Promise<Result<{ put: number; transactions: number }, TapwallError>>
  readonly offer: (host: string, item: string, groupId: string | null) => Result<OfferAnswer, TapwallError>
  readonly takeOver: (host: string, items: Chosen, groupId: string | null) => Result<TakeOverAnswer, TapwallError>
  readonly ignore: (host: string, items: Chosen, ignored: boolean) => Result<Record<string, never>, TapwallError>
  /** Reads these hosts at once: what was read before was of other rules. */
  readonly again: (hosts: readonly string[]) => Promise<void>
  readonly begin: () => void
  readonly end: () => void
}

interface Deps {
  readonly projects: ProjectStore
  readonly target: Target
  readonly watch: KernelWatch
  readonly applies: ApplyOwner
  readonly writer: OneWriter
  /** An agent gives a host what it should hold. */
  readonly isTurning: () => boolean
  readonly now: () => number
  readonly log: Pick<ApplyLog, 'putBack'>
}

/** Of one host, for as long as it holds what was applied last. */
interface HostMemory {
  readonly reader: HostDriftReader
  readonly taken: TakenItems
  ignored: Set<string>
  applied: unknown
  since: number | null
}

const GONE: TapwallError = { kind: 'drift', detail: 'This difference is gone: the kernel changed again, or rules were applied.' }

export function driftOwner({ projects, target, watch, applies, writer, isTurning, now, log }: Deps): DriftOwner {
  const state = topic<readonly HostDrift[]>([])
  const memories = new Map<string, HostMemory>()
  let busy = false

  const memoryOf = (host: string): HostMemory => {
    const known = memories.get(host) ?? {
      ...{ reader: hostDriftReader(), taken: takenItems(), ignored: new Set<string>(), applied: null, since: null },
    }
    memories.set(host, known)
    return known
  }

  /** Everything that differs on a host, null where nothing was applied or it cannot be read. */
  const look = (host: string) => {
    const applied = applies.hosts().get(host)
    const dump = reads.dumps().get(host)
    if (applied === undefined || dump === undefined) return null
    const memory = memoryOf(host)
    // A turn of the agent is no apply: what was ignored stays so.
    if (memory.applied !== applied.moment.apply) memory.ignored = new Set()
    memory.applied = applied.moment.apply
    return { ...memory.reader.of(applied, dump), memory, dump }
  }

  /** A missing line whose rule the project has no more is settled by the next apply, however the rule went. */
  const judge = ({ ignored, taken }: HostMemory): ((item: DriftItem) => As) => {
    const { project } = projects.state.get()
    const rules = new Set(project.securityGroups.flatMap((group) => group.rules.map(({ id }) => id)))
    return ({ id, kind, origin }) => {
      const isGone = kind === 'missing' && origin?.kind === 'group-rule' && !rules.has(origin.ruleId)
      return isGone || taken.has(id, project) ? 'taken' : ignored.has(id) ? 'ignored' : 'open'
    }
  }

  const tell = (host: string) => {
    const seen = look(host)
    const others = state.get().filter((known) => known.host !== host)
    const before = state.get().find((known) => known.host === host)
    let next: HostDrift | null = null
    if (seen !== null) {
      const { memory, items } = seen
      const ids = new Set(items.map(({ id }) => id))
      memory.ignored = new Set([...memory.ignored].filter((id) => ids.has(id)))
      memory.taken.keep(ids)
      const as = judge(memory)
      const isOpen = items.some((item) => as(item) === 'open')
      memory.since = isOpen ? (memory.since ?? now()) : null
      next = told(host, items, as, memory.since)
    }
    if (JSON.stringify(next) === JSON.stringify(before ?? null)) return
    const order = projects.state.get().project.hosts.map(({ name }) => name)
    const all = next === null ? others : [...others, next]
    state.set(all.toSorted((a, b) => order.indexOf(a.host) - order.indexOf(b.host)))
  }

  const settled = (): boolean => applies.state.get().applying === null && applies.state.get().trial === null

  const onRead = (host: string, _dump: Dump | null) => {
    // While rules are being written the kernel holds neither what was nor what will be.
    if (applies.state.get().applying !== null || isTurning()) return
    tell(host)
    void takeCopiesAway(host)
  }
  const reads = driftWatch({
    watch,
    hosts: () => {
      const names = target.hosts(projects.state.get().project)
      return names.ok ? names.value : []
    },
    read: onRead,
  })

  let before = applies.state.get()
  applies.state.listen((next) => {
    const ended = (before.applying !== null && next.applying === null) || (before.trial !== null && next.trial === null)
    before = next
    if (!ended) return
    const dump = reads.dumps().get(watch.host.get())
    if (dump !== undefined) onRead(watch.host.get(), dump)
    reads.afresh()
  })
  let project = projects.state.get().project
  projects.state.listen((next) => {
    if (next.project === project) return
    project = next.project
    for (const { host } of state.get()) tell(host)
  })

  /** `all` are those that are `as`. */
  const pick = (memory: HostMemory, items: readonly DriftItem[], chosen: Chosen, as: As): DriftItem[] => {
    const judged = judge(memory)
    const wanted = new Set(chosen === 'all' ? [] : chosen)
    return items.filter((item) => (chosen === 'all' ? judged(item) === as : wanted.has(item.id)))
  }

  const chosenOf = (host: string, chosen: Chosen, as: As = 'open'): { memory: HostMemory; own: DriftItem[] } | null => {
    const seen = look(host)
    const own = seen === null ? [] : pick(seen.memory, seen.items, chosen, as)
    return seen === null || own.length === 0 ? null : { memory: seen.memory, own }
  }

  const write = async (host: string, chosen: Chosen): Promise<Result<{ put: number; transactions: number }, TapwallError>> => {
    const client = target.firewall()
    if (client === null) return err(target.none())
    const fresh = await watch.readNow(host)
    if (!fresh.ok) return fresh
    const refusal = target.refusal(fresh.value.dump)
    if (refusal !== null) return err(refusal)
    const applied = applies.hosts().get(host)
    if (applied === undefined) return err(GONE)
    const memory = memoryOf(host)
    const { dump } = fresh.value
    const { expected, items } = memory.reader.of(applied, dump)
    const own = pick(memory, items, chosen, 'open').filter((item) => canPutBack(item) && (chosen !== 'all' || !isOfOthers(item)))
    if (own.length === 0) return err(GONE)
    const plan = cutPlan(planPutBack(expected, dump, items, new Set(own.map(({ id }) => id))))
    const began = now()
    const written = await client.request('apply', { plan, trial: null })
    const { applied: of } = projects.state.get()
    log.putBack(
      { target: target.is(), applied: of, plan, differences: own.length },
      written.ok ? null : written.error,
      now() - began,
    )
    return written.ok ? ok({ put: own.length, transactions: plan.transactions.length }) : written
  }

  const putBack: DriftOwner['putBack'] = async (host, chosen) => {
    if (busy) return err({ kind: 'busy', doing: 'Rules are being put back.' })
    if (applies.state.get().applying !== null) return err({ kind: 'busy', doing: 'An apply is under way.' })
    if (applies.state.get().trial !== null)
      return err({ kind: 'busy', doing: 'Rules are on trial. Keep them or revert them first.' })
    busy = true
    try {
      return await writer(() => write(host, chosen))
    } finally {
      busy = false
      await reads.again(host)
    }
  }

  /** A line of others that was taken over stands there twice once its rule is applied and kept; then the copy goes. */
  const takeCopiesAway = async (host: string) => {
    const seen = busy || !settled() ? null : look(host)
    if (seen === null) return
    const copies = seen.memory.taken.copies(seen.items, seen.expected)
    if (copies.length > 0) await putBack(host, copies)
  }

  const groupsOf = (portId: string | null): string[] =>
    projects.state.get().project.ports.find(({ id }) => id === portId)?.securityGroupIds ?? []

  return {
    state,
    putBack,
    offer: (host, id, groupId) => {
      const [item] = chosenOf(host, [id])?.own ?? []
      if (item === undefined) return err(GONE)
      const offered = offerOf(projects.state.get().project, host, item, groupId, randomUUID())
      const groups = item.kind === 'foreign' && item.what === 'rule' ? groupsOf(item.portId) : []
      if (!offered.ok) return ok({ refused: offered.error, edit: null, groupId, rule: null, alsoPorts: [], groups })
      const { edit, groupId: to, rule, alsoPorts } = offered.value
      return ok({ refused: null, edit: edit.do, groupId: to, rule, alsoPorts: [...alsoPorts], groups })
    },
    takeOver: (host, items, groupId) => {
      const chosen = chosenOf(host, items)
      if (chosen === null) return err(GONE)
      const refused: TakeOverAnswer['refused'] = []
      let taken = 0
      for (const item of chosen.own.slice(0, MOST_DRIFT)) {
        // What an edit before it has settled needs none of its own.
        if (judge(chosen.memory)(item) === 'taken') continue
        const offered = offerOf(projects.state.get().project, host, item, groupId, randomUUID())
        if (!offered.ok) {
          refused.push({ item: item.id, issue: offered.error })
          continue
        }
        chosen.memory.taken.add(item, offered.value)
        const edited = projects.edit(offered.value.edit)
        if (!edited.ok) return edited
        taken += 1
      }
      tell(host)
      return ok({ taken, refused })
    },
    ignore: (host, items, ignored) => {
      const chosen = chosenOf(host, items, ignored ? 'open' : 'ignored')
      if (chosen === null) return err(GONE)
      for (const { id } of chosen.own)
        if (ignored) chosen.memory.ignored.add(id)
        else chosen.memory.ignored.delete(id)
      tell(host)
      return ok({})
    },
    again: async (hosts) => {
      for (const host of hosts) await reads.again(host)
    },
    begin: () => reads.begin(),
    end: () => {
      reads.end()
      memories.clear()
      state.set([])
    },
  }
}
