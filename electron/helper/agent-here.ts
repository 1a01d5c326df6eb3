import { invalid, issue, type TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { agentChains } from '#shared/sync/agent-chains'
import type { SavedState } from '#shared/sync/saved'
import type { Within } from './run-tool.ts'
import { readFamily } from './tables.ts'

/**
 * Refuses a plan where an agent of Neutron keeps chains of its own: both would write the same names. Whole tables are read only where
 * that can be: a plan that touches a hook, or a chain that has rules and no mark of ours among them. `saved`: what the plan touches.
 */
export async function refuseBesideAgent(within: Within, saved: SavedState): Promise<Result<null, TapwallError>> {
  const mayBe = saved.chains.some(
    ({ chain, rules }) =>
      !chain.startsWith('neutron-') || (rules !== null && rules.length > 0 && rules.every(({ mark }) => mark === null)),
  )
  if (!mayBe) return ok(null)
  for (const family of new Set(saved.chains.map((chain) => chain.family))) {
    const tables = await readFamily(within, family)
    if (!tables.ok) return tables
    const [chain] = agentChains(tables.value)
    if (chain !== undefined)
      return err(
        invalid([
          issue([], 'ours.agent', `An agent of Neutron works here: the chain ${chain} is its own. Nothing is written.`, { chain }),
        ]),
      )
  }
  return ok(null)
}
