import type { LabCompute, LabMachine, LabTopology } from '#shared/helper/topology'
import { parseAddress } from '#shared/net/address'
import { contains, parsePrefix } from '#shared/net/prefix'

/** The lab's cables, bridges, addresses and routes as lines for `ip -batch`. Pure: what to build is decided, this only words it. */

export type LabPort = LabCompute['ports'][number]

/** Bridges learn and forward at once, and send nothing of their own: no spanning tree, no multicast queries. */
const BRIDGE = 'type bridge stp_state 0 forward_delay 0 mcast_snooping 0'

/** Run in the lab's own namespace: each cable is made with both ends where they belong. */
export function cableLines(topology: LabTopology): string[] {
  const { namespace } = topology.switch
  const plugs = topology.computes.flatMap((compute) =>
    compute.ports.flatMap((port) => portCables(compute, port, topology.switch.namespace)),
  )
  const cards = topology.machines.flatMap((machine) =>
    machine.cards.map(({ nic, port }) => cable(port, namespace, `${nic.name} address ${nic.mac}`, machine.namespace)),
  )
  return [...plugs, ...cards]
}

/** Of one port: from the VM's card to its tap, and from its bridge to the switch. */
export const portCables = (compute: LabCompute, port: LabPort, switchNamespace: string): string[] => [
  cable(port.tap, compute.namespace, `${port.nic.name} address ${port.nic.mac}`, port.vmNamespace),
  cable(port.qvb, compute.namespace, port.qvo, switchNamespace),
]

const cable = (name: string, namespace: string, peer: string, peerNamespace: string): string =>
  `link add dev ${name} netns ${namespace} type veth peer name ${peer} netns ${peerNamespace}`

/** Run in the switch's namespace: one bridge for each network, and the cables of ports and machines plugged in. */
export function switchLines(topology: LabTopology): string[] {
  const ports = [
    ...topology.computes.flatMap((compute) => compute.ports.map(({ qvo, switchBridge }) => [qvo, switchBridge] as const)),
    ...topology.machines.flatMap((machine) => machine.cards.map(({ port, bridge }) => [port, bridge] as const)),
  ]
  return [
    'link set dev lo up',
    ...topology.switch.bridges.flatMap(({ name }) => [`link add dev ${name} ${BRIDGE}`, `link set dev ${name} up`]),
    ...ports.map(([port, bridge]) => pluggedInto(bridge, port)),
  ]
}

export const pluggedInto = (bridge: string, device: string): string => `link set dev ${device} master ${bridge} up`

/** Run in a host's namespace: for each port the bridge `qbr` between tap and switch, which has no address. */
export const computeLines = (compute: LabCompute): string[] => ['link set dev lo up', ...compute.ports.flatMap(portBridge)]

export const portBridge = ({ tap, qbr, qvb }: LabPort): string[] => [
  `link add dev ${qbr} ${BRIDGE}`,
  pluggedInto(qbr, tap),
  pluggedInto(qbr, qvb),
  `link set dev ${qbr} up`,
]

/** Run in a machine's namespace: its cards with their addresses, its floating addresses, its default routes. */
export function machineLines(topology: LabTopology, machine: LabMachine): string[] {
  const plugged = topology.computes.flatMap((compute) => compute.ports.filter((port) => port.vmNamespace === machine.namespace))
  const nics = [...plugged.map((port) => port.nic), ...machine.cards.map((card) => card.nic)]
  // A router answers ARP for a floating IP because it has it, as the l3 agent does.
  const floating = machine.nat?.floating.map(({ outside }) => `addr add ${outside}/32 dev ${machine.nat?.outsideNic}`) ?? []
  return [
    'link set dev lo up',
    ...nics.flatMap(cardLines),
    ...floating,
    ...machine.gateways.map((gateway) => `route add ${wayOut(gateway)}`),
  ]
}

const cardLines = ({ name, addresses }: LabPort['nic']): string[] => [
  ...addresses.map((address) => `addr add ${address} dev ${name}${address.includes(':') ? ' nodad' : ''}`),
  `link set dev ${name} up`,
]

const wayOut = (gateway: string): string => `${gateway.includes(':') ? '::/0' : '0.0.0.0/0'} via ${gateway}`

/** Run in a VM's namespace after one of its cards was plugged in again: its addresses, and the default routes that lead through it. */
export const cardAgain = (machine: LabMachine | undefined, { nic }: LabPort): string[] => [
  ...cardLines(nic),
  ...(machine?.gateways ?? [])
    .filter((gateway) => nic.addresses.some((address) => isOnLink(address, gateway)))
    .map((gateway) => `route replace ${wayOut(gateway)}`),
]

function isOnLink(prefix: string, address: string): boolean {
  const [network, host] = [parsePrefix(prefix), parseAddress(address)]
  return network.ok && host.ok && contains(network.value, host.value)
}
