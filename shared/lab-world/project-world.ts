import type { Issue } from '../errors.ts'
import { labTopology } from '../helper/lab-topology.ts'
import type { LabTopology } from '../helper/topology.ts'
import type { Dump } from '../netfilter/dump.ts'
import type { Project } from '../project/schema.ts'
import { ok, type Result } from '../result.ts'
import type { World } from '../walk/world.ts'
import { worldOf } from './world-of.ts'

/** The lab of a project with these rules on its hosts (by host name). Devices of ports that are unplugged are not there. */
export function projectWorld(
  project: Project,
  dumps: ReadonlyMap<string, Dump>,
  unplugged: ReadonlySet<string> = new Set(),
): Result<{ readonly world: World; readonly topology: LabTopology }, Issue[]> {
  const whole = labTopology(project)
  if (!whole.ok) return whole
  const computes = whole.value.computes.map((compute) => ({
    ...compute,
    ports: compute.ports.filter(({ portId }) => !unplugged.has(portId)),
  }))
  const topology = { ...whole.value, computes }
  const seen = computes.flatMap(({ hostName, namespace }) => {
    const dump = dumps.get(hostName)
    return dump === undefined ? [] : [[namespace, { dump }] as const]
  })
  return ok({ topology, world: worldOf(topology, new Map(seen)) })
}
