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

/** Lines that each group rule makes: on all hosts, and on the one whose kernel is read. */
export interface RuleLines {
  readonly all: number
  readonly here: number
}

const lines = new WeakMap<Project, { readonly host: string; readonly lines: ReadonlyMap<string, RuleLines> }>()

export function ruleLines(project: Project, host: string): ReadonlyMap<string, RuleLines> {
  const done = lines.get(project)
  if (done?.host === host) return done.lines
  const count = new Map<string, RuleLines>()
  for (const { name } of project.hosts) {
    const compilation = compiled(project, name)
    if (!compilation.ok) continue
    for (const { chains } of compilation.value.tables)
      for (const { rules } of chains)
        for (const { origin } of rules) {
          if (origin.kind !== 'group-rule') continue
          const { all, here } = count.get(origin.ruleId) ?? { all: 0, here: 0 }
          count.set(origin.ruleId, { all: all + 1, here: name === host ? here + 1 : here })
        }
  }
  lines.set(project, { host, lines: count })
  return count
}
