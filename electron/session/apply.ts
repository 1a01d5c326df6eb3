import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import type { Firewall } from '../privilege/firewall.ts'
import {
  type AppliedHost,
  type AppliedHosts,
  compileAll,
  type HostMoment,
  type HostPlan,
  planHost,
  type ReadNow,
} from './plan-project.ts'
import type { Target } from './target.ts'
import { type HostWrite, writeHost } from './write-host.ts'

export interface Applied {
  readonly hosts: AppliedHosts
  readonly transactions: number
}

/** Who follows an apply on its way. */
export interface ApplySteps {
  /** All is planned and nothing is written yet. */
  readonly begun: (plans: readonly HostPlan[]) => Promise<void>
  /** A host was written, or refused. */
  readonly wrote: (write: HostWrite) => void
}

/**
 * All hosts of the target are read and planned, then written one by one; in between `begun` may write down what is about to be done.
 * When a host refuses, those before it get their former rules back: everything is written in one trial, which is ended here only by a
 * failure.
 */
export async function applyProject(
  wanted: HostMoment,
  target: Target,
  client: Firewall,
  former: AppliedHosts,
  readNow: ReadNow,
  trial: string,
  { begun, wrote }: ApplySteps,
): Promise<Result<Applied, TapwallError>> {
  const compiled = compileAll(wanted, target)
  if (!compiled.ok) return compiled
  let transactions = 0
  const hosts = new Map<string, AppliedHost>()
  const failed = async (error: TapwallError): Promise<Result<never, TapwallError>> => {
    const back = await client.request('revert', { trial })
    return { ok: false, error: back.ok || back.error.kind === 'drift' ? error : back.error }
  }
  const plans: HostPlan[] = []
  for (const { host, ruleset, moment } of compiled.value) {
    const planned = await planHost(host, ruleset, moment, former, readNow)
    if (!planned.ok) return planned
    const refusal = target.refusal(planned.value.seen.dump)
    if (refusal !== null) return err(refusal)
    plans.push(planned.value)
  }
  await begun(plans)
  for (const plan of plans) {
    const { write, applied } = await writeHost(plan, client, trial, readNow)
    wrote(write)
    if (!applied.ok) return failed(applied.error)
    transactions += plan.plan.transactions.length
    hosts.set(plan.host, applied.value)
  }
  return ok({ hosts, transactions })
}
