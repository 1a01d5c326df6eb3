import type { TapwallError } from '#shared/errors'
import type { LabTopology } from '#shared/helper/topology'
import type { Result } from '#shared/result'
import { cardAgain, type LabPort, pluggedInto, portBridge, portCables } from './links.ts'
import { ipBatch, namespaceFile } from './namespaces.ts'
import { readLinks } from './read-links.ts'

type Compute = LabTopology['computes'][number]

/** One port of the topology, with the host that it is plugged into. */
export interface Plug {
  readonly compute: Compute
  readonly port: LabPort
}

export function findPlug(topology: LabTopology | null, portId: string): Plug | null {
  for (const compute of topology?.computes ?? [])
    for (const port of compute.ports) if (port.portId === portId) return { compute, port }
  return null
}

/**
 * What nova does when an interface is detached (virt/libvirt/vif.py, unplug_hybrid of the old releases, os-vif's vif_plug_ovs later): the
 * bridge and both cables of the port go, and with the tap the VM's card. Somebody else may have taken some of it away already.
 */
export async function unplug({ compute, port }: Plug): Promise<Result<null, TapwallError>> {
  const present = await readLinks(compute.namespace)
  if (!present.ok) return present
  const own = [port.tap, port.qvb, port.qbr].filter((name) => present.value.has(name))
  return ipBatch(
    namespaceFile(compute.namespace),
    own.map((name) => `link delete dev ${name}`),
  )
}

/** Plugs a port in as it was when the lab was built, whatever is left of it. */
export async function plug(topology: LabTopology, { compute, port }: Plug): Promise<Result<null, TapwallError>> {
  const gone = await unplug({ compute, port })
  if (!gone.ok) return gone
  const { namespace } = topology.switch
  const steps: readonly [string | null, string[]][] = [
    [null, portCables(compute, port, namespace)],
    [namespaceFile(namespace), [pluggedInto(port.switchBridge, port.qvo)]],
    [namespaceFile(compute.namespace), portBridge(port)],
    [namespaceFile(port.vmNamespace), cardAgain(machineOf(topology, port), port)],
  ]
  for (const [within, lines] of steps) {
    const done = await ipBatch(within, lines)
    if (!done.ok) return done
  }
  return gone
}

const machineOf = (topology: LabTopology, { vmNamespace }: LabPort) =>
  topology.machines.find(({ namespace }) => namespace === vmNamespace)
