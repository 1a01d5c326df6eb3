import type { Family, TableName } from '#shared/netfilter/rule-spec'
import type { HookName } from '#shared/walk/step'
import type { Chance } from '../../support/chance.ts'
import { addresses, MARKS, OUTSIDE, PORTS, type Spot, setsText, WRITES } from './free-matches.ts'
import { CARDS, SPARE } from './router.ts'
import type { Texts } from './tables.ts'

/** Random rulesets of what Neutron does not write: the tables of a machine that bridges, routes and translates, as people fill them. */
export const freeTexts = (random: Chance): Texts => ({
  ipv4: tables('ipv4', random),
  ipv6: tables('ipv6', random),
  sets: setsText(random),
})

const HOOKS: readonly (readonly [TableName, readonly HookName[]])[] = [
  ['raw', ['PREROUTING', 'OUTPUT']],
  ['mangle', ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']],
  ['nat', ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING']],
  ['filter', ['INPUT', 'FORWARD', 'OUTPUT']],
]

const tables = (family: Family, random: Chance): string =>
  HOOKS.map(([table, hooks]) => {
    const chains = hooks.flatMap((hook) => chainsOf({ family, hook, isRaw: table === 'raw', random }, table))
    const heads = chains.map(({ name, policy }) => `:${name} ${policy ?? '-'} [0:0]`)
    const lines = chains.flatMap(({ name, rules }) => rules.map((rule) => `-A ${name}${rule === '' ? '' : ` ${rule}`}`))
    return [`*${table}`, ...heads, ...lines, 'COMMIT', ''].join('\n')
  }).join('')

interface Drawn {
  readonly name: string
  readonly policy: string | null
  readonly rules: readonly string[]
}

/** Chains of one's own below a hook; each leads to later ones alone, so none comes back to itself. */
const BELOW = 3

function chainsOf(spot: Spot, table: TableName): Drawn[] {
  const { hook, random } = spot
  const names = Array.from({ length: BELOW }, (_, at) => `u-${hook}-${at}`)
  const canDrop = table === 'filter'
  return [hook, ...names].map((name, at) => ({
    name,
    policy: at > 0 ? null : canDrop && random.oneIn(5) ? 'DROP' : 'ACCEPT',
    rules: Array.from({ length: at === 0 ? 16 : 6 }, () => rule(spot, table, names.slice(at))),
  }))
}

/** Those that fit few packets, or stand in few places, are drawn more often. */
const RARE = [
  'icmp type',
  'tcp-flags',
  'port of the opener',
  'translated',
  'owner',
  'physdev out',
  'physdev bridged',
  'source port',
  'multiport of sources',
  'fragment',
]
const MATCHES = [...Object.keys(WRITES), ...RARE, ...RARE]

/** Mostly one match, so that it is seen of each what it says. */
function rule(spot: Spot, table: TableName, deeper: readonly string[]): string {
  const { random } = spot
  const count = random.pick([0, 1, 1, 1, 1, 1, 2, 2])
  const target = targetOf(spot, table, deeper)
  const matches: string[] = []
  let protocol = protocolOf(target)
  for (let n = 0; n < count; n++) {
    const text = WRITES[random.pick(MATCHES)]?.(spot)
    if (typeof text !== 'string') continue
    const asked = protocolOf(text)
    if (asked !== null && protocol !== null) continue
    // An option stands in a rule once.
    if ([...matches, target].some((other) => sharesOption(other, text))) continue
    protocol ??= asked
    matches.push(text)
  }
  // What `-p` says comes first, whichever option needs it.
  return [...matches.sort((a, b) => Number(protocolOf(b) !== null) - Number(protocolOf(a) !== null)), target]
    .filter(Boolean)
    .join(' ')
}

const protocolOf = (text: string): string | null => /(?:^| )(?:! )?-p (\S+)/.exec(text)?.[1] ?? null

const optionsOf = (text: string): string[] =>
  (text.match(/(?:^| )(--?[a-z][a-z0-9-]*|-m \S+)/g) ?? []).map((option) => option.trim())
const sharesOption = (a: string, b: string): boolean => optionsOf(a).some((option) => optionsOf(b).includes(option))

function targetOf(spot: Spot, table: TableName, deeper: readonly string[]): string {
  const { random, family } = spot
  if (random.oneIn(table === 'nat' ? 4 : 2)) return ''
  if (deeper.length > 0 && random.oneIn(4)) return `${random.pick(['-j', '-j', '-g'])} ${random.pick(deeper)}`
  const common = ['-j RETURN', '-j ACCEPT', '-j LOG --log-prefix "u "', '']
  switch (table) {
    case 'raw':
      return random.pick([
        ...common,
        '',
        '',
        '-j CT --notrack',
        '-j NOTRACK',
        `-j CT --zone ${1 + random.below(3)}`,
        random.oneIn(6) ? '-j DROP' : '',
      ])
    case 'mangle':
      return random.pick([...common, ...marks(random), random.oneIn(8) ? '-j DROP' : ''])
    case 'nat':
      return random.pick(['-j RETURN', '', translation(spot), translation(spot), random.oneIn(3) ? '-j ACCEPT' : ''])
    case 'filter':
      return random.pick([
        ...common,
        '-j ACCEPT',
        random.oneIn(2) ? '-j DROP' : '',
        ...(spot.hook === 'OUTPUT' ? [''] : [reject(family, random), reject(family, random)]),
      ])
    default:
      return ''
  }
}

function marks(random: Chance): string[] {
  const value = (): string => random.pick(MARKS)
  return [
    ...['--set-xmark', '--set-mark'].map((option) => `-j MARK ${option} ${value()}`),
    `-j MARK ${random.pick(['--and-mark', '--or-mark', '--xor-mark'])} ${random.pick(['0x1', '0x3', '0x11'])}`,
    `-j CONNMARK ${random.pick(['--set-xmark', '--set-mark'])} ${value()}`,
    `-j CONNMARK --save-mark${random.pick(['', ' --mask 0xf', ' --nfmask 0xff --ctmask 0x3'])}`,
    `-j CONNMARK --restore-mark${random.pick(['', ' --mask 0xf', ' --nfmask 0x3 --ctmask 0xff'])}`,
  ]
}

function reject(family: Family, random: Chance): string {
  const words =
    family === 'ipv4'
      ? [
          'net-unreachable',
          'host-unreachable',
          'proto-unreachable',
          'port-unreachable',
          'net-prohibited',
          'host-prohibited',
          'admin-prohibited',
        ].map((word) => `icmp-${word}`)
      : ['no-route', 'adm-prohibited', 'addr-unreachable', 'port-unreachable', 'policy-fail', 'reject-route'].map(
          (word) => `icmp6-${word}`,
        )
  return random.oneIn(2) ? '-p tcp -j REJECT --reject-with tcp-reset' : `-j REJECT --reject-with ${random.pick(words)}`
}

/** To one address each: where the kernel would choose, nothing is foretold. */
function translation({ hook, family, random }: Spot): string {
  const end = (address: string, port: number): string => (family === 'ipv4' ? `${address}:${port}` : `[${address}]:${port}`)
  const transport = random.pick(['tcp', 'udp'])
  const port = random.pick(PORTS)
  if (hook === 'PREROUTING') {
    const to = random.pick([...CARDS.map(({ address }) => address[family]), OUTSIDE[family][0], SPARE[family]])
    return random.pick([
      `-j DNAT --to-destination ${to}`,
      `-p ${transport} -j DNAT --to-destination ${end(to, port)}`,
      `-p ${transport} -j REDIRECT --to-ports ${port}`,
      random.oneIn(3) ? '-j REDIRECT' : '',
      `-d ${random.pick(addresses(family))} -j NETMAP --to ${family === 'ipv4' ? '198.51.100.0/24' : '2001:db8:99::/64'}`,
    ])
  }
  if (hook === 'POSTROUTING') {
    const to = random.pick([SPARE[family], OUTSIDE[family][1]])
    return random.pick([
      `-j SNAT --to-source ${to}`,
      `-p ${transport} -j SNAT --to-source ${end(to, 61_000 + random.below(100))}`,
      '-j MASQUERADE',
      '-o eth0 -j MASQUERADE',
      `${random.oneIn(2) ? '' : `-s ${random.pick(addresses(family))} `}-j NETMAP --to ${family === 'ipv4' ? '192.0.2.0/24' : '2001:db8:98::/64'}`,
    ])
  }
  return ''
}
