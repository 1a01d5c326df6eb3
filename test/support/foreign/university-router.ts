import type { Family } from '#shared/netfilter/rule-spec'
import { type Chance, chance } from '../chance.ts'
import { alone, bogons, MANAGEMENT, outside, UPLINK, type Vlan, VPN, vlansOf } from './university-nets.ts'

/**
 * The firewall of a router that grew for years: some 5,000 lines, as iptables-save prints them (1.8, of both kinds), without counters.
 * The same text each time.
 */
export function universityRouter(family: Family): string {
  const writer = new Writer(family)
  return [writer.raw(), writer.mangle(), ...(family === 'ipv4' ? [writer.nat()] : []), writer.filter()].join('')
}

export const universitySets = `create admins hash:ip family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0xcbbb9d5d
add admins 10.100.0.5
add admins 10.105.0.17
create admins6 hash:ip family inet6 hashsize 1024 maxelem 65536 bucketsize 12 initval 0x629a292a
add admins6 2001:db8:64::5
create banned hash:net family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x9159015a
add banned 203.0.113.96/27
add banned 198.51.100.0/26
add banned 198.51.100.8/29 nomatch
create banned6 hash:net family inet6 hashsize 1024 maxelem 65536 bucketsize 12 initval 0x152fecd8
add banned6 2001:db8:f00d::/48
`

const HOOKS = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']
const ports = (random: Chance): string =>
  random.pick(['22', '80', '443', '25', '993', '3306', '5432', '8080', '3389', '1024:65535', '6000:6063'])
const manyPorts = (random: Chance): string =>
  random.pick(['80,443', '22,80,443,8080', '137:139,445', '25,110,143,465,587,993,995', '5060:5061,10000:20000'])
const NOTES = [
  'ticket 10423',
  'printer of room 2.17',
  `Müller\\'s lab: \\"keep\\"`,
  'until summer',
  'C:\\\\share, see wiki',
  '实验室 17',
]

class Writer {
  private readonly family: Family
  private readonly isV4: boolean
  private readonly random: Chance
  private readonly vlans: readonly Vlan[]
  private readonly icmp: string

  constructor(family: Family) {
    this.family = family
    this.isV4 = family === 'ipv4'
    this.random = chance(this.isV4 ? 4 : 6)
    this.vlans = vlansOf(family)
    this.icmp = this.isV4 ? '-p icmp -m icmp --icmp-type' : '-p ipv6-icmp -m icmp6 --icmpv6-type'
  }

  /** Chains of users in the order of their names, as the tools print them. */
  private table(
    name: string,
    builtIn: Readonly<Record<string, string>>,
    rules: readonly (readonly [chain: string, text: string])[],
  ): string {
    const own = new Set(rules.map(([chain]) => chain))
    for (const chain of Object.keys(builtIn)) own.delete(chain)
    const chains = [...Object.keys(builtIn), ...[...own].toSorted()]
    const lines = chains.flatMap((chain) => rules.filter(([of]) => of === chain).map(([, text]) => `-A ${chain} ${text}`))
    const heads = chains.map((chain) => `:${chain} ${builtIn[chain] ?? '-'} [0:0]`)
    return [`*${name}`, ...heads, ...lines, 'COMMIT', ''].join('\n')
  }

  raw(): string {
    const dns = ['53', '123'].flatMap((port) => [
      `-p udp -m udp --dport ${port} -j CT --notrack`,
      `-p udp -m udp --sport ${port} -j CT --notrack`,
    ])
    return this.table(
      'raw',
      { PREROUTING: 'ACCEPT', OUTPUT: 'ACCEPT' },
      dns.map((text) => ['PREROUTING', `-i ${VPN} ${text}`]),
    )
  }

  mangle(): string {
    const marks = this.vlans
      .filter(({ kind }) => kind === 'dormitory')
      .map(({ card, number }) => ['PREROUTING', `-i ${card} -j MARK --set-xmark 0x${number.toString(16)}/0xff`] as const)
    return this.table('mangle', Object.fromEntries(HOOKS.map((hook) => [hook, 'ACCEPT'])), [
      ...marks,
      ['FORWARD', `-o ${VPN} -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu`],
      ['POSTROUTING', `-o ${UPLINK} -m mark --mark 0x70/0xf0 -j DSCP --set-dscp 0x08`],
    ])
  }

  nat(): string {
    const own = this.vlans.filter(({ kind }) => kind !== 'servers')
    const first = this.vlans.find(({ kind }) => kind === 'servers')
    return this.table('nat', { PREROUTING: 'ACCEPT', INPUT: 'ACCEPT', OUTPUT: 'ACCEPT', POSTROUTING: 'ACCEPT' }, [
      ['PREROUTING', `-d 192.0.2.80/32 -i ${UPLINK} -p tcp -m tcp --dport 80 -j DNAT --to-destination ${first?.host(80)}:8080`],
      [
        'PREROUTING',
        `-d 192.0.2.25/32 -i ${UPLINK} -p tcp -m multiport --dports 25,465,587 -j DNAT --to-destination ${first?.host(25)}`,
      ],
      ...own.map(({ net, number }) => ['POSTROUTING', `-s ${net} -o ${UPLINK} -j SNAT --to-source 192.0.2.${number}`] as const),
    ])
  }

  filter(): string {
    return this.table('filter', { INPUT: 'DROP', FORWARD: 'DROP', OUTPUT: 'ACCEPT' }, [
      ...this.input(),
      ...this.forward(),
      ...this.outsiders(),
      ...this.checks(),
      ...this.vlans.flatMap((vlan) => [...this.leaving(vlan), ...this.entering(vlan)]),
    ])
  }

  private input(): (readonly [string, string])[] {
    const admins = this.isV4 ? 'admins' : 'admins6'
    return [
      '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      '-i lo -j ACCEPT',
      '-m conntrack --ctstate INVALID -j log-invalid',
      `-i ${MANAGEMENT} -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -m set --match-set ${admins} src -j ACCEPT`,
      `-i ${MANAGEMENT} -p udp -m udp --dport 161:162 -m comment --comment "nms, \\"read only\\"" -j ACCEPT`,
      `${this.icmp} ${this.isV4 ? 8 : 128} -m length --length 0:576 -j ACCEPT`,
      ...this.vlans.map(
        ({ card }) => `-i ${card} -p udp -m udp --sport ${this.isV4 ? '68 --dport 67' : '546 --dport 547'} -j ACCEPT`,
      ),
      `-i ${UPLINK} -p tcp -m tcp --sport 1024:65535 --dport 179 -m ${this.isV4 ? 'ttl --ttl-eq' : 'hl --hl-eq'} 255 -j ACCEPT`,
      `-d ${this.isV4 ? '224.0.0.18/32' : 'ff02::12/128'} -p vrrp -j ACCEPT`,
      `-d ${this.isV4 ? '224.0.0.5/32' : 'ff02::5/128'} -p ospf -m pkttype --pkt-type multicast -j ACCEPT`,
      '-m limit --limit 10/min -j LOG --log-prefix "router: \\"refused\\" " --log-level 6',
      `-j REJECT --reject-with ${this.isV4 ? 'icmp-admin-prohibited' : 'icmp6-adm-prohibited'}`,
    ].map((text) => ['INPUT', text] as const)
  }

  private forward(): (readonly [string, string])[] {
    return [
      '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      '-m conntrack --ctstate INVALID -j log-invalid',
      `-i ${UPLINK} -g from-outside`,
      '-p tcp -j tcp-flags',
      ...this.vlans.map(({ card, number }) => `-i ${card} -j vlan${number}-out`),
      ...this.vlans.map(({ card, number }) => `-o ${card} -g vlan${number}-in`),
      `-i ${VPN} -m mark --mark 0x0 -j ACCEPT`,
      `-o ${UPLINK} -j ACCEPT`,
      '-m limit --limit 1/sec --limit-burst 20 -j LOG --log-prefix "fwd: " --log-tcp-options --log-ip-options',
      `-j REJECT --reject-with ${this.isV4 ? 'icmp-net-prohibited' : 'icmp6-no-route'}`,
    ].map((text) => ['FORWARD', text] as const)
  }

  private outsiders(): (readonly [string, string])[] {
    return [
      ...bogons[this.family].map((net) => `-s ${net} -j DROP`),
      `-m set --match-set ${this.isV4 ? 'banned' : 'banned6'} src -j DROP`,
      '-p tcp -j tcp-flags',
      '-p tcp -m tcp --dport 22 --tcp-flags FIN,SYN,RST,ACK SYN -m connlimit --connlimit-above 200 --connlimit-mask 0 --connlimit-saddr -j REJECT --reject-with tcp-reset',
      ...this.vlans.map(({ card, number }) => `-o ${card} -g vlan${number}-in`),
      '-j RETURN',
    ].map((text) => ['from-outside', text] as const)
  }

  private checks(): (readonly [string, string])[] {
    const flags = [
      'FIN,SYN,RST,PSH,ACK,URG NONE',
      'FIN,SYN FIN,SYN',
      'SYN,RST SYN,RST',
      'FIN,RST FIN,RST',
      'FIN,ACK FIN',
      'PSH,ACK PSH',
      'ACK,URG URG',
    ]
    return [
      ...flags.map((each) => ['tcp-flags', `-p tcp -m tcp --tcp-flags ${each} -j DROP`] as const),
      ['log-invalid', '-m limit --limit 6/hour --limit-burst 3 -j LOG --log-prefix "invalid\\\\: " --log-uid'],
      ['log-invalid', '-j DROP'],
      ['spoofed', '-j NFLOG --nflog-prefix spoofed --nflog-group 7'],
      ['spoofed', '-j DROP'],
    ]
  }

  /** What a VLAN may send: only from its own net, and not what its kind of people should not. */
  private leaving(vlan: Vlan): (readonly [string, string])[] {
    const { random } = this
    const texts = [`! -s ${vlan.net} -j spoofed`]
    for (let n = 0; n < 45; n++) {
      const host = alone(vlan.host(2 + random.below(250)))
      const other = alone(random.pick(this.vlans).host(2 + random.below(250)))
      const note = random.oneIn(4) ? ` -m comment --comment "${random.pick(NOTES)}"` : ''
      texts.push(
        random.pick([
          `-s ${host} -p tcp -m tcp --dport ${ports(random)}${note} -j ACCEPT`,
          `-s ${host} -d ${other} -p udp -m udp --dport ${ports(random)}${note} -j DROP`,
          `-s ${host} -m mac ! --mac-source 52:54:00:${this.hex()}:${this.hex()}:${this.hex()} -j DROP`,
          `-s ${host} -d ${random.pick(outside[this.family])} -p tcp -m multiport --dports ${manyPorts(random)}${note} -j ${this.refusal('tcp')}`,
          `-p tcp -m iprange --src-range ${vlan.host(20)}-${vlan.host(40 + random.below(200))} -m tcp --dport ${ports(random)} -j ${this.refusal('tcp')}`,
          `-p udp -m multiport ! --sports ${manyPorts(random)} -m iprange ! --dst-range ${vlan.host(9)}-${vlan.host(99)} -m length --length 1200:1500 -j RETURN`,
          `! -d ${random.pick(outside[this.family])} -p udp -m multiport --ports ${manyPorts(random)} -j ${this.refusal('udp')}`,
        ]),
      )
    }
    if (vlan.kind === 'students')
      texts.push(
        '-p tcp -m tcp --dport 6881:6999 -m time --timestart 08:00:00 --timestop 18:00:00 --weekdays Mon,Tue,Wed,Thu,Fri --datestop 2038-01-19T03:14:07 -j DROP',
      )
    if (vlan.kind === 'dormitory')
      texts.push(
        `-p udp -m hashlimit --hashlimit-above 200/sec --hashlimit-burst 400 --hashlimit-mode srcip --hashlimit-name dorm${vlan.number} -j DROP`,
      )
    return texts.map((text) => [`vlan${vlan.number}-out`, text] as const)
  }

  /** What may be sent to a VLAN. */
  private entering(vlan: Vlan): (readonly [string, string])[] {
    const { random } = this
    const texts: string[] = []
    const count = vlan.kind === 'servers' ? 120 : 62
    for (let n = 0; n < count; n++) {
      const host = alone(vlan.host(2 + random.below(250)))
      const from = random.pick(outside[this.family])
      const near = random.pick(this.vlans)
      texts.push(
        random.pick([
          `-d ${host} -p tcp -m tcp --dport ${ports(random)} -m conntrack --ctstate NEW -j ACCEPT`,
          `-s ${from} -d ${host} -p tcp -m multiport --dports ${manyPorts(random)} -j ACCEPT`,
          `-s ${near.net} -d ${host} -i ${near.card} -p udp -m udp --sport 1024:65535 --dport ${ports(random)} -j ACCEPT`,
          `-s ${alone(near.host(5))} -d ${host} -m comment --comment "${random.pick(NOTES)}" -j ACCEPT`,
          `! -s ${near.net} -d ${host} ! -i ${near.card} -p tcp -m tcp ! --dport ${ports(random)} --tcp-flags FIN,SYN,RST,ACK SYN -j ${this.refusal('tcp')}`,
          `-d ${host} ${this.icmp} ${random.pick(this.isV4 ? ['8', '3/4', '11', '13'] : ['128', '2', '1/4', '3'])} -j ACCEPT`,
          `-d ${host} -p sctp -m sctp --dport ${ports(random)} -j ACCEPT`,
        ]),
      )
    }
    texts.push(
      `-d ${vlan.net} -m limit --limit 30/min --limit-burst 60 -j LOG --log-prefix "to ${vlan.number}: "`,
      `-j ${this.refusal('udp')}`,
    )
    return texts.map((text) => [`vlan${vlan.number}-in`, text] as const)
  }

  private hex(): string {
    return this.random.below(256).toString(16).padStart(2, '0')
  }

  private refusal(protocol: 'tcp' | 'udp'): string {
    const answers = this.isV4
      ? ['icmp-port-unreachable', 'icmp-host-prohibited', 'icmp-proto-unreachable', 'icmp-net-unreachable']
      : ['icmp6-port-unreachable', 'icmp6-addr-unreachable', 'icmp6-policy-fail', 'icmp6-adm-prohibited']
    return this.random.oneIn(3)
      ? 'DROP'
      : `REJECT --reject-with ${this.random.pick(protocol === 'tcp' ? [...answers, 'tcp-reset'] : answers)}`
  }
}
