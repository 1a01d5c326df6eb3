import fc from 'fast-check'

/**
 * Small rulesets with every match and target that is known, and some that are not, over a few addresses, devices and ports: two of them
 * that are alike but for some lines and members.
 */
const PREFIXES = ['10.0.0.0/30', '10.0.0.1/32', '10.0.0.2/31', '10.0.0.0/8', '128.0.0.0/1']
/** Firsts, lasts and neighbours of all prefixes and members. */
export const ADDRESSES = [
  ...['0.0.0.0', '9.255.255.255', '10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.255', '10.0.1.0'],
  ...['10.255.255.255', '11.0.0.0', '127.255.255.255', '128.0.0.0', '255.255.255.255'],
]
export const MACS = ['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02', 'fa:16:3e:00:00:03']
export const DEVICES = ['eth0', 'eth1', 'veth9', 'zz']
export const BRIDGES = ['br0', 'br1', 'zz']
/** Firsts, lasts and neighbours of all port ranges. */
export const PORTS = [0, 21, 22, 23, 79, 80, 81, 1023, 1024, 1025, 2000, 2001, 65534, 65535]

const one = fc.constantFrom
const not = one('', '', '', '! ')
const ports = one('22', '80', '0', '65535', '22:80', '1024:65535', '0:1023', '80:2000')
const portList = one('22,80', '22:80,1024:2000', '0,65535')
const states = one('NEW', 'INVALID', 'RELATED,ESTABLISHED', 'NEW,ESTABLISHED', 'UNTRACKED', 'INVALID,UNTRACKED')

const addressPart = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  fc.tuple(not, one('-s', '-d'), one(...PREFIXES)).map(([n, flag, prefix]) => `${n}${flag} ${prefix} `),
  {
    weight: 3,
    arbitrary: fc
      .tuple(not, one('src', 'dst'), one('nets', 'nets', 'ips', 'map', 'gone'))
      .map(([n, flag, set]) => `-m set ${n}--match-set ${set} ${flag} `),
  },
  fc.tuple(not, one('--src-range', '--dst-range')).map(([n, flag]) => `-m iprange ${n}${flag} 10.0.0.1-10.0.0.255 `),
)
const withPorts = fc
  .tuple(
    one('tcp', 'udp', 'sctp'),
    one('single', 'single', 'multi', 'both', 'two'),
    one('--sport', '--dport', '--dport'),
    not,
    ports,
    portList,
  )
  .map(([protocol, how, flag, n, port, list]) => {
    if (how === 'single') return `-p ${protocol} -m ${protocol} ${n}${flag} ${port} `
    if (how === 'multi') return `-p ${protocol} -m multiport ${n}${flag}s ${list} `
    if (how === 'both') return `-p ${protocol} -m multiport ${n}--ports ${list} `
    return `-p ${protocol} -m ${protocol} --sport ${port} ${n}--dport 22 `
  })
const protocolPart = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 5, arbitrary: withPorts },
  fc.tuple(not, one('tcp', 'udp', 'icmp', 'gre', '200', 'ipip')).map(([n, protocol]) => `${n}-p ${protocol} `),
  fc.tuple(not, one('8', '3/4', 'any', '0', '3')).map(([n, type]) => `-p icmp -m icmp ${n}--icmp-type ${type} `),
  one(
    '-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN ',
    '-p tcp -m tcp ! --tcp-flags SYN,ACK SYN ',
    '-p tcp -m tcp --tcp-flags RST NONE ',
  ),
)
const devicePart = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  fc
    .tuple(
      not,
      one('in', 'out'),
      one('tapa', 'tapa', 'tapb', 'tap+', 'eth0', 'eth+', 'veth9'),
      one('', '', ' --physdev-is-bridged', ' ! --physdev-is-bridged'),
    )
    .map(([n, side, device, bridged]) => `-m physdev ${n}--physdev-${side} ${device}${bridged} `),
  fc
    .tuple(one('tapa', 'tapb', 'eth1'), one('tapa', 'tapb', 'eth+'))
    .map(([a, b]) => `-m physdev --physdev-in ${a} --physdev-out ${b} `),
  one('-m physdev --physdev-is-in ', '-m physdev ! --physdev-is-in ', '-m physdev --physdev-is-out '),
  fc.tuple(not, one('br0', 'br+')).map(([n, bridge]) => `${n}-i ${bridge} `),
)
const rest = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  fc.tuple(not, states).map(([n, all]) => `-m state ${n}--state ${all} `),
  one('-m conntrack --ctstate NEW,DNAT ', '-m conntrack --ctstate NEW '),
  fc.tuple(not, one(...MACS.slice(0, 2))).map(([n, mac]) => `-m mac ${n}--mac-source ${mac} `),
  one('-m limit --limit 5/min ', '-m mark --mark 0x0/0x1 ', '-m mark ! --mark 0x0/0x1 ', '-m comment --comment "a -j b" '),
)
const verdict = one(
  'ACCEPT',
  'ACCEPT',
  'ACCEPT',
  'DROP',
  'DROP',
  'RETURN',
  'REJECT --reject-with icmp-port-unreachable',
  'LOG',
  'NFQUEUE',
)
const matches = fc.tuple(addressPart, devicePart, protocolPart, rest).map((parts) => parts.join(''))

const line = (chain: string, targets: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(matches, targets).map(([words, target]) => `-A ${chain} ${words}${target}`)
const jumps = (...chains: string[]) =>
  fc.oneof(
    { weight: 3, arbitrary: verdict.map((word) => `-j ${word}`) },
    ...chains.flatMap((to) => [fc.constant(`-j ${to}`), fc.constant(`-g ${to}`)]),
  )
const raw = one('-j DROP', '-j CT --notrack', '-j CT --zone 5', '-j ACCEPT', '-j NOTRACK')

interface Lines {
  readonly policy: string
  readonly filter: readonly string[]
  readonly raw: readonly string[]
  readonly mangle: readonly string[]
  readonly nat: readonly string[]
}
const some = (most: number, ...lines: fc.Arbitrary<string>[]) => fc.array(fc.oneof(...lines), { maxLength: most })
const lines: fc.Arbitrary<Lines> = fc.record({
  policy: one('ACCEPT', 'DROP'),
  filter: fc.array(
    fc.oneof(
      { weight: 3, arbitrary: line('FORWARD', jumps('one', 'two')) },
      { weight: 3, arbitrary: line('one', jumps('two')) },
      { weight: 2, arbitrary: line('two', jumps()) },
      line('INPUT', jumps('one', 'two')),
    ),
    { minLength: 1, maxLength: 9 },
  ),
  raw: some(2, line('PREROUTING', raw)),
  mangle: fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    some(1, line('FORWARD', one('-j MARK --set-xmark 0x1/0x1', '-j DROP'))),
  ),
  nat: fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    some(2, line('PREROUTING', one('-j DNAT --to-destination 10.0.0.1', '-j ACCEPT')), line('POSTROUTING', one('-j MASQUERADE'))),
  ),
})

const members = fc.record({
  nets: fc.uniqueArray(one('10.0.0.0/8', '10.0.0.0/30 nomatch', '10.0.0.1', '10.0.0.2/31', '128.0.0.0/1 nomatch'), {
    maxLength: 4,
  }),
  ips: fc.uniqueArray(one('10.0.0.1', '10.0.0.2', '10.0.0.3', '127.255.255.255'), { maxLength: 3 }),
  map: fc.uniqueArray(one('10.0.0.1', '10.0.0.2', '10.0.0.255'), { maxLength: 3 }),
})

/** What iptables-save and ipset save would say. */
export interface Texts {
  readonly rules: string
  readonly sets: string
}

function texts(all: Lines, sets: { readonly [K in 'nets' | 'ips' | 'map']: readonly string[] }): Texts {
  const table = (name: string, hooks: readonly string[], rules: readonly string[]) =>
    [
      `*${name}`,
      ...hooks,
      ...[...rules].sort((a, b) => (a.split(' ')[1] ?? '').localeCompare(b.split(' ')[1] ?? '')),
      'COMMIT',
      '',
    ].join('\n')
  // Without these most rules would stand where no packet comes.
  const filter = [...all.filter, '-A FORWARD -j one', '-A one -j two']
  const text = [
    table('raw', [':PREROUTING ACCEPT [0:0]'], all.raw),
    table('mangle', [':FORWARD ACCEPT [0:0]'], all.mangle),
    table('nat', [':PREROUTING ACCEPT [0:0]', ':POSTROUTING ACCEPT [0:0]'], all.nat),
    table('filter', [`:FORWARD ${all.policy} [0:0]`, `:INPUT ${all.policy} [0:0]`, ':one - [0:0]', ':two - [0:0]'], filter),
  ].join('')
  const types = {
    nets: 'hash:net family inet hashsize 1024 maxelem 65536',
    ips: 'hash:ip family inet hashsize 1024 maxelem 65536',
    map: 'bitmap:ip range 10.0.0.0-10.0.0.255',
  }
  const setText = (['nets', 'ips', 'map'] as const).flatMap((name) => [
    `create ${name} ${types[name]}`,
    ...sets[name].map((member) => `add ${name} ${member}`),
  ])
  return { rules: text, sets: setText.join('\n') }
}

/** Takes a line away, puts one of the other ruleset in, and changes places. */
const change = fc.array(fc.tuple(one('remove', 'insert', 'swap'), fc.nat(100), fc.nat(100)), { minLength: 1, maxLength: 3 })

function changed(all: readonly string[], other: readonly string[], acts: readonly (readonly [string, number, number])[]): string[] {
  const now = [...all]
  for (const [what, a, b] of acts) {
    const at = a % Math.max(1, now.length)
    const spare = other[b % Math.max(1, other.length)]
    if (what === 'remove') now.splice(at, 1)
    else if (what === 'insert' && spare !== undefined) now.splice(at, 0, spare)
    else if (what === 'swap') now.push(...now.splice(at, 1))
  }
  return now
}

export const dumpPair: fc.Arbitrary<{ readonly before: Texts; readonly after: Texts }> = fc
  .tuple(lines, lines, members, members, change, one('filter', 'filter', 'filter', 'sets', 'all'))
  .map(([first, other, sets, others, acts, what]) => {
    const next = what === 'all' ? other : { ...first, filter: changed(first.filter, other.filter, acts) }
    return { before: texts(first, sets), after: texts(what === 'sets' ? first : next, what === 'filter' ? sets : others) }
  })
