import { z } from 'zod'
import type { ConntrackEntry } from '../netfilter/conntrack-entries.ts'
import type { Dump } from '../netfilter/dump.ts'
import type { Project } from '../project/schema.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import { type Deletion, fitsDeletion, neutronDeletions } from './as-neutron.ts'
import { refusedEntries } from './refused.ts'
import { trackedPorts } from './tracked-ports.ts'

/**
 * What becomes of open connections when rules are applied. `refused`: those end that nobody could open under the new rules. `as-neutron`:
 * those that the driver of 21.0 and 25.2 deletes, which may be more and fewer. `kept`: none. Releases without zones (2014.2, 2015.1)
 * delete nothing, whatever is chosen.
 */
export const OpenConnections = z.enum(['refused', 'as-neutron', 'kept'])
export type OpenConnections = z.infer<typeof OpenConnections>

export interface AppliedSide {
  readonly project: Project
  readonly ruleset: Ruleset
}

/** `before` null: nothing of ours was there. `dump`: what the kernel holds after the apply. */
export function entriesToEnd(
  how: OpenConnections,
  before: AppliedSide | null,
  after: AppliedSide & { readonly dump: Dump },
  entries: readonly ConntrackEntry[],
): ConntrackEntry[] {
  if (how === 'kept') return []
  const formerPorts = before === null ? [] : trackedPorts(before.project, before.ruleset)
  if (how === 'as-neutron') {
    if (before === null) return []
    const byZone = new Map<number, Deletion[]>()
    for (const deletion of neutronDeletions(before.project, after.project, formerPorts)) {
      const known = byZone.get(deletion.zone)
      if (known === undefined) byZone.set(deletion.zone, [deletion])
      else known.push(deletion)
    }
    return entries.filter((entry) => byZone.get(entry.zone)?.some((deletion) => fitsDeletion(entry, deletion)) === true)
  }
  const formerZones = new Set(formerPorts.map(({ zone }) => zone))
  return refusedEntries(after.dump, trackedPorts(after.project, after.ruleset), formerZones, entries)
}
