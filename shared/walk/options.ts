import { printedNumber } from '../net/protocol.ts'
import { type About, PROTOCOL, quickAsk, unknownAsk } from './ask.ts'
import { bridgedAsk, interfaceAsk, physicalAsk, sideAsk } from './devices.ts'
import { address, addressType, limitInterface, range, set } from './match-address.ts'
import { fragment, icmpType, length, macSource, owner, packetType, syn, tcpFlags, ttl } from './match-packet.ts'
import { anyPort, ports } from './match-ports.ts'
import {
  connectionMark,
  connectionStatus,
  direction,
  mark,
  openerAddress,
  openerPort,
  openerProtocol,
  state,
  unknownOf,
} from './match-state.ts'
import type { Read } from './reading.ts'
import type { Field } from './step.ts'

/**
 * The options that are known, by the module whose they are: `--mark` is one of `-m mark` and another of `-m connmark`. As the save functions
 * of iptables 1.8 print them (extensions/libxt_*.c, libipt_*.c, libip6t_*.c), and as people write them.
 */
type Options = Readonly<Record<string, Read>>

const protocol: Read = (words, not) => {
  const text = words.next() ?? ''
  // Protocol 0 is any, negated or not (ip_tables.c, ip_packet_match).
  const number = text === 'all' ? 0 : printedNumber(text)
  if (number === 0) return []
  const about: About = { field: 'protocol', words: text, not }
  return [number === null ? unknownAsk(about) : quickAsk(PROTOCOL, number, 0, about)]
}

const nothing =
  (values: number): Read =>
  (words) => {
    for (let taken = 0; taken < values; taken++) words.next()
    return []
  }

const unsureOf =
  (field: Field): Read =>
  (words, not) => [unknownAsk({ field, words: words.next() ?? '', not })]

const interfaceOf =
  (side: 'in' | 'out'): Read =>
  (words, not, { names }) => [interfaceAsk(names, side, words.next() ?? '', not)]

const physical =
  (side: 'in' | 'out'): Read =>
  (words, not, { names }) => [physicalAsk(names, side, words.next() ?? '', not)]

/** Of no module. */
const BASIC: Options = {
  ...{
    '-s': address('source'),
    '--source': address('source'),
    '-d': address('destination'),
    '--destination': address('destination'),
  },
  ...{ '-i': interfaceOf('in'), '-o': interfaceOf('out'), '-p': protocol, '--protocol': protocol },
  ...{ '-f': fragment, '--fragment': fragment },
}

const [sourcePort, destinationPort] = [ports('source-port'), ports('destination-port')]
const onePort: Options = {
  ...{ '--sport': sourcePort, '--source-port': sourcePort, '--dport': destinationPort, '--destination-port': destinationPort },
}
const icmp6: Options = { '--icmpv6-type': icmpType }
/** Zones, helpers, marks and what else a rule counts makes no match of. */
const quietly: Options = { '--update-counters': nothing(0), '--update-subcounters': nothing(0) }

const MODULES: ReadonlyMap<string, Options> = new Map<string, Options>([
  ['tcp', { ...onePort, '--tcp-flags': tcpFlags, '--syn': syn }],
  ...['udp', 'udplite', 'sctp', 'dccp'].map((name): [string, Options] => [name, onePort]),
  ['icmp', { '--icmp-type': icmpType }],
  ...['icmp6', 'icmpv6', 'ipv6-icmp'].map((name): [string, Options] => [name, icmp6]),
  [
    'multiport',
    {
      ...{
        '--sports': sourcePort,
        '--source-ports': sourcePort,
        '--dports': destinationPort,
        '--destination-ports': destinationPort,
      },
      '--ports': anyPort,
    },
  ],
  [
    'physdev',
    {
      ...{ '--physdev-in': physical('in'), '--physdev-out': physical('out') },
      '--physdev-is-in': (_, not) => [sideAsk('in', 'is-in', not)],
      '--physdev-is-out': (_, not) => [sideAsk('out', 'is-out', not)],
      '--physdev-is-bridged': (_, not) => [bridgedAsk('is-bridged', not)],
    },
  ],
  ['mac', { '--mac-source': macSource }],
  ['state', { '--state': state }],
  [
    'conntrack',
    {
      ...{ '--ctstate': state, '--ctdir': direction, '--ctstatus': connectionStatus, '--ctproto': openerProtocol },
      ...{ '--ctorigsrc': openerAddress('source'), '--ctorigdst': openerAddress('destination') },
      ...{ '--ctorigsrcport': openerPort('sourcePort'), '--ctorigdstport': openerPort('destinationPort') },
      ...{ '--ctreplsrc': unknownOf('reply source'), '--ctrepldst': unknownOf('reply destination') },
      ...{ '--ctreplsrcport': unknownOf('reply source port'), '--ctrepldstport': unknownOf('reply destination port') },
      '--ctexpire': unknownOf('expires in'),
    },
  ],
  ['set', { '--match-set': set, ...quietly }],
  ['mark', { '--mark': mark }],
  ['connmark', { '--mark': connectionMark }],
  [
    'owner',
    {
      ...{ '--uid-owner': owner('user'), '--gid-owner': owner('group'), '--socket-exists': owner('socket exists') },
      '--suppl-groups': nothing(0),
    },
  ],
  ['comment', { '--comment': nothing(1) }],
  ['limit', { '--limit': unsureOf('limit'), '--limit-burst': nothing(1) }],
  [
    'addrtype',
    {
      ...{ '--src-type': addressType('source'), '--dst-type': addressType('destination') },
      ...{ '--limit-iface-in': limitInterface, '--limit-iface-out': limitInterface },
    },
  ],
  ['iprange', { '--src-range': range('source'), '--dst-range': range('destination') }],
  ['length', { '--length': length }],
  ['ttl', { '--ttl-eq': ttl('eq'), '--ttl-lt': ttl('lt'), '--ttl-gt': ttl('gt') }],
  ['hl', { '--hl-eq': ttl('eq'), '--hl-lt': ttl('lt'), '--hl-gt': ttl('gt') }],
  ['pkttype', { '--pkt-type': packetType }],
])

/** A bare `-m socket` asks, too, so what is not in the table is a match that is not known. */
export const isKnownModule = (name: string): boolean => MODULES.has(name)

const own = (options: Options | undefined, option: string): Read | null =>
  options !== undefined && Object.hasOwn(options, option) ? (options[option] ?? null) : null

/** `modules`: those whose options may come; null for an option that is not known. */
export const readerOf = (option: string, ...modules: readonly (string | null)[]): Read | null => {
  for (const module of modules) {
    const read = module === null ? own(BASIC, option) : own(MODULES.get(module), option)
    if (read !== null) return read
  }
  return null
}
