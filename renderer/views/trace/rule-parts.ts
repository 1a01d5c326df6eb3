import type { Match } from '#shared/netfilter/rule-spec'
import { unreachable } from '#shared/result'
import type { Field, Why } from '#shared/walk/step'
import { type SeenRule, seeRule } from '../../state/kernel-rule.ts'
import { plainAddress, rangeWord } from '../../state/kernel-words.ts'

/** What a rule asks in pieces, so that the piece that the packet does not have can be underlined. */
export interface RulePart {
  /** A word before the value; `from` is the page's own, all others are the tools'. */
  readonly label: '' | 'from' | 'to' | 'in' | 'out' | 'state' | 'sport' | 'type' | 'mac' | 'set'
  readonly value: string
  readonly field: Field | null
}

const part = (label: RulePart['label'], value: string, field: Field | null): RulePart => ({ label, value, field })

/** Empty when the rule asks nothing. */
export function ruleParts(text: string): readonly RulePart[] {
  const rule = seeRule(text)
  if (rule.unknown.length > 0) return [part('', rule.unknown.join(' '), null)]
  const of = (kinds: readonly Match['kind'][]) => rule.matches.filter(({ kind }) => kinds.includes(kind)).flatMap(matchParts)
  return [
    ...of(['physdev']),
    ...(rule.protocol === null ? [] : [part('', rule.protocol === 'ipv6-icmp' ? 'icmpv6' : rule.protocol, 'protocol')]),
    ...of(['ports', 'multiport-destination', 'icmp', 'mac-source', 'state', 'set', 'comment']),
    ...addresses(rule),
  ]
}

const addresses = ({ source, destination }: SeenRule): RulePart[] => [
  ...(source === null ? [] : [part('from', plainAddress(source), 'source')]),
  ...(destination === null ? [] : [part('to', plainAddress(destination), 'destination')]),
]

function matchParts(match: Match): RulePart[] {
  switch (match.kind) {
    case 'physdev':
      return [
        ...(match.out === undefined ? [] : [part('out', match.out, 'device-out')]),
        ...(match.in === undefined ? [] : [part('in', match.in, 'device-in')]),
      ]
    case 'ports': {
      const { source, destination } = match
      // As people say it: tcp 80; udp 67 to 68; only a source port alone needs its name.
      return [
        ...(source === undefined ? [] : [part(destination === undefined ? 'sport' : '', rangeWord(source), 'source-port')]),
        ...(destination === undefined ? [] : [part(source === undefined ? '' : 'to', rangeWord(destination), 'destination-port')]),
      ]
    }
    case 'multiport-destination':
      return [part('', match.ports.map(rangeWord).join(','), 'ports')]
    case 'icmp':
      return [part('type', match.code === undefined ? `${match.type}` : `${match.type}/${match.code}`, 'icmp-type')]
    case 'mac-source':
      return [part('mac', match.mac.toLowerCase(), 'source-mac')]
    case 'state':
      return [part('state', match.states.join(','), 'state')]
    case 'set':
      return [part('set', `${match.name} ${match.flag}`, match.flag === 'src' ? 'source-set' : 'destination-set')]
    case 'comment':
      return []
    default:
      return unreachable(match)
  }
}

const PORTS: readonly Field[] = ['ports', 'source-port', 'destination-port']
const sameField = (a: Field | null, b: Field): boolean => a === b || (a !== null && PORTS.includes(a) && PORTS.includes(b))

export interface AskedPart extends RulePart {
  readonly failed: boolean
}

/** The parts with the failed one marked. One that no part stands for is added in the rule's own words. */
export function askedParts(text: string, why: Why | null): readonly AskedPart[] {
  const parts = ruleParts(text)
  if (why === null) return parts.map((each) => ({ ...each, failed: false }))
  const failed = parts.findIndex(({ field }) => sameField(field, why.field))
  if (failed >= 0) return parts.map((each, at) => ({ ...each, failed: at === failed }))
  // The kernel's own words: the piece of them that failed.
  const asked = plainAddress(why.asked)
  const split = parts.flatMap((each): AskedPart[] => {
    const at = asked === '' ? -1 : each.value.indexOf(asked)
    if (each.field !== null || at < 0) return [{ ...each, failed: false }]
    const piece = (value: string, isFailed: boolean): AskedPart[] =>
      value.trim() === '' ? [] : [{ label: '', value: value.trim(), field: null, failed: isFailed }]
    return [...piece(each.value.slice(0, at), false), ...piece(asked, true), ...piece(each.value.slice(at + asked.length), false)]
  })
  return split.some((each) => each.failed) ? split : [...split, { ...part('', asked, why.field), failed: true }]
}
