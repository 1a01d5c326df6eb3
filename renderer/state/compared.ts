import { type Comparison, compare, type SideIssues } from '#shared/compare/compare'
import type { HostSettings } from '#shared/compile/compile'
import type { Project } from '#shared/project/schema'
import type { Result } from '#shared/result'

export type Compared = Result<Comparison, readonly SideIssues[]>

/** Kept of each project: what is looked at in Hosts and in Compare, and a step back. */
const KEPT = 4
const known = new WeakMap<Project, Map<string, Compared>>()

/** What two settings of a host make, side by side; the latest are compared once. */
export function compared(project: Project, host: string, left: HostSettings, right: HostSettings): Compared {
  const of = known.get(project) ?? new Map<string, Compared>()
  known.set(project, of)
  const key = JSON.stringify([host, sorted(left), sorted(right)])
  const done = of.get(key) ?? compare(project, host, left, right)
  of.delete(key)
  of.set(key, done)
  for (const old of [...of.keys()].slice(0, -KEPT)) of.delete(old)
  return done
}

const sorted = (settings: HostSettings) => Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1))
