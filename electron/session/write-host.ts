import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import type { Firewall } from '../privilege/firewall.ts'
import type { AppliedHost, HostPlan, ReadNow } from './plan-project.ts'

/** The writing of one host's plan, with how long its parts took in milliseconds. */
export interface HostWrite {
  readonly planned: HostPlan
  readonly writeMs: number
  readonly checkMs: number
  readonly error: TapwallError | null
}

/** Writes a plan, where there is anything to write, and reads what the kernel made of it. `trial` null: it stays. */
export async function writeHost(
  planned: HostPlan,
  client: Firewall,
  trial: string | null,
  readNow: ReadNow,
): Promise<{ readonly write: HostWrite; readonly applied: Result<AppliedHost, TapwallError> }> {
  const { host, ruleset, moment, plan } = planned
  const begun = performance.now()
  const written = plan.transactions.length === 0 ? ok(null) : await client.request('apply', { plan, trial })
  const writeMs = performance.now() - begun
  if (!written.ok) return { write: { planned, writeMs, checkMs: 0, error: written.error }, applied: written }
  const read = await readNow(host)
  const checkMs = performance.now() - begun - writeMs
  const applied = read.ok ? ok({ ruleset, moment, readBack: read.value.dump }) : err(read.error)
  return { write: { planned, writeMs, checkMs, error: read.ok ? null : read.error }, applied }
}
