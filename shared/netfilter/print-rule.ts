import { unreachable } from '../result.ts'
import type { Family, Match, PortRange, RuleSpec, Target } from './rule-spec.ts'
import { quoteWord } from './words.ts'

/**
 * A rule as `iptables-save` (1.8) prints it after `-A CHAIN `, and as `iptables-restore` reads it: source, destination, interface, protocol,
 * matches in their order, target.
 */
export function printRule(family: Family, spec: RuleSpec): string {
  const { source, destination, inInterface, protocol, matches, target } = spec
  const words: string[] = []
  pushAddress(words, '-s', family, source)
  pushAddress(words, '-d', family, destination)
  if (inInterface !== undefined) words.push('-i', inInterface)
  if (protocol !== undefined) words.push('-p', protocol)
  for (const match of matches) pushMatch(words, match)
  words.push('-j', printTarget(target))
  return words.join(' ')
}

/** iptables-save prints the length always, and a prefix of length 0 not at all. */
function pushAddress(words: string[], flag: string, family: Family, address: string | undefined): void {
  if (address === undefined || address.endsWith('/0')) return
  words.push(flag, address.includes('/') ? address : `${address}/${family === 'ipv4' ? 32 : 128}`)
}

function pushMatch(words: string[], match: Match): void {
  switch (match.kind) {
    case 'physdev':
      words.push('-m', 'physdev')
      if (match.in !== undefined) words.push('--physdev-in', match.in)
      if (match.out !== undefined) words.push('--physdev-out', match.out)
      if (match.isBridged) words.push('--physdev-is-bridged')
      return
    case 'ports':
      words.push('-m', match.protocol)
      pushPorts(words, '--sport', match.source)
      pushPorts(words, '--dport', match.destination)
      return
    case 'multiport-destination':
      words.push('-m', 'multiport', '--dports', match.ports.map(printRange).join(','))
      return
    case 'icmp':
      words.push('-m', match.version === 4 ? 'icmp' : 'icmp6', match.version === 4 ? '--icmp-type' : '--icmpv6-type')
      words.push(printIcmp(match.version, match.type, match.code))
      return
    case 'mac-source':
      words.push('-m', 'mac', '--mac-source', match.mac)
      return
    case 'state':
      words.push('-m', 'state', '--state', match.states.join(','))
      return
    case 'set':
      words.push('-m', 'set', '--match-set', match.name, match.flag)
      return
    case 'comment':
      words.push('-m', 'comment', '--comment', quoteWord(match.text))
      return
    default:
      unreachable(match)
  }
}

/** libxt_tcp and libxt_udp print no range that leaves nothing out. */
function pushPorts(words: string[], flag: string, range: PortRange | undefined): void {
  if (range !== undefined && !(range.from === 0 && range.to === 65535)) words.push(flag, printRange(range))
}

const printRange = ({ from, to }: PortRange): string => (from === to ? String(from) : `${from}:${to}`)

/** ICMP type 255 without a code is libipt_icmp's word for any type. */
const printIcmp = (version: 4 | 6, type: number, code: number | undefined): string =>
  code !== undefined ? `${type}/${code}` : version === 4 && type === 255 ? 'any' : String(type)

function printTarget(target: Target): string {
  switch (target.kind) {
    case 'accept':
      return 'ACCEPT'
    case 'drop':
      return 'DROP'
    case 'return':
      return 'RETURN'
    case 'jump':
      return target.chain
    case 'zone':
      return `CT --zone ${target.zone}`
    case 'notrack':
      return 'CT --notrack'
    default:
      return unreachable(target)
  }
}
