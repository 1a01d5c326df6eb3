import { rowsOf } from '#shared/netfilter/dump'
import type { Scene } from './scene.ts'

/** Kinds of matches and targets, by the words of a rule that has one. */
const MATCHES: Readonly<Record<string, RegExp>> = {
  'state INVALID': /--state INVALID /,
  'state RELATED,ESTABLISHED': /--state RELATED,ESTABLISHED /,
  'physdev in': /--physdev-in /,
  'physdev out': /--physdev-out /,
  'physdev bridged': /--physdev-is-bridged/,
  'interface in': /(^| )-i /,
  mac: /--mac-source /,
  'set of sources': /--match-set \S+ src/,
  'set of destinations': /--match-set \S+ dst/,
  source: /(^| )-s /,
  destination: /(^| )-d /,
  protocol: /(^| )-p /,
  'source port': /--sport /,
  'destination port': /--dport /,
  multiport: /--dports /,
  icmp: /--icmp-type /,
  icmpv6: /--icmpv6-type /,
  comment: /--comment /,
  zone: /--zone /,
  notrack: /--notrack/,
}
export const MATCH_KINDS: readonly string[] = Object.keys(MATCHES)

/** Kinds of lines that Neutron writes, as a rule's origin tells them. */
export const RULE_KINDS: readonly string[] = [
  ...['skeleton', 'port', 'zone', 'anti-spoofing', 'group-rule'],
  ...['accepted-port port-security-off', 'accepted-port trusted', 'accepted-port nat-shortcut'],
  ...['invalid', 'established', 'fallback', 'dhcp-client', 'dhcp-server', 'icmpv6', 'router-advertisement'].map(
    (what) => `base ${what}`,
  ),
  ...['provider dhcp', 'provider router-advertisement'],
]

/** For each row of the scene's dump, of which kinds it is. */
export function kindsOf({ dump, ruleset }: Scene): readonly string[][] {
  return rowsOf(dump).map(({ family, table, chain, rule, text }) => {
    if (rule === null) return [text]
    const written = ruleset.tables.find((one) => one.family === family && one.table === table)
    const origin = written?.chains.find(({ name }) => name === chain)?.rules[rule - 1]?.origin
    const more = origin === undefined ? '' : 'what' in origin ? ` ${origin.what}` : 'why' in origin ? ` ${origin.why}` : ''
    const matches = MATCH_KINDS.filter((kind) => MATCHES[kind]?.test(text) === true)
    return origin === undefined ? matches : [`${origin.kind}${more}`, ...matches]
  })
}
