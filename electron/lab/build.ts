import type { TapwallError } from '#shared/errors'
import type { LabTopology } from '#shared/helper/topology'
import { err, type Result } from '#shared/result'
import { makeEmptyTables } from './empty-tables.ts'
import { missingModules } from './kernel-modules.ts'
import { cableLines, computeLines, machineLines, switchLines } from './links.ts'
import { addNamespaces, allOf, deleteNamespaces, ipBatch, namespaceFile } from './namespaces.ts'
import { writeNat } from './router-nat.ts'
import { computeSysctls, machineSysctls, switchSysctls, writeSysctls } from './sysctl.ts'

const namespacesOf = (topology: LabTopology): string[] => [
  topology.switch.namespace,
  ...topology.computes.map((compute) => compute.namespace),
  ...topology.machines.map((machine) => machine.namespace),
]

/** Builds all of the lab, or leaves nothing of it and says why. */
export async function buildLab(topology: LabTopology): Promise<Result<null, TapwallError>> {
  const namespaces = namespacesOf(topology)
  const made = await addNamespaces(namespaces)
  const built = made.ok ? await furnish(topology) : made
  if (built.ok) return built
  for (const namespace of namespaces) await deleteNamespaces([namespace])
  return built
}

export const demolishLab = (topology: LabTopology): Promise<Result<null, TapwallError>> => deleteNamespaces(namespacesOf(topology))

/** Settings first: an interface that comes up with IPv6 on has already spoken. Then cables, then what hangs on them. */
async function furnish(topology: LabTopology): Promise<Result<null, TapwallError>> {
  const set = await allOf([
    writeSysctls(topology.switch.namespace, switchSysctls()),
    ...topology.computes.map(({ namespace }) => writeSysctls(namespace, computeSysctls())),
    ...topology.machines.map(({ namespace, forwards }) => writeSysctls(namespace, machineSysctls(topology.ipv6, forwards))),
  ])
  if (!set.ok) return set
  const cables = await ipBatch(null, cableLines(topology))
  if (!cables.ok) return cables
  // The switch and the hosts before the machines, whose routes need a card that is up and plugged in.
  const bridges = await allOf([
    ipBatch(namespaceFile(topology.switch.namespace), switchLines(topology)),
    ...topology.computes.map((compute) => ipBatch(namespaceFile(compute.namespace), computeLines(compute))),
    ...topology.computes.map(({ namespace }) => makeEmptyTables(namespace)),
  ])
  if (!bridges.ok) return bridges
  return allOf([
    ...topology.machines.map((machine) => ipBatch(namespaceFile(machine.namespace), machineLines(topology, machine))),
    ...topology.machines.flatMap(({ namespace, nat }) => (nat === null ? [] : [writeNat(namespace, nat)])),
  ])
}

const PROBE = 'probe'

/** Whether the kernel can do what the lab needs, tried in a namespace of its own. */
export async function probeKernel(): Promise<Result<null, TapwallError>> {
  const made = await addNamespaces([PROBE])
  if (!made.ok) return made
  const missing = await missingModules(namespaceFile(PROBE))
  const gone = await deleteNamespaces([PROBE])
  return missing === null ? gone : err(missing)
}
