import { compile } from '#shared/compile/compile'
import type { HostReview } from '#shared/contract/review'
import type { TapwallError } from '#shared/errors'
import type { Dump } from '#shared/netfilter/dump'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import { indexMarks } from '#shared/ruleset/rows'
import type { Ruleset } from '#shared/ruleset/ruleset'
import { cutPlan } from '#shared/sync/cut'
import type { Plan } from '#shared/sync/plan'
import { planSync } from '#shared/sync/plan-sync'
import { holdsWhatWasApplied, withChangesMarked } from '#shared/sync/read-back'
import { chainsOf } from './describe.ts'
import type { Seen } from './kernel-watch.ts'
import type { Target } from './target.ts'

export interface HostPlan {
  readonly host: string
  readonly ruleset: Ruleset
  readonly moment: HostMoment
  readonly seen: Seen
  readonly plan: Plan
  /** Milliseconds that reading and planning took. */
  readonly planMs: number
  /** What was written to the host last; undefined when nothing was. */
  readonly former: AppliedHost | undefined
}

export type ReadNow = (host: string) => Promise<Result<Seen, TapwallError>>

/** What a ruleset was made of: the project, and which of the host's ports were unplugged. `apply`: a number of the apply that began it. */
export interface HostMoment {
  readonly project: Project
  readonly unplugged: ReadonlySet<string>
  readonly apply: number
}

/** What a host should hold, and what its kernel said just after the writing. */
export interface AppliedHost {
  readonly ruleset: Ruleset
  readonly moment: HostMoment
  readonly readBack: Dump
}
/** By host name. */
export type AppliedHosts = ReadonlyMap<string, AppliedHost>

/** Of the ports that are unplugged, those of one host. */
export const unpluggedOn = (project: Project, host: string, unplugged: ReadonlySet<string>): ReadonlySet<string> =>
  unplugged.size === 0
    ? unplugged
    : new Set(project.ports.flatMap(({ id, hostName }) => (hostName === host && unplugged.has(id) ? [id] : [])))

export function compileHost({ project, unplugged }: HostMoment, host: string): Result<Ruleset, TapwallError> {
  const ruleset = compile(project, host, {}, { unplugged })
  return ruleset.ok ? ruleset : err({ kind: 'invalid', issues: ruleset.error })
}

interface HostRuleset {
  readonly host: string
  readonly ruleset: Ruleset
  readonly moment: HostMoment
}

/** The rulesets of all hosts of the target, or every reason why not: a project is applied whole or not at all. */
export function compileAll({ project, unplugged, apply }: HostMoment, target: Target): Result<HostRuleset[], TapwallError> {
  const rulesets: HostRuleset[] = []
  const names = target.hosts(project)
  if (!names.ok) return names
  for (const host of names.value) {
    const moment: HostMoment = { project, apply, unplugged: unpluggedOn(project, host, unplugged) }
    const ruleset = compileHost(moment, host)
    if (!ruleset.ok) return ruleset
    rulesets.push({ host, ruleset: ruleset.value, moment })
  }
  return ok(rulesets)
}

/** The least edit from what a host holds to its ruleset. What the kernel holds already is not touched and keeps its counters. */
export async function planHost(
  host: string,
  ruleset: Ruleset,
  moment: HostMoment,
  former: AppliedHosts,
  readNow: ReadNow,
): Promise<Result<HostPlan, TapwallError>> {
  const begun = performance.now()
  const seen = await readNow(host)
  if (!seen.ok) return seen
  const last = former.get(host)
  const held = last === undefined ? seen.value.dump : withChangesMarked(last.readBack, seen.value.dump)
  const plan = cutPlan(planSync(ruleset, held))
  return ok({ host, ruleset, moment, seen: seen.value, plan, planMs: performance.now() - begun, former: last })
}

/** What an apply of this project would do, with what is plugged in now. */
export async function reviewProject(
  wanted: HostMoment,
  target: Target,
  former: AppliedHosts,
  readNow: ReadNow,
): Promise<Result<HostReview[], TapwallError>> {
  const compiled = compileAll(wanted, target)
  if (!compiled.ok) return compiled
  const hosts: HostReview[] = []
  for (const { host, ruleset, moment } of compiled.value) {
    const planned = await planHost(host, ruleset, moment, former, readNow)
    if (!planned.ok) return planned
    hosts.push({ ...hostReview(planned.value), connections: target.connections() })
  }
  return ok(hosts)
}

/** A plan with all that a person needs to judge it. */
export function hostReview({ host, ruleset, seen: { dump, reading }, plan, former }: HostPlan): HostReview {
  return {
    ...{ host, dump, packets: [...reading.packets], plan, chains: chainsOf(ruleset) },
    origins: originsOf(plan, dump, [former?.ruleset, ruleset]),
    asLeft: former === undefined ? null : holdsWhatWasApplied(former.ruleset, former.readBack, dump),
    connections: [],
  }
}

/** Of the marks that the steps write, and of those in the chains that they change. */
function originsOf(plan: Plan, dump: Dump, rulesets: readonly (Ruleset | undefined)[]): HostReview['origins'] {
  const marks = new Set<string>()
  for (const transaction of plan.transactions) {
    if (transaction.on !== 'table') continue
    const touched = new Set<string>()
    for (const step of transaction.steps) {
      touched.add(step.chain)
      if (step.do === 'append' || step.do === 'insert') marks.add(step.mark)
    }
    const held = dump.tables.find(({ family, table }) => family === transaction.family && table === transaction.table)
    for (const { name, rules } of held?.chains ?? [])
      if (touched.has(name)) for (const { mark } of rules) if (mark !== null) marks.add(mark)
  }
  const origins: HostReview['origins'] = {}
  for (const ruleset of rulesets)
    for (const [mark, { rule }] of ruleset === undefined ? [] : indexMarks(ruleset))
      if (marks.has(mark)) origins[mark] = rule.origin
  return origins
}
