import { compile } from '#shared/compile/compile'
import type { Issue } from '#shared/errors'
import type { Project } from '#shared/project/schema'
import type { Result } from '#shared/result'
import type { Ruleset } from '#shared/ruleset/ruleset'

export type Compiled = Result<Ruleset, readonly Issue[]>

/** The same pure compiler that main runs; each document is compiled once. */
const known = new WeakMap<Project, Map<string, Compiled>>()

export function compiled(project: Project, host: string): Compiled {
  const byHost = known.get(project) ?? new Map<string, Compiled>()
  known.set(project, byHost)
  const done = byHost.get(host) ?? compile(project, host)
  byHost.set(host, done)
  return done
}

/** Lines that each group rule makes in the kernel of a host. */
const lines = new WeakMap<Ruleset, ReadonlyMap<string, number>>()

export function linesOf(compilation: Compiled): ReadonlyMap<string, number> {
  if (!compilation.ok) return new Map()
  const ruleset = compilation.value
  const done = lines.get(ruleset)
  if (done !== undefined) return done
  const count = new Map<string, number>()
  for (const { chains } of ruleset.tables)
    for (const { rules } of chains)
      for (const { origin } of rules)
        if (origin.kind === 'group-rule') count.set(origin.ruleId, (count.get(origin.ruleId) ?? 0) + 1)
  lines.set(ruleset, count)
  return count
}
