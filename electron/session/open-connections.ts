import { entriesToEnd, type OpenConnections } from '#shared/connections/to-end'
import type { EndedConnections } from '#shared/contract/states'
import type { Ruleset } from '#shared/ruleset/ruleset'
import type { Firewall } from '../privilege/firewall.ts'
import type { AppliedHosts } from './plan-project.ts'

/**
 * Ends open connections after the rules are written, as Neutron's driver does. That it fails is told and is no failure of the apply: the
 * rules are there, and new connections meet them. `written`: the hosts to look at; `before` and `after` by host.
 */
export async function endOpenConnections(
  client: Firewall,
  how: OpenConnections,
  before: AppliedHosts,
  after: AppliedHosts,
  written: readonly string[],
): Promise<EndedConnections | null> {
  if (how === 'kept') return null
  let ended = 0
  let looked = false
  for (const host of written) {
    const now = after.get(host)
    const was = before.get(host)
    if (now === undefined || !hasZones(now.ruleset, was?.ruleset)) continue
    looked = true
    const found = await client.request('connections', { host })
    if (!found.ok) return { ended, error: found.error }
    const entries = entriesToEnd(
      how,
      was === undefined ? null : { project: was.moment.project, ruleset: was.ruleset },
      { project: now.moment.project, ruleset: now.ruleset, dump: now.readBack },
      found.value.entries,
    )
    if (entries.length === 0) continue
    const done = await client.request('end-connections', { host, entries })
    if (!done.ok) return { ended, error: done.error }
    ended += done.value.ended
  }
  return looked ? { ended, error: null } : null
}

/** Releases without zones delete nothing; neither is there anything to delete where no port has one. */
const hasZones = (...rulesets: readonly (Ruleset | undefined)[]): boolean =>
  rulesets.some((ruleset) => ruleset?.tables.some(({ table }) => table === 'raw'))
