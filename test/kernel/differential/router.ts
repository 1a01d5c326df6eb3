import type { Dump } from '#shared/netfilter/dump'
import type { Family } from '#shared/netfilter/rule-spec'
import type { World, WorldDevice, WorldPlace } from '#shared/walk/world'
import type { Namespace } from './namespace.ts'

/**
 * A machine that bridges and routes: VMs at a bridge that has addresses of its own, and a card to a neighbour behind whom the rest of the
 * world is. Nobody is asked for a MAC address, and nothing is said but what packets cause.
 */
export interface Card {
  readonly name: string
  readonly mac: string
  readonly address: Readonly<Record<Family, string>>
}

const LONE = { ipv4: 32, ipv6: 128 } as const
const PREFIXES = { ipv4: 24, ipv6: 64 } as const
const FAMILIES: readonly Family[] = ['ipv4', 'ipv6']

const cardOf = (name: string, n: number, net: number, host: string): Card => ({
  name,
  mac: `fa:16:3e:00:0${net}:0${n}`,
  address: { ipv4: `10.0.${net}.${host}`, ipv6: `2001:db8:${net}::${host}` },
})
/** Behind the ports `tap1` to `tap3` of the bridge. */
export const VMS: readonly Card[] = [1, 2, 3].map((n) => cardOf(`vm${n}`, n, 1, `1${n}`))
export const FAR: Card = cardOf('far', 9, 2, '9')
export const CARDS: readonly Card[] = [...VMS, FAR]

export const BRIDGE: Card = { ...cardOf('br0', 0, 1, '1'), mac: '0e:00:00:00:00:01' }
export const UPLINK: Card = { ...cardOf('eth0', 0, 2, '1'), mac: '0e:00:00:00:00:02' }
/** Another address of the machine, on its loopback, which nobody uses unless a rule says so. */
export const SPARE: Readonly<Record<Family, string>> = { ipv4: '10.0.2.77', ipv6: '2001:db8:2::77' }
const OWN: readonly Card[] = [BRIDGE, UPLINK]

export const portOf = (vm: Card): string => vm.name.replace('vm', 'tap')

/** The card of the machine by which this one is reached. */
export const gatewayOf = (card: Card): Card => (card === FAR ? UPLINK : BRIDGE)

export async function plugInRouter(host: Namespace, ends: Namespace): Promise<void> {
  await ends.sysctls({ 'ipv6/conf/all/disable_ipv6': 1, 'ipv6/conf/default/disable_ipv6': 1 })
  await host.sysctls({
    ...{ 'bridge/bridge-nf-call-iptables': 1, 'bridge/bridge-nf-call-ip6tables': 1 },
    ...{ 'ipv4/ip_forward': 1, 'ipv6/conf/all/forwarding': 1, 'ipv6/conf/default/forwarding': 1 },
    ...{ 'ipv4/conf/all/rp_filter': 0, 'ipv4/conf/default/rp_filter': 0 },
    ...{ 'ipv4/conf/all/send_redirects': 0, 'ipv4/conf/default/send_redirects': 0 },
    // Every error is told, however many there were.
    ...{ 'ipv4/icmp_ratemask': 0, 'ipv6/icmp/ratelimit': 0 },
    ...{ 'ipv6/conf/default/addr_gen_mode': 1, 'ipv6/conf/default/accept_dad': 0 },
  })
  await host.ip([
    'link set lo up',
    `link add dev br0 address ${BRIDGE.mac} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
    ...VMS.map((vm) => `link add dev ${portOf(vm)} netns ${host.pid} type veth peer name ${vm.name} netns ${ends.pid}`),
    `link add dev eth0 address ${UPLINK.mac} netns ${host.pid} type veth peer name far netns ${ends.pid}`,
    ...VMS.map((vm) => `link set dev ${portOf(vm)} master br0 up`),
    ...OWN.flatMap(({ name, address }) => [
      `link set dev ${name} up`,
      ...FAMILIES.map((family) => `address add ${address[family]}/${PREFIXES[family]} dev ${name}${nodad(family)}`),
    ]),
    ...FAMILIES.map((family) => `address add ${SPARE[family]}/${LONE[family]} dev lo`),
    ...CARDS.flatMap((card) =>
      FAMILIES.map(
        (family) => `neighbour add ${card.address[family]} lladdr ${card.mac} dev ${gatewayOf(card).name} nud permanent`,
      ),
    ),
  ])
  await ends.ip(CARDS.map(({ name, mac }) => `link set dev ${name} address ${mac} up`))
  await host.run('ip', ['route', 'add', 'default', 'via', FAR.address.ipv4, 'dev', 'eth0'])
  await host.run('ip', ['-6', 'route', 'add', 'default', 'via', FAR.address.ipv6, 'dev', 'eth0'])
  await host.run('bridge', ['-batch', '-'], VMS.map((vm) => `fdb replace ${vm.mac} dev ${portOf(vm)} master static\n`).join(''))
  await untilQuiet(host)
}

const nodad = (family: Family): string => (family === 'ipv6' ? ' nodad' : '')

/** Ports forward, and what the machine tells of groups that it listens to has been told. */
async function untilQuiet(host: Namespace): Promise<void> {
  let last = ''
  for (let tries = 0; tries < 60; tries++) {
    const links = JSON.parse(await host.run('bridge', ['-j', 'link', 'show'])) as { state: string }[]
    const sent = await host.run('cat', ['/proc/net/snmp6'])
    const told = [...sent.matchAll(/^Icmp6Out\S+\s+\d+$/gm)].join()
    if (links.every(({ state }) => state === 'forwarding') && told === last) return
    last = told
    await new Promise((resolve) => setTimeout(resolve, 1500))
  }
  throw new Error('the machine does not come to rest')
}

/** The same as a world. Each card is a place of its own, and who hears nothing. */
export function routerWorld(dump: Dump): World {
  const device = (name: string, mac: string | null, more: Partial<WorldDevice> = {}): WorldDevice => ({
    ...{ name, mac, addresses: [], isUp: true, peer: null, master: null },
    ...more,
  })
  const own = ({ name, mac, address }: Card, more: Partial<WorldDevice> = {}): WorldDevice =>
    device(name, mac, { addresses: FAMILIES.map((family) => `${address[family]}/${PREFIXES[family]}`), ...more })
  const peer = (place: string, name: string) => ({ peer: { place, device: name } })
  const spare = FAMILIES.map((family) => `${SPARE[family]}/${LONE[family]}`)
  const host: WorldPlace = {
    ...{ name: 'host', title: 'host', kind: 'host' },
    devices: [
      own(BRIDGE),
      ...VMS.map((vm) => device(portOf(vm), null, { master: 'br0', ...peer(vm.name, vm.name) })),
      own(UPLINK, peer('far', 'far')),
      device('lo', null, { addresses: spare }),
    ],
    bridges: [
      {
        ...{ name: 'br0', netfilter: { ipv4: true, ipv6: true } },
        forwarding: [
          { mac: BRIDGE.mac, port: 'br0', isLocal: true },
          ...VMS.map((vm) => ({ mac: vm.mac, port: portOf(vm), isLocal: false })),
        ],
      },
    ],
    routes: [
      { prefix: '0.0.0.0/0', via: FAR.address.ipv4, device: 'eth0' },
      { prefix: '::/0', via: FAR.address.ipv6, device: 'eth0' },
    ],
    neighbours: CARDS.flatMap((card) =>
      FAMILIES.map((family) => ({ address: card.address[family], mac: card.mac, device: gatewayOf(card).name })),
    ),
    ...{ forwards: { ipv4: true, ipv6: true }, speaks: { ipv4: true, ipv6: true }, dump },
  }
  const silent = { ipv4: false, ipv6: false }
  return {
    places: [
      host,
      ...CARDS.map(
        (card): WorldPlace => ({
          ...{ name: card.name, title: card.name, kind: 'vm' },
          devices: [device(card.name, card.mac, peer('host', card === FAR ? 'eth0' : portOf(card)))],
          ...{ bridges: [], routes: [], neighbours: [], forwards: silent, speaks: silent, dump: { tables: [], sets: [] } },
        }),
      ),
    ],
  }
}
