import type { WalkAgainst } from '#shared/contract/walk'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { type Dump, emptyDump } from '#shared/netfilter/dump'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import { afterPlan } from '#shared/sync/after-plan'
import { planSync } from '#shared/sync/plan-sync'
import type { ApplyOwner } from './apply-owner.ts'
import type { KernelWatch } from './kernel-watch.ts'
import { compileAll } from './plan-project.ts'
import type { ProjectStore } from './project-store.ts'
import type { Target } from './target.ts'

/** The rules that a packet is walked through. `project`: whose machines and addresses they stand among. */
export interface WalkDumps {
  readonly project: Project
  readonly revision: number | null
  /** By host name. */
  readonly dumps: ReadonlyMap<string, Dump>
}

export interface WalkDeps {
  readonly projects: ProjectStore
  readonly target: Target
  readonly watch: KernelWatch
  readonly applies: Pick<ApplyOwner, 'hosts'>
  readonly unplugged: () => ReadonlySet<string>
}

const NOTHING_APPLIED: TapwallError = invalid([
  issue(
    ['against'],
    'walk.nothing-applied',
    'Nothing was applied yet, so there are no applied rules to walk. Apply first, or walk the edited ones.',
  ),
])

/**
 * What is in the kernels of all hosts now, what they held just after the last apply, or what they would hold after an apply of the edited
 * project: rules of others, which an apply leaves alone, are walked in each case. The edited project can be walked without a kernel.
 */
export async function walkDumps(against: WalkAgainst, deps: WalkDeps): Promise<Result<WalkDumps, TapwallError>> {
  const { projects, target, watch, applies, unplugged } = deps
  const { project, revision, applied } = projects.state.get()
  const dumps = new Map<string, Dump>()
  if (against === 'applied') {
    const hosts = applies.hosts()
    if (applied === null || hosts.size === 0) return err(NOTHING_APPLIED)
    for (const [host, { readBack }] of hosts) dumps.set(host, readBack)
    return ok({ project: applied.project, revision: applied.revision, dumps })
  }
  if (against === 'kernel') {
    const names = target.hosts(applied?.project ?? project)
    if (!names.ok) return names
    for (const host of names.value) {
      const seen = await watch.readNow(host)
      if (!seen.ok) return seen
      dumps.set(host, seen.value.dump)
    }
    return ok({ project: applied?.project ?? project, revision: applied?.revision ?? null, dumps })
  }
  const compiled = compileAll({ project, unplugged: unplugged(), apply: 0 }, target)
  if (!compiled.ok) return compiled
  for (const { host, ruleset } of compiled.value) {
    const seen = target.firewall() === null ? null : await watch.readNow(host)
    if (seen !== null && !seen.ok) return seen
    const held = seen?.value.dump ?? emptyDump
    dumps.set(host, afterPlan(held, planSync(ruleset, held)))
  }
  return ok({ project, revision, dumps })
}
