import type { Family } from '#shared/netfilter/rule-spec'
import type { HookName } from '#shared/walk/step'
import type { Chance } from '../../support/chance.ts'
import { CARDS, VMS } from './router.ts'

/** Where a rule stands, and what all its matches must fit to. */
export interface Spot {
  readonly family: Family
  readonly hook: HookName
  readonly isRaw: boolean
  readonly random: Chance
}

/** Values that packets have, and some that they do not. */
export const PORTS = [22, 53, 80, 443, 8080, 5000, 1024, 40_000, 60_001] as const
export const MARKS = ['0x0', '0x1', '0x2', '0x3', '0x10/0xf0', '0x1/0x1', '0x2/0x3'] as const

export const OUTSIDE = {
  ipv4: ['198.51.100.7', '203.0.113.9', '192.0.2.200'],
  ipv6: ['2001:db8:99::7', '2001:db8:ffff::9', '2001:db8:98::1'],
} as const

export const addresses = (family: Family): string[] => [...CARDS.map(({ address }) => address[family]), ...OUTSIDE[family]]

const not = (random: Chance): string => (random.oneIn(4) ? '! ' : '')

/** A text of one option that iptables takes there, with what it must have before it; null where it takes none. */
type Write = (spot: Spot) => string | null

const net = ({ family, random }: Spot): string =>
  random.pick(
    family === 'ipv4'
      ? [
          '10.0.1.0/24',
          '10.0.2.0/24',
          '10.0.0.0/8',
          '198.51.100.0/24',
          '128.0.0.0/1',
          '10.0.0.11/255.0.0.255',
          ...addresses(family),
        ]
      : ['2001:db8:1::/64', '2001:db8:2::/64', '2001:db8::/32', '2001:db8:99::/64', '8000::/1', '::11/::ff', ...addresses(family)],
  )
const range = ({ family, random }: Spot): string =>
  random.pick(
    family === 'ipv4'
      ? ['10.0.1.11-10.0.1.12', '10.0.0.0-10.0.1.12', '10.0.1.13-203.0.113.9', '192.0.2.0-255.255.255.255', '10.0.2.9-10.0.2.9']
      : ['2001:db8:1::11-2001:db8:1::12', '::-2001:db8:1::12', '2001:db8:1::13-2001:db8:ffff::9', '2001:db8:2::9-2001:db8:2::9'],
  )
const portRange = ({ random }: Spot): string => {
  const port = random.pick(PORTS)
  return random.pick([String(port), `${port}:${port + 1000}`, `0:${port}`, `${port}:65535`])
}
const portList = ({ random }: Spot): string =>
  `${random.pick(PORTS)},${random.pick(PORTS)},${random.pick([1, 7000])}:${7001 + random.below(2000)}`

const BEFORE: ReadonlySet<HookName> = new Set(['PREROUTING', 'INPUT', 'FORWARD'])
const LEAVING: ReadonlySet<HookName> = new Set(['FORWARD', 'OUTPUT', 'POSTROUTING'])
const DEVICES = ['br0', 'eth0', 'br+', 'eth+', 'e+', 'lo', 'tap1']

const withPorts = (spot: Spot): string => `-p ${spot.random.pick(['tcp', 'tcp', 'udp', 'udp', 'sctp'])}`
/** Before connection tracking has looked nothing is asked of it. */
const tracked =
  (write: Write): Write =>
  (spot) =>
    spot.isRaw ? null : write(spot)

export const WRITES: Readonly<Record<string, Write>> = {
  source: (spot) => `${not(spot.random)}-s ${net(spot)}`,
  destination: (spot) => `${not(spot.random)}-d ${net(spot)}`,
  'iprange of sources': (spot) => `-m iprange ${not(spot.random)}--src-range ${range(spot)}`,
  'iprange of destinations': (spot) => `-m iprange ${not(spot.random)}--dst-range ${range(spot)}`,
  protocol: ({ random, family }) =>
    `${not(random)}-p ${random.pick(['tcp', 'tcp', 'udp', 'udp', family === 'ipv4' ? 'icmp' : 'ipv6-icmp', 'sctp', '200', '47'])}`,
  'interface in': ({ random, hook }) => (BEFORE.has(hook) ? `${not(random)}-i ${random.pick(DEVICES)}` : null),
  'interface out': ({ random, hook }) => (LEAVING.has(hook) ? `${not(random)}-o ${random.pick(DEVICES)}` : null),
  mac: ({ random, hook }) => (BEFORE.has(hook) ? `-m mac ${not(random)}--mac-source ${random.pick(CARDS).mac}` : null),
  'source port': (spot) => `${withPorts(spot)} ${not(spot.random)}--sport ${portRange(spot)}`,
  'destination port': (spot) => `${withPorts(spot)} ${not(spot.random)}--dport ${portRange(spot)}`,
  'multiport of sources': (spot) => `${withPorts(spot)} -m multiport ${not(spot.random)}--sports ${portList(spot)}`,
  'multiport of destinations': (spot) => `${withPorts(spot)} -m multiport ${not(spot.random)}--dports ${portList(spot)}`,
  'multiport of both': (spot) => `${withPorts(spot)} -m multiport ${not(spot.random)}--ports ${portList(spot)}`,
  'tcp-flags': ({ random }) =>
    `-p tcp -m tcp ${not(random)}${random.pick(['--syn', '--tcp-flags SYN,ACK SYN,ACK', '--tcp-flags FIN FIN', '--tcp-flags RST RST', '--tcp-flags PSH,ACK ACK', '--tcp-flags ALL NONE', '--tcp-flags SYN,RST,ACK,FIN SYN'])}`,
  'icmp type': ({ random, family }) =>
    family === 'ipv4'
      ? `-p icmp -m icmp ${not(random)}--icmp-type ${random.pick(['8', '0', '3', '3/3', '8/0', 'any', '11'])}`
      : `-p ipv6-icmp -m icmp6 ${not(random)}--icmpv6-type ${random.pick(['128', '129', '1', '1/4', '128/0', '128/1'])}`,
  length: ({ random }) =>
    `-m length ${not(random)}--length ${random.pick(['0:100', '100', '101:65535', '60:200', '576:1500', '0:84'])}`,
  ttl: ({ random, family }) => {
    const name = family === 'ipv4' ? 'ttl' : 'hl'
    return `-m ${name} ${random.pick([`${not(random)}--${name}-eq 64`, `${not(random)}--${name}-eq 63`, `--${name}-lt 64`, `--${name}-gt 64`, `--${name}-gt 62`])}`
  },
  pkttype: ({ random }) => `-m pkttype ${not(random)}--pkt-type ${random.pick(['unicast', 'broadcast', 'multicast'])}`,
  'addrtype of sources': ({ random }) =>
    `-m addrtype ${not(random)}--src-type ${random.pick(['LOCAL', 'UNICAST', 'UNICAST,LOCAL', 'MULTICAST'])}`,
  'addrtype of destinations': ({ random }) =>
    `-m addrtype ${not(random)}--dst-type ${random.pick(['LOCAL', 'UNICAST', 'UNICAST,LOCAL', 'MULTICAST'])}`,
  mark: ({ random }) => `-m mark ${not(random)}--mark ${random.pick(MARKS)}`,
  connmark: tracked(({ random }) => `-m connmark ${not(random)}--mark ${random.pick(MARKS)}`),
  // Of what the machine itself says nothing is known.
  owner: ({ random, hook }) =>
    hook === 'POSTROUTING'
      ? `-m addrtype ! --src-type LOCAL -m owner ${random.pick(['! ', ''])}--uid-owner ${random.pick(['0', '1000-2000'])}`
      : null,
  state: tracked(
    ({ random }) =>
      `-m ${random.pick(['state ! --state', 'state --state', 'conntrack --ctstate', 'conntrack ! --ctstate'])} ${random.pick(['NEW', 'ESTABLISHED', 'RELATED,ESTABLISHED', 'INVALID', 'NEW,RELATED', 'UNTRACKED'])}`,
  ),
  translated: tracked(
    ({ random }) => `-m conntrack ${not(random)}--ctstate ${random.pick(['DNAT', 'SNAT', 'SNAT,DNAT', 'INVALID,DNAT'])}`,
  ),
  direction: tracked(({ random }) => `-m conntrack --ctdir ${random.pick(['ORIGINAL', 'REPLY'])}`),
  'seen reply': tracked(({ random }) => `-m conntrack ${not(random)}--ctstatus SEEN_REPLY`),
  'protocol of the opener': tracked(({ random }) => `-m conntrack ${not(random)}--ctproto ${random.pick([6, 17])}`),
  'source of the opener': tracked((spot) => `-m conntrack ${not(spot.random)}--ctorigsrc ${net(spot)}`),
  'destination of the opener': tracked((spot) => `-m conntrack ${not(spot.random)}--ctorigdst ${net(spot)}`),
  'port of the opener': tracked((spot) => `${withPorts(spot)} -m conntrack ${not(spot.random)}--ctorigdstport ${portRange(spot)}`),
  'set of sources': ({ random, family }) => `-m set ${not(random)}--match-set ${random.pick(setNames(family))} src`,
  'set of destinations': ({ random, family }) => `-m set ${not(random)}--match-set ${random.pick(setNames(family))} dst`,
  'physdev in': ({ random, hook }) =>
    BEFORE.has(hook) || hook === 'POSTROUTING'
      ? `-m physdev ${not(random)}${random.pick(['--physdev-is-in', `--physdev-in ${random.pick([...VMS.map((_, n) => `tap${n + 1}`), 'tap+'])}`])}`
      : null,
  'physdev out': ({ random, hook }) =>
    hook === 'FORWARD' || hook === 'POSTROUTING'
      ? `-m physdev --physdev-is-bridged ${not(random)}${random.pick(['--physdev-is-out', `--physdev-out tap${1 + random.below(3)}`])}`
      : null,
  'physdev bridged': ({ random, hook }) =>
    hook === 'FORWARD' || hook === 'POSTROUTING' ? `-m physdev ${not(random)}--physdev-is-bridged` : null,
  fragment: ({ random, family }) => (family === 'ipv4' ? `${not(random)}-f` : null),
}

const setNames = (family: Family): string[] =>
  ['ips', 'nets', 'list', ...(family === 'ipv4' ? ['map', 'masked'] : [])].map((name) => `${name}${family.slice(3)}`)

/** For ipset restore; members change with the seed. */
export function setsText(random: Chance): string {
  const of = (family: Family): string => {
    const [v, inet] = family === 'ipv4' ? ['4', 'inet'] : ['6', 'inet6']
    const some = addresses(family).filter(() => random.oneIn(2))
    const nets = family === 'ipv4' ? ['10.0.1.0/24', '198.51.100.0/25'] : ['2001:db8:1::/64', '2001:db8:99::/48']
    return [
      `create ips${v} hash:ip family ${inet}`,
      ...some.map((address) => `add ips${v} ${address}`),
      `create nets${v} hash:net family ${inet}`,
      ...nets.map((one) => `add nets${v} ${one}`),
      `add nets${v} ${VMS[1]?.address[family]}${random.oneIn(2) ? ' nomatch' : ''}`,
      ...(family === 'ipv4'
        ? [
            'create map4 bitmap:ip range 10.0.1.0-10.0.1.255',
            `add map4 ${random.pick(VMS).address.ipv4}`,
            'create masked4 hash:ip family inet netmask 28',
            'add masked4 10.0.1.0',
          ]
        : []),
      `create list${v} list:set`,
      `add list${v} ips${v}`,
      `add list${v} nets${v}`,
    ].join('\n')
  }
  return `${of('ipv4')}\n${of('ipv6')}\n`
}
