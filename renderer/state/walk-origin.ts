import type { Project } from '#shared/project/schema'
import { markOf } from '#shared/ruleset/mark'
import { compiled } from './compiled.ts'
import type { KernelIndex, OriginState } from './kernel-index.ts'
import { type SeenOrigin, seenOrigin } from './kernel-origin.ts'

/** What the rules of a host were made of, by mark: also of those that are edited and in no kernel yet. */
const known = new WeakMap<Project, Map<string, ReadonlyMap<string, OriginState>>>()

function compiledOrigins(project: Project, host: string): ReadonlyMap<string, OriginState> {
  const byHost = known.get(project) ?? new Map<string, ReadonlyMap<string, OriginState>>()
  known.set(project, byHost)
  const done = byHost.get(host)
  if (done !== undefined) return done
  const origins = new Map<string, OriginState>()
  const compilation = compiled(project, host)
  if (compilation.ok)
    for (const { family, table, chains } of compilation.value.tables)
      for (const chain of chains) for (const rule of chain.rules) origins.set(markOf(family, table, chain.name, rule), rule.origin)
  byHost.set(host, origins)
  return origins
}

interface Marked {
  readonly mark: string | null
  readonly host: string
}

/** What a rule of a walk was made for; null for a rule of others, and for one of a project that nobody has any more. */
export function walkOrigin({ mark, host }: Marked, index: KernelIndex | null, project: Project | null): SeenOrigin | null {
  if (mark === null) return null
  const isHost = project?.hosts.some(({ name }) => name === host) ?? false
  const origin = index?.rules.origins[mark] ?? (isHost && project !== null ? compiledOrigins(project, host).get(mark) : undefined)
  return origin === undefined ? null : seenOrigin(origin, project)
}
