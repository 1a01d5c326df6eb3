import type { Match, PortRange } from '#shared/netfilter/rule-spec'
import { unreachable } from '#shared/result'
import type { SeenRule } from './kernel-rule.ts'

/**
 * A rule in the few words in which people of the field say it: `tcp dport 110`, `RELATED,ESTABLISHED`, `out tap6e3f2eda-32`.
 * These are the tools' own words, the same in every language. An empty text means that the rule asks nothing.
 */

/** All that the rule asks except its source address, which has a column of its own. */
export function matchWords({ protocol, destination, matches, unknown }: SeenRule): string {
  // The device is what is looked at first, and reads best first.
  const device = matches.filter((m) => m.kind === 'physdev').map(oneMatch)
  const others = matches.filter((m) => m.kind !== 'physdev').map(oneMatch)
  return [...device, protocol && protocolWord(protocol), ...others, destination && `to ${destination}`, ...unknown]
    .filter(Boolean)
    .join(' ')
}

const protocolWord = (name: string): string => (name === 'ipv6-icmp' ? 'icmpv6' : name)

function oneMatch(match: Match): string {
  switch (match.kind) {
    case 'physdev':
      return [match.out && `out ${match.out}`, match.in && `in ${match.in}`].filter(Boolean).join(' ')
    case 'ports':
      return [match.source && `sport ${rangeWord(match.source)}`, match.destination && `dport ${rangeWord(match.destination)}`]
        .filter(Boolean)
        .join(' ')
    case 'multiport-destination':
      return `dports ${match.ports.map(rangeWord).join(',')}`
    case 'icmp':
      return match.code === undefined ? `type ${match.type}` : `type ${match.type} code ${match.code}`
    case 'mac-source':
      return `mac ${match.mac.toLowerCase()}`
    case 'state':
      return match.states.join(',')
    case 'set':
      return `set ${match.name} ${match.flag}`
    case 'comment':
      return ''
    default:
      return unreachable(match)
  }
}

export const rangeWord = ({ from, to }: PortRange): string => (from === to ? `${from}` : `${from}:${to}`)

/** `/32` and `/128` say nothing that the address does not. */
export const plainAddress = (prefix: string): string => prefix.replace(/\/(32|128)$/, '')

/** The shortest words for a line of a few centimetres: ports without their key word, a source behind them, MACs by their end. */
export function shortWords(rule: SeenRule): string {
  const { source } = rule
  const mac = rule.matches.find((m) => m.kind === 'mac-source')
  if (mac) return [source && plainAddress(source), mac.mac.slice(-8).toLowerCase()].filter(Boolean).join(' ')
  const words = matchWords(rule)
    .replace(/^udp sport 67 dport 68$/, 'dhcp')
    .replace(/^udp sport 68 dport 67$/, 'dhcp 68 to 67')
    .replace(/ dports? /, ' ')
    .replace(/^set (\S+) (src|dst)$/, 'set $1')
  const named = words === 'dhcp' && !source ? 'dhcp 67 to 68' : words
  return [named, source && plainAddress(source)].filter(Boolean).join(' ')
}

/** `neutron-openvswi-` is the same before most chains: shown dim, so that what differs is seen. */
export function splitChain(name: string): { readonly prefix: string; readonly rest: string } {
  const found = /^(neutron-(?:openvswi|linuxbri)-)(.+)$/.exec(name)
  return found?.[1] && found[2] ? { prefix: found[1], rest: found[2] } : { prefix: '', rest: name }
}

/** A chain's name where another one is spoken of. Wrapped namesakes of hooks keep enough to be told from them. */
export function shortChain(name: string): string {
  const { prefix, rest } = splitChain(name)
  if (prefix === '') return name.replace(/^neutron-/, '')
  return /^(INPUT|FORWARD|OUTPUT|local)$/.test(rest) ? `${prefix.slice('neutron-'.length)}${rest}` : rest
}
