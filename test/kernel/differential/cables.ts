import { brqName, qbrName, qvbName, qvoName, tapName } from '#shared/ruleset/naming'
import type { Namespace } from './namespace.ts'

/**
 * Cards of VMs and of the world outside, plugged into one host as nova and Neutron plug them: with the hybrid driver each port has a
 * bridge of its own and a cable to the switch, with the plain one all ports of a network stand in one bridge. Cards, switch and what is
 * outside are in a namespace of their own, `ends`, where no packet meets a rule or an address.
 */

export type Driver = 'hybrid' | 'plain'

export interface Plugged {
  readonly portId: string
  readonly networkId: string
  readonly mac: string
  /** Name of the VM's card in `ends`. */
  readonly card: string
}

export interface Cabling {
  readonly driver: Driver
  readonly ports: readonly Plugged[]
  readonly networks: readonly { readonly id: string; readonly card: string; readonly mac: string }[]
}

/** A bridge with its ports, each with the MAC addresses that are behind it. */
export interface CabledBridge {
  readonly where: 'host' | 'ends'
  readonly name: string
  readonly ports: readonly { readonly name: string; readonly macs: readonly string[] }[]
}

const switchName = (network: number): string => `sw${network + 1}`
const uplink = (network: number): string => `up${network + 1}`

/** The cables: both ends' names, and where they are. */
export function cablesOf({
  driver,
  ports,
  networks,
}: Cabling): { readonly host: string | null; readonly ends: [string] | [string, string] }[] {
  const taps = ports.map(({ portId, card }) => ({ host: tapName(portId), ends: [card] as [string] }))
  if (driver === 'plain') return [...taps, ...networks.map(({ card }, n) => ({ host: uplink(n), ends: [card] as [string] }))]
  return [
    ...taps,
    ...ports.map(({ portId }) => ({ host: qvbName(portId), ends: [qvoName(portId)] as [string] })),
    ...networks.map(({ card }, n) => ({ host: null, ends: [uplink(n), card] as [string, string] })),
  ]
}

/** Bridges of the host, then of the switch; in each the order in which ports are plugged in. */
export function bridgesOf({ driver, ports, networks }: Cabling): CabledBridge[] {
  const members = (id: string) => ports.filter(({ networkId }) => networkId === id)
  if (driver === 'plain')
    return networks.map(({ id, mac }, n) => ({
      ...{ where: 'host', name: brqName(id) },
      ports: [...members(id).map((port) => ({ name: tapName(port.portId), macs: [port.mac] })), { name: uplink(n), macs: [mac] }],
    }))
  const outside = (port: Plugged): string[] => [
    ...members(port.networkId).flatMap(({ mac }) => (mac === port.mac ? [] : [mac])),
    ...networks.flatMap(({ id, mac }) => (id === port.networkId ? [mac] : [])),
  ]
  return [
    ...ports.map((port) => ({
      ...{ where: 'host' as const, name: qbrName(port.portId) },
      ports: [
        { name: tapName(port.portId), macs: [port.mac] },
        { name: qvbName(port.portId), macs: outside(port) },
      ],
    })),
    ...networks.map(({ id, mac }, n) => ({
      ...{ where: 'ends' as const, name: switchName(n) },
      ports: [...members(id).map((port) => ({ name: qvoName(port.portId), macs: [port.mac] })), { name: uplink(n), macs: [mac] }],
    })),
  ]
}

/** The MAC of a bridge itself, by the order in which bridges are listed. */
export const bridgeMac = (nth: number): string => `0e:00:00:00:00:${nth.toString(16).padStart(2, '0')}`

const SILENT = { 'ipv6/conf/all/disable_ipv6': 1, 'ipv6/conf/default/disable_ipv6': 1 }
const PLAIN_WAYS = {
  'ipv4/conf/all/rp_filter': 0,
  'ipv4/conf/default/rp_filter': 0,
  'ipv4/conf/all/send_redirects': 0,
  'ipv4/conf/default/send_redirects': 0,
}
const netfilter = (value: 0 | 1) => ({ 'bridge/bridge-nf-call-iptables': value, 'bridge/bridge-nf-call-ip6tables': value })

/** Makes all of it in two fresh namespaces. */
export async function plugIn(cabling: Cabling, host: Namespace, ends: Namespace): Promise<void> {
  await host.sysctls({ ...SILENT, ...PLAIN_WAYS, ...netfilter(1) })
  await ends.sysctls({ ...SILENT, ...PLAIN_WAYS, ...netfilter(0) })
  const cables = cablesOf(cabling).map(({ host: inHost, ends: [one, two] }) =>
    inHost === null
      ? `link add dev ${one} netns ${ends.pid} type veth peer name ${two} netns ${ends.pid}`
      : `link add dev ${inHost} netns ${host.pid} type veth peer name ${one} netns ${ends.pid}`,
  )
  const macs = [
    ...cabling.ports.map(({ card, mac }) => `link set dev ${card} address ${mac} up`),
    ...cabling.networks.map(({ card, mac }) => `link set dev ${card} address ${mac} up`),
  ]
  await host.ip(cables)
  await ends.ip(['link set dev lo up', ...macs])
  const bridges = bridgesOf(cabling)
  for (const where of ['host', 'ends'] as const) {
    const lines = bridges.flatMap(({ where: there, name, ports }, nth) =>
      there !== where
        ? []
        : [
            `link add dev ${name} address ${bridgeMac(nth)} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
            ...ports.map((port) => `link set dev ${port.name} master ${name} up`),
            `link set dev ${name} up`,
          ],
    )
    if (lines.length > 0) await (where === 'host' ? host : ends).ip(lines)
  }
  for (const where of [host, ends]) await untilForwarding(where)
  await learnAll(cabling, host, ends)
}

/** A port of a bridge takes a moment until it knows that its cable is plugged in at both ends. */
async function untilForwarding(where: Namespace): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const ports = JSON.parse((await where.run('bridge', ['-j', 'link', 'show'])) || '[]') as { state: string; master?: string }[]
    if (ports.every(({ state, master }) => master === undefined || state === 'forwarding')) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('a port of a bridge does not come up')
}

/** Every bridge knows behind which port everybody is, also when somebody sent under another's address. */
export async function learnAll(cabling: Cabling, host: Namespace, ends: Namespace): Promise<void> {
  for (const where of ['host', 'ends'] as const) {
    const bridges = bridgesOf(cabling).filter((bridge) => bridge.where === where)
    await (where === 'host' ? host : ends).ip(bridges.map(({ name }) => `link set dev ${name} type bridge fdb_flush`))
    const lines = bridges.flatMap(({ ports }) =>
      ports.flatMap(({ name, macs }) => macs.map((mac) => `fdb replace ${mac} dev ${name} master static`)),
    )
    if (lines.length > 0) await (where === 'host' ? host : ends).run('bridge', ['-batch', '-'], `${lines.join('\n')}\n`)
  }
}
