import type { Project } from '../project/schema.ts'
import { tapName } from '../ruleset/naming.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'

/** A port whose packets have a zone of connection tracking: its own (hybrid driver), or its network's (plain driver). */
export interface TrackedPort {
  readonly id: string
  readonly tap: string
  readonly zone: number
  readonly mac: string
  /** Fixed addresses and those of allowed address pairs: addresses and prefixes, as typed. */
  readonly addresses: readonly string[]
}

/** The ports of a ruleset that have a zone; none in releases without zones, and none that keep no state. */
export function trackedPorts(project: Project, { tables }: Ruleset): TrackedPort[] {
  const zones = new Map<string, number>()
  for (const { family, table, chains } of tables)
    if (table === 'raw' && family === 'ipv4')
      for (const { rules } of chains)
        for (const { origin } of rules) if (origin.kind === 'zone' && origin.zone !== null) zones.set(origin.portId, origin.zone)
  return project.ports.flatMap(({ id, macAddress, fixedIps, allowedAddressPairs }) => {
    const zone = zones.get(id)
    if (zone === undefined) return []
    const addresses = [...fixedIps, ...allowedAddressPairs].map(({ ipAddress }) => ipAddress)
    return [{ id, tap: tapName(id), zone, mac: macAddress, addresses }]
  })
}
