import type { Recovery } from '#shared/contract/document'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { merge, type Side } from '#shared/project/merge'
import { same } from '#shared/project/same'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import type { Lost, LostWork } from './lost-work.ts'
import { mergeProjects, mergeState } from './merge-state.ts'

/** Work of earlier runs, offered one after the other until a person has decided about each. */
export interface Recoveries {
  /** Id of the one that is offered. */
  readonly waiting: () => string | null
  readonly state: (project: Project) => Recovery | null
  /** The project with that work in it. */
  readonly restored: (id: string, project: Project, prefer: Side | null) => Result<Project, TapwallError>
  /** It is in the project now. */
  readonly done: () => Promise<void>
  readonly discard: (id: string) => Promise<Result<Record<string, never>, TapwallError>>
}

const gone = (): Result<never, TapwallError> =>
  err(invalid([issue([], 'recovery.gone', 'This work was restored or discarded already.')]))

/** Whether the project has all of that work, because it was saved just before the end or was typed anew. */
function isIn(lost: Lost, project: Project): boolean {
  if (lost.is === 'refused') return false
  const { base, project: mine } = lost.work
  if (same(mine, base) || same(mine, project)) return true
  const merged = merge(base, mine, project, null)
  return merged.ok && same(merged.value.project, project)
}

export async function openRecoveries(all: readonly Lost[], project: Project, lostWork: LostWork): Promise<Recoveries> {
  let waiting: readonly Lost[] = all.filter((lost) => !isIn(lost, project))
  for (const lost of all) if (!waiting.includes(lost)) await lostWork.remove(lost.id)
  const first = (id: string): Lost | null => (waiting[0]?.id === id ? waiting[0] : null)
  const leave = () => {
    waiting = waiting.slice(1)
  }
  return {
    waiting: () => waiting[0]?.id ?? null,
    state: (now) => {
      const [lost] = waiting
      if (lost === undefined) return null
      if (lost.is === 'refused') return lost
      const { base, project: mine, edits, at } = lost.work
      return { is: 'offered', id: lost.id, at, edits, moved: !same(base, now), merge: mergeState(base, mine, now) }
    },
    restored: (id, now, prefer) => {
      const lost = first(id)
      return lost?.is === 'work' ? mergeProjects(lost.work.base, lost.work.project, now, prefer) : gone()
    },
    done: async () => {
      const [lost] = waiting
      leave()
      if (lost !== undefined) await lostWork.remove(lost.id)
    },
    discard: async (id) => {
      const lost = first(id)
      if (lost === null) return gone()
      leave()
      if (lost.is === 'work') await lostWork.discard(id)
      return ok({})
    },
  }
}
