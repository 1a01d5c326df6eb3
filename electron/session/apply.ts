import { compile } from '#shared/compile/compile'
import type { TapwallError } from '#shared/errors'
import type { Dump } from '#shared/netfilter/dump'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import type { Ruleset } from '#shared/ruleset/ruleset'
import { cutPlan } from '#shared/sync/cut'
import { planSync } from '#shared/sync/plan-sync'
import { withChangesMarked } from '#shared/sync/read-back'
import type { LabClient } from '../privilege/lab-client.ts'
import type { Seen } from './kernel-watch.ts'

export interface AppliedHost {
  readonly ruleset: Ruleset
  readonly readBack: Dump
}

export interface Applied {
  /** By host name: what that host should hold, and what its kernel said just after the writing. */
  readonly hosts: ReadonlyMap<string, AppliedHost>
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
  former: ReadonlyMap<string, AppliedHost>,
  readNow: (host: string) => Promise<Result<Seen, TapwallError>>,
): Promise<Result<Applied, TapwallError>> {
  const compiled = compileAll(project)
  if (!compiled.ok) return compiled
  let transactions = 0
  const hosts = new Map<string, AppliedHost>()
  for (const [host, ruleset] of compiled.value) {
    const seen = await readNow(host)
    if (!seen.ok) return seen
    const readBack = former.get(host)?.readBack
    const held = readBack === undefined ? seen.value.dump : withChangesMarked(readBack, seen.value.dump)
    const plan = cutPlan(planSync(ruleset, held))
    if (plan.transactions.length > 0) {
      const written = await client.request('apply', { plan })
      if (!written.ok) return written
      transactions += plan.transactions.length
    }
    const now = await readNow(host)
    if (!now.ok) return now
    hosts.set(host, { ruleset, readBack: now.value.dump })
  }
  return ok({ hosts, transactions })
}
