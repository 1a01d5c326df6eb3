import { natTable } from '../helper/nat-table.ts'
import type { LabCompute, LabMachine, LabTopology } from '../helper/topology.ts'
import { parseAddress } from '../net/address.ts'
import { linkLocalOf } from '../net/mac.ts'
import { contains, parsePrefix } from '../net/prefix.ts'
import { type Dump, emptyDump } from '../netfilter/dump.ts'
import { parseSave } from '../netfilter/parse-save.ts'
import type { World, WorldBridge, WorldDevice, WorldPlace } from '../walk/world.ts'

/** What was read of a namespace; what is left out follows from the topology, and everybody is known to bridges and neighbours. */
export interface Seen {
  readonly dump?: Dump
  /** By bridge. */
  readonly forwarding?: ReadonlyMap<string, NonNullable<WorldBridge['forwarding']>>
  readonly neighbours?: NonNullable<WorldPlace['neighbours']>
}

/** The lab as `electron/lab` builds it, for walking packets through it. `seen`: by namespace. */
export function worldOf(topology: LabTopology, seen: ReadonlyMap<string, Seen>): World {
  const of = (namespace: string): Seen => seen.get(namespace) ?? {}
  return {
    places: [
      ...topology.machines.map((machine) => machineOf(topology, machine, of(machine.namespace))),
      ...topology.computes.map((compute) => hostOf(topology, compute, of(compute.namespace))),
      switchOf(topology, of(topology.switch.namespace)),
    ],
  }
}

const NO = { ipv4: false, ipv6: false }

function machineOf(topology: LabTopology, machine: LabMachine, seen: Seen): WorldPlace {
  const plugged = topology.computes.flatMap(({ namespace, ports }) =>
    ports.flatMap(({ nic, tap, vmNamespace }) =>
      vmNamespace === machine.namespace ? [{ nic, peer: { place: namespace, device: tap } }] : [],
    ),
  )
  const cards = [
    ...plugged,
    ...machine.cards.map(({ nic, port }) => ({ nic, peer: { place: topology.switch.namespace, device: port } })),
  ]
  const devices = cards.map(({ nic: { name, mac, addresses }, peer }): WorldDevice => {
    const floating = machine.nat?.outsideNic === name ? machine.nat.floating.map(({ outside }) => `${outside}/32`) : []
    const linkLocal = topology.ipv6 ? linkLocalOf(mac) : null
    const own = linkLocal === null ? [] : [`${linkLocal.text}/64`]
    return { name, mac, addresses: [...addresses, ...floating, ...own], isUp: true, peer, master: null }
  })
  return {
    ...{ name: machine.namespace, title: machine.name, kind: machine.kind, devices, bridges: [] },
    routes: machine.gateways.flatMap((via) => {
      const device = devices.find(({ addresses }) => addresses.some((prefix) => isOnLink(prefix, via)))
      return device === undefined ? [] : [{ prefix: via.includes(':') ? '::/0' : '0.0.0.0/0', via, device: device.name }]
    }),
    forwards: { ipv4: machine.forwards, ipv6: machine.forwards && topology.ipv6 },
    speaks: { ipv4: true, ipv6: topology.ipv6 },
    ...{ neighbours: seen.neighbours ?? null, dump: seen.dump ?? natDump(machine.nat) },
  }
}

/** As iptables-save prints a router's table, whose built-in chains are all there. */
function natDump(nat: LabMachine['nat']): Dump {
  if (nat === null) return emptyDump
  const policies = ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'].map((chain) => `:${chain} ACCEPT [0:0]`)
  const text = natTable(nat).replace('*nat\n', `*nat\n${policies.join('\n')}\n`)
  return { tables: [...parseSave('ipv4', text).tables], sets: [] }
}

function isOnLink(prefix: string, address: string): boolean {
  const [network, host] = [parsePrefix(prefix), parseAddress(address)]
  return network.ok && host.ok && contains(network.value, host.value)
}

/** A host's bridges show their packets to both families, have no address and no IPv6 of their own. */
function hostOf(topology: LabTopology, { hostName, namespace, ports }: LabCompute, seen: Seen): WorldPlace {
  return {
    ...{ name: namespace, title: hostName, kind: 'host' },
    devices: ports.flatMap(({ vmNamespace, nic, tap, qbr, qvb, qvo }) => [
      plain(qbr),
      { ...plain(tap), peer: { place: vmNamespace, device: nic.name }, master: qbr },
      { ...plain(qvb), peer: { place: topology.switch.namespace, device: qvo }, master: qbr },
    ]),
    bridges: ports.map(({ qbr }) => ({
      name: qbr,
      netfilter: { ipv4: true, ipv6: true },
      forwarding: seen.forwarding?.get(qbr) ?? null,
    })),
    ...{
      routes: [],
      neighbours: seen.neighbours ?? null,
      forwards: NO,
      speaks: { ipv4: true, ipv6: false },
      dump: seen.dump ?? emptyDump,
    },
  }
}

function switchOf(topology: LabTopology, seen: Seen): WorldPlace {
  const { namespace, bridges } = topology.switch
  const plugs = topology.computes.flatMap((compute) =>
    compute.ports.map(
      ({ qvo, qvb, switchBridge }): WorldDevice => ({
        ...plain(qvo),
        peer: { place: compute.namespace, device: qvb },
        master: switchBridge,
      }),
    ),
  )
  const cards = topology.machines.flatMap((machine) =>
    machine.cards.map(
      ({ nic, port, bridge }): WorldDevice => ({
        ...plain(port),
        peer: { place: machine.namespace, device: nic.name },
        master: bridge,
      }),
    ),
  )
  return {
    ...{
      name: namespace,
      title: namespace,
      kind: 'switch',
      devices: [...bridges.map(({ name }) => plain(name)), ...plugs, ...cards],
    },
    bridges: bridges.map(({ name }) => ({ name, netfilter: NO, forwarding: seen.forwarding?.get(name) ?? null })),
    ...{
      routes: [],
      neighbours: seen.neighbours ?? null,
      forwards: NO,
      speaks: { ipv4: true, ipv6: false },
      dump: seen.dump ?? emptyDump,
    },
  }
}

const plain = (name: string): WorldDevice => ({ name, mac: null, addresses: [], isUp: true, peer: null, master: null })
