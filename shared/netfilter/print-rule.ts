import { unreachable } from '../result.ts'
import type { Family, Match, PortRange, RuleSpec, Target } from './rule-spec.ts'
import { quoteWord } from './words.ts'

/**
 * A rule as `iptables-save` (1.8) prints it after `-A CHAIN `, and as `iptables-restore` reads it: source, destination, interface, protocol,
 * matches in their order, target.
 */
export function printRule(family: Family, spec: RuleSpec): string {
  const [matches, target] = ruleWords(family, spec)
  return matches + target
}

/** The same in two parts, between which a further match may stand: what is matched, with a blank behind, and the target. */
export function ruleWords(family: Family, spec: RuleSpec): [matches: string, target: string] {
  const { source, destination, inInterface, protocol, matches, target } = spec
  let words = ''
  if (source !== undefined) words += addressWords('-s ', family, source)
  if (destination !== undefined) words += addressWords('-d ', family, destination)
  if (inInterface !== undefined) words += `-i ${inInterface} `
  if (protocol !== undefined) words += `-p ${protocol} `
  for (const match of matches) words += matchWords(match)
  return [words, targetWords(target)]
}

/** iptables-save prints the length always, and a prefix of length 0 not at all. */
function addressWords(flag: string, family: Family, address: string): string {
  if (address.endsWith('/0')) return ''
  return flag + address + (address.includes('/') ? ' ' : family === 'ipv4' ? '/32 ' : '/128 ')
}

/** With a blank behind. Of few pieces, since each one is an object until the text is written out, and a host has many lines. */
function matchWords(match: Match): string {
  switch (match.kind) {
    case 'physdev': {
      const end = match.isBridged ? ' --physdev-is-bridged ' : ' '
      if (match.in === undefined)
        return match.out === undefined ? `-m physdev${end}` : `-m physdev --physdev-out ${match.out}${end}`
      const out = match.out === undefined ? '' : ` --physdev-out ${match.out}`
      return `-m physdev --physdev-in ${match.in}${out}${end}`
    }
    case 'ports':
      return `-m ${match.protocol} ${portWords('--sport', match.source)}${portWords('--dport', match.destination)}`
    case 'multiport-destination':
      return `-m multiport --dports ${match.ports.map(printRange).join(',')} `
    case 'icmp': {
      const [name, option] = match.version === 4 ? ['icmp', '--icmp-type'] : ['icmp6', '--icmpv6-type']
      return `-m ${name} ${option} ${printIcmp(match.version, match.type, match.code)} `
    }
    case 'mac-source':
      return `-m mac --mac-source ${match.mac} `
    case 'state':
      return `-m state --state ${match.states.join(',')} `
    case 'set':
      return `-m set --match-set ${match.name} ${match.flag} `
    case 'comment':
      return `-m comment --comment ${quoteWord(match.text)} `
    default:
      return unreachable(match)
  }
}

/** libxt_tcp and libxt_udp print no range that leaves nothing out. */
const portWords = (flag: string, range: PortRange | undefined): string =>
  range === undefined || (range.from === 0 && range.to === 65535) ? '' : `${flag} ${printRange(range)} `

const printRange = ({ from, to }: PortRange): string => (from === to ? String(from) : `${from}:${to}`)

/** ICMP type 255 without a code is libipt_icmp's word for any type. */
const printIcmp = (version: 4 | 6, type: number, code: number | undefined): string =>
  code !== undefined ? `${type}/${code}` : version === 4 && type === 255 ? 'any' : String(type)

function targetWords(target: Target): string {
  switch (target.kind) {
    case 'accept':
      return '-j ACCEPT'
    case 'drop':
      return '-j DROP'
    case 'return':
      return '-j RETURN'
    case 'jump':
      return `-j ${target.chain}`
    case 'zone':
      return `-j CT --zone ${target.zone}`
    case 'notrack':
      return '-j CT --notrack'
    default:
      return unreachable(target)
  }
}
