import type { LabCompute, LabMachine, LabTopology } from '#shared/helper/topology'

/** The lab's cables, bridges, addresses and routes as lines for `ip -batch`. Pure: what to build is decided, this only words it. */

/** Bridges learn and forward at once, and send nothing of their own: no spanning tree, no multicast queries. */
const BRIDGE = 'type bridge stp_state 0 forward_delay 0 mcast_snooping 0'

/** Run in the lab's own namespace: each cable is made with both ends where they belong. */
export function cableLines(topology: LabTopology): string[] {
  const { namespace } = topology.switch
  const plugs = topology.computes.flatMap((compute) =>
    compute.ports.flatMap(({ nic, vmNamespace, tap, qvb, qvo }) => [
      cable(tap, compute.namespace, `${nic.name} address ${nic.mac}`, vmNamespace),
      cable(qvb, compute.namespace, qvo, namespace),
    ]),
  )
  const cards = topology.machines.flatMap((machine) =>
    machine.cards.map(({ nic, port }) => cable(port, namespace, `${nic.name} address ${nic.mac}`, machine.namespace)),
  )
  return [...plugs, ...cards]
}

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
    ...ports.map(([port, bridge]) => `link set dev ${port} master ${bridge} up`),
  ]
}

/** Run in a host's namespace: for each port the bridge `qbr` between tap and switch, which has no address. */
export const computeLines = (compute: LabCompute): string[] => [
  'link set dev lo up',
  ...compute.ports.flatMap(({ tap, qbr, qvb }) => [
    `link add dev ${qbr} ${BRIDGE}`,
    `link set dev ${tap} master ${qbr} up`,
    `link set dev ${qvb} master ${qbr} up`,
    `link set dev ${qbr} up`,
  ]),
]

/** Run in a machine's namespace: its cards with their addresses, its floating addresses, its default routes. */
export function machineLines(topology: LabTopology, machine: LabMachine): string[] {
  const plugged = topology.computes.flatMap((compute) => compute.ports.filter((port) => port.vmNamespace === machine.namespace))
  const nics = [...plugged.map((port) => port.nic), ...machine.cards.map((card) => card.nic)]
  // A router answers ARP for a floating IP because it has it, as the l3 agent does.
  const floating = machine.nat?.floating.map(({ outside }) => `addr add ${outside}/32 dev ${machine.nat?.outsideNic}`) ?? []
  return [
    'link set dev lo up',
    ...nics.flatMap(({ name, addresses }) => [
      ...addresses.map((address) => `addr add ${address} dev ${name}${address.includes(':') ? ' nodad' : ''}`),
      `link set dev ${name} up`,
    ]),
    ...floating,
    ...machine.gateways.map((gateway) => `route add ${gateway.includes(':') ? '::/0' : '0.0.0.0/0'} via ${gateway}`),
  ]
}
