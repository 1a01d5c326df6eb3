import type { AppliedChange, Moment, PointDifference, PointState } from '#shared/contract/apply-history'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { kernelDifference, projectDifference } from '#shared/history/difference'
import { ourPart } from '#shared/history/our-part'
import { emptyDump } from '#shared/netfilter/dump'
import { same } from '#shared/project/same'
import { err, ok, type Result } from '#shared/result'
import type { Program } from './open-program.ts'

/** What a page may ask about what was applied earlier. */
export interface AppliedBefore {
  readonly point: (id: string) => Answer<PointState>
  readonly change: (id: string) => Answer<AppliedChange>
  readonly difference: (a: Moment, b: Moment) => Answer<PointDifference>
  readonly restore: (id: string) => Answer<{ revision: number; changed: boolean }>
}
type Answer<T> = Promise<Result<T, TapwallError>>

const noProject = (id: string): TapwallError =>
  invalid([
    issue(['id'], 'record.no-project', 'Nothing was applied before this point, so there is no project to go back to.', { id }),
  ])

export function appliedBefore({ history, session }: Pick<Program, 'history' | 'session'>): AppliedBefore {
  const { projects } = session
  const point = async (id: string): Answer<PointState> => {
    const found = await history.point(id)
    return found.ok ? ok({ ...found.value, hosts: [...found.value.hosts] }) : found
  }
  const moment = async (at: Moment) => {
    if (at !== 'now') return point(at)
    const hosts = await session.readHosts()
    return hosts.ok ? ok({ project: projects.state.get().applied?.project ?? null, hosts: hosts.value }) : hosts
  }
  return {
    point,
    change: async (id) => {
      const found = await history.point(id)
      if (!found.ok) return found
      const { at, project, after, hosts } = found.value
      return ok({ id, at, before: project, after, hosts: hosts.map(({ host, change }) => ({ host, change })) })
    },
    difference: async (from, to) => {
      const [a, b] = [await moment(from), await moment(to)]
      if (!a.ok) return a
      if (!b.ok) return b
      // This machine is one host: the others of the project are not to be seen now, and not gone.
      const seen = from === 'now' ? a.value.hosts : to === 'now' ? b.value.hosts : null
      const isAlone = seen !== null && session.state.get().target === 'machine'
      const hosts = isAlone ? seen : [...a.value.hosts, ...b.value.hosts]
      const names = new Set(hosts.map(({ host }) => host))
      const dumpOf = (hosts: readonly Pick<PointState['hosts'][number], 'host' | 'dump'>[], name: string) =>
        ourPart(hosts.find(({ host }) => host === name)?.dump ?? emptyDump)
      return ok({
        project: a.value.project && b.value.project ? projectDifference(a.value.project, b.value.project) : null,
        hosts: [...names].map((name) => kernelDifference(name, dumpOf(a.value.hosts, name), dumpOf(b.value.hosts, name))),
      })
    },
    restore: async (id) => {
      const found = await history.point(id)
      if (!found.ok) return found
      const { project } = found.value
      if (project === null) return err(noProject(id))
      const { revision, project: edited } = projects.state.get()
      if (same(project, edited)) return ok({ revision, changed: false })
      const restored = projects.replace(project, 'history.restore')
      void history.restored(id, restored.revision, project)
      return ok({ ...restored, changed: true })
    },
  }
}
