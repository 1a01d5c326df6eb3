import { compile } from '#shared/compile/compile'
import type { TapwallError } from '#shared/errors'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import type { Ruleset } from '#shared/ruleset/ruleset'
import { cutPlan } from '#shared/sync/cut'
import { planSync } from '#shared/sync/plan-sync'
import type { LabClient } from '../privilege/lab-client.ts'
import type { Seen } from './kernel-watch.ts'

export interface Applied {
  /** By host name: what the kernel of that host now holds of ours. */
  readonly rulesets: ReadonlyMap<string, Ruleset>
  readonly transactions: number
}

/** All hosts' rulesets, or every reason why not: a project is applied whole or not at all. */
function compileAll(project: Project): Result<Map<string, Ruleset>, TapwallError> {
  const rulesets = new Map<string, Ruleset>()
  for (const { name } of project.hosts) {
    const ruleset = compile(project, name)
    if (!ruleset.ok) return err({ kind: 'invalid', issues: ruleset.error })
    rulesets.set(name, ruleset.value)
  }
  return ok(rulesets)
}

/** Host by host: read, plan the least edit, write. What the kernel holds already is not touched and keeps its counters. */
export async function applyProject(
  project: Project,
  client: LabClient,
  readNow: (host: string) => Promise<Result<Seen, TapwallError>>,
): Promise<Result<Applied, TapwallError>> {
  const compiled = compileAll(project)
  if (!compiled.ok) return compiled
  let transactions = 0
  for (const [host, ruleset] of compiled.value) {
    const seen = await readNow(host)
    if (!seen.ok) return seen
    const plan = cutPlan(planSync(ruleset, seen.value.dump))
    if (plan.transactions.length === 0) continue
    const written = await client.request('apply', { plan })
    if (!written.ok) return written
    transactions += plan.transactions.length
  }
  return ok({ rulesets: compiled.value, transactions })
}
