import { randomBytes } from 'node:crypto'
import { userInfo } from 'node:os'
import type { ApplyHistory } from '#shared/contract/apply-history'
import type { TapwallError } from '#shared/errors'
import { appliedDifference } from '#shared/history/applied-difference'
import type { ApplyEntry, HistoryEntry, RestorePoint } from '#shared/history/entry'
import { ourPart, planCounts } from '#shared/history/our-part'
import type { Project } from '#shared/project/schema'
import { ok, type Result } from '#shared/result'
import { realPath } from '../project-file/path.ts'
import type { ApplyLog } from '../session/apply-log.ts'
import { type Topic, topic } from '../session/topic.ts'
import { openShelf, type Shelf, shelfFolder } from './shelf.ts'

/** What was done to the kernel with the document that is open, written down as it is done. */
export interface History {
  readonly log: ApplyLog
  /** The entries begin with what other programs wrote meanwhile. */
  readonly follow: (signal?: AbortSignal) => AsyncGenerator<ApplyHistory, void, void>
  readonly point: (id: string) => Promise<Result<RestorePoint, TapwallError>>
  readonly restored: (of: string, revision: number, project: Project) => Promise<void>
  /** All that was told is written. */
  readonly settle: () => Promise<void>
}

interface HistoryDeps {
  /** Of all documents. */
  readonly folder: string
  /** Of the document now: its history goes along when it is saved under another name. */
  readonly path: () => string
  readonly now: () => number
}

/** An apply whose entry is written again when more is known of it. */
interface Apply {
  entry: ApplyEntry
  /** Why it has no restore point. */
  problem: TapwallError | null
}

/** A user without an entry in the system's list has a number only. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? '')
  }
}

export function openHistory({ folder, path, now }: HistoryDeps): History {
  const state: Topic<ApplyHistory> = topic<ApplyHistory>({ folder, items: [], problem: null })
  let shelf: Shelf | null = null
  let problem: TapwallError | null = null
  /** The apply that was begun last; its trial's end is told about it. */
  let last: Apply | null = null
  let tail: Promise<void> = Promise.resolve()

  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const next = tail.then(act)
    tail = next.then(
      () => undefined,
      () => undefined,
    )
    return next
  }
  const present = async (): Promise<Shelf> => {
    const at = shelfFolder(folder, await realPath(path()))
    if (shelf?.folder === at) return shelf
    const next = openShelf(at)
    if (shelf !== null) await next.take(shelf.folder)
    shelf = next
    return next
  }
  const tell = async () => {
    const from = await present()
    const items = await from.list().catch(() => null)
    state.set({ folder: from.folder, items: items ?? state.get().items, problem })
  }
  /** `also`: why something that belongs to the entry could not be written. */
  const put = async (entry: HistoryEntry, also: TapwallError | null = null) => {
    const written = await (await present()).put(entry)
    problem = written.ok ? also : written.error
    await tell()
  }
  const common = (revision: number, project: string) => ({
    ...{ id: randomBytes(4).toString('hex'), at: now(), who: userName(), file: path(), project, revision },
  })
  const about = (apply: Apply | null) => {
    const entry = apply?.entry
    return {
      ...common(entry?.revision ?? 0, entry?.project ?? ''),
      target: entry?.target ?? ('lab' as const),
      of: entry?.id ?? null,
    }
  }

  const log: ApplyLog = {
    begun: ({ target, revision, project, former, trial, hosts }) => {
      const writes = hosts.some(({ plan }) => plan.transactions.length > 0)
      const entry: ApplyEntry = {
        ...common(revision, project.name),
        ...{
          target,
          act: 'apply',
          hosts: hosts.map(({ plan }) => planCounts(plan)),
          trial,
          result: 'begun',
          error: null,
          ms: null,
        },
        point: false,
      }
      const apply: Apply = { entry, problem: null }
      last = apply
      return inTurn(async () => {
        const point: RestorePoint = {
          ...{ id: entry.id, at: entry.at, revision: former?.revision ?? null, project: former?.project ?? null, after: project },
          hosts: hosts.map(({ host, dump, plan }) => ({ host, dump: ourPart(dump), plan, change: appliedDifference(dump, plan) })),
        }
        const kept = writes ? await (await present()).putPoint(point) : ok(null)
        apply.entry = { ...entry, point: writes && kept.ok }
        apply.problem = kept.ok ? null : kept.error
        await put(apply.entry, apply.problem)
      }).catch(() => undefined)
    },
    applied: (result, error, ms) => {
      const apply = last
      if (apply === null) return
      void inTurn(() => {
        apply.entry = { ...apply.entry, result, error, ms }
        return put(apply.entry, apply.problem)
      })
    },
    confirmed: () => {
      const entry: HistoryEntry = { ...about(last), act: 'confirm' }
      void inTurn(() => put(entry))
    },
    reverted: (why, error) => {
      const entry: HistoryEntry = { ...about(last), act: 'revert', why, error }
      void inTurn(() => put(entry))
    },
    putBack: ({ target, applied, plan, differences }, error, ms) => {
      const entry: HistoryEntry = {
        ...common(applied?.revision ?? 0, applied?.project.name ?? ''),
        ...{ target, act: 'put-back', host: planCounts(plan), differences, error, ms },
      }
      void inTurn(() => put(entry))
    },
  }
  return {
    log,
    follow: async function* (signal) {
      await inTurn(tell)
      yield* state.follow(signal)
    },
    point: (id) => inTurn(async () => (await present()).point(id)),
    restored: (of, revision, project) => inTurn(() => put({ ...common(revision, project.name), act: 'restore', of })),
    settle: () => tail,
  }
}
