import { MANAGEMENT, UPLINK, VPN, vlansOf } from './university-nets.ts'

/** The machine whose rules a dump holds, as far as they speak of it: cards, bridges, addresses, and the ways to those far away. */
export interface Net {
  readonly cards: readonly NetCard[]
  readonly routes: readonly NetRoute[]
}

export interface NetCard {
  readonly name: string
  /** With the length of their subnet; the first is of IPv4. */
  readonly addresses: readonly string[]
  /** It is a bridge with these ports; empty: a card with one cable. */
  readonly ports: readonly string[]
}

export interface NetRoute {
  readonly prefix: string
  readonly via: string
  readonly device: string
}

const card = (name: string, ...addresses: string[]): NetCard => ({ name, addresses, ports: [] })
/** Without a link-local address: from one a bridge would tell of better ways for what it translated (net/ipv6/ip6_output.c, `ip6_forward`). */
const bridge = (name: string, ports: readonly string[], ...addresses: string[]): NetCard => ({ name, addresses, ports })

const to = (device: string, via: string, ...prefixes: string[]): NetRoute[] => prefixes.map((prefix) => ({ prefix, via, device }))

/** The world outside is behind eth0. There is no way to everywhere, so that some who send get no answer. */
const uplink = card('eth0', '192.0.2.1/24', '192.0.2.10/24', '2001:db8:e0::1/64', 'fe80::e0/64')
const outside = [
  ...to('eth0', '192.0.2.254', '203.0.113.0/24', '198.51.100.0/24', '198.18.0.0/15', '10.99.0.0/16'),
  ...to('eth0', '2001:db8:e0::fe', '2001:db8::/32'),
]
const net = (...cards: NetCard[]): Net => ({ cards: [uplink, ...cards], routes: outside })

const docker = net(
  bridge('docker0', ['veth17a', 'veth17b'], '172.17.0.1/16', 'fd00:17::1/64'),
  bridge('br-5d1c0f7a9e21', ['veth18a', 'veth18b'], '172.18.0.1/16', 'fd00:18::1/64'),
)

const pods = net(
  bridge('cni0', ['vethpod1', 'vethpod2'], '10.244.0.1/16'),
  // Where a service's address goes that no rule translates.
  card('eth1', '10.96.0.1/16', 'fe80::e1/64'),
)

const university: Net = {
  cards: [
    card(UPLINK, '192.0.2.1/24', '2001:db8:e0::1/64', 'fe80::e0/64'),
    card(VPN, '10.200.0.1/24', '2001:db8:200::1/64', 'fe80::200/64'),
    card(MANAGEMENT, '10.201.0.1/24', '2001:db8:201::1/64', 'fe80::201/64'),
    ...vlansOf('ipv4').map((vlan, at) => {
      const six = vlansOf('ipv6')[at]
      const length = vlan.net.slice(vlan.net.indexOf('/'))
      return card(
        vlan.card,
        vlan.host(1) + length,
        ...(six === undefined ? [] : [`${six.host(1)}/64`]),
        `fe80::1:${vlan.number}/64`,
      )
    }),
  ],
  routes: outside,
}

const NETS: Readonly<Record<string, Net>> = {
  docker,
  'docker-sets': docker,
  'docker-swarm': net(
    bridge('docker0', ['veth17a', 'veth17b'], '172.17.0.1/16'),
    bridge('docker_gwbridge', ['veth18a', 'veth18b'], '172.18.0.1/16'),
    bridge('br-9f2c41d07be3', ['veth20a', 'veth20b'], '172.20.0.1/16'),
  ),
  fail2ban: net(card('eth1', '10.1.0.1/24', '2001:db8:a1::1/64', 'fe80::a1/64')),
  firewalld: net(
    card('eth1', '10.50.0.1/24', '2001:db8:50::1/64', 'fe80::a1/64'),
    card('eth2', '10.40.0.1/24', '2001:db8:40::1/64', 'fe80::a2/64'),
    card('eth3', '10.60.0.1/24', '2001:db8:60::1/64', 'fe80::a3/64'),
  ),
  'kube-proxy': pods,
  'kube-services': pods,
  libvirt: net(
    bridge('virbr0', ['vnet0', 'vnet1'], '192.168.122.1/24', 'fd12:3456:789a:1::1/64'),
    bridge('virbr1', ['vnet2', 'vnet3'], '192.168.123.1/24', 'fd12:3456:789a:2::1/64'),
  ),
  ufw: net(
    card('wg0', '10.8.0.1/24', 'fd00:8::1/64', 'fe80::8/64'),
    card('eth1', '192.168.50.1/24', 'fd00:50::1/64', 'fe80::50/64'),
  ),
  vpn: {
    cards: [uplink, card('eth1', '10.1.0.1/24'), card('tun0', '10.8.0.1/24'), card('tun1', '10.9.0.1/24')],
    routes: [...outside, ...to('eth0', '192.0.2.254', '10.3.0.0/24')],
  },
  'university-router': university,
}

/** That of a dump; one that has none is a mistake of the test. */
export function netOf(name: string): Net {
  const found = NETS[name]
  if (found === undefined) throw new Error(`no network for the rules of ${name}`)
  return found
}

/** A cable's end in the router: of each the same name stands at its other end. `on`: the card with the addresses. */
export interface Cable {
  readonly name: string
  readonly on: NetCard
  /** Of the end that is not the router's. */
  readonly mac: string
}

export const cablesOf = ({ cards }: Net): readonly Cable[] =>
  cards
    .flatMap((on) => (on.ports.length === 0 ? [on.name] : on.ports).map((name) => ({ name, on })))
    .map((cable, at) => ({ ...cable, mac: `52:54:00:00:00:${hex(at)}` }))

/** Of the router's card. */
export const routerMac = ({ cards }: Net, name: string): string =>
  `0e:00:00:00:00:${hex(cards.findIndex((each) => each.name === name))}`

const hex = (value: number): string => value.toString(16).padStart(2, '0')
