import type { Ask } from '#shared/walk/ask'
import type { Field, Step } from '#shared/walk/step'

/** A kind of match: rules that have one, by their text, and the question that it makes, by its field and words. */
export interface MatchKind {
  readonly name: string
  readonly text: RegExp
  readonly field: Field
  readonly words: RegExp
}

const kind = (name: string, text: RegExp, field: Field, words = /(?:)/): MatchKind => ({ name, text, field, words })

export const FREE_KINDS: readonly MatchKind[] = [
  kind('source', /(^| )-s /, 'source', /^[^-]*$/),
  kind('destination', /(^| )-d /, 'destination', /^[^-]*$/),
  kind('iprange of sources', /--src-range /, 'source', /-/),
  kind('iprange of destinations', /--dst-range /, 'destination', /-/),
  kind('protocol', /(^| )-p /, 'protocol'),
  kind('interface in', /(^| )-i /, 'interface-in'),
  kind('interface out', /(^| )-o /, 'interface-out'),
  kind('mac', /--mac-source /, 'source-mac'),
  kind('source port', /--sport /, 'source-port', /^[^,]*$/),
  kind('destination port', /--dport /, 'destination-port', /^[^,]*$/),
  kind('multiport of sources', /--sports /, 'source-port', /,/),
  kind('multiport of destinations', /--dports /, 'destination-port', /,/),
  kind('multiport of both', /--ports /, 'ports'),
  kind('tcp-flags', /--tcp-flags |--syn/, 'tcp-flags'),
  kind('icmp type', /--icmp(v6)?-type /, 'icmp-type'),
  kind('length', /--length /, 'length'),
  kind('ttl', /--(ttl|hl)-/, 'ttl'),
  kind('pkttype', /--pkt-type /, 'packet-type'),
  kind('addrtype of sources', /--src-type /, 'address-type', /^source/),
  kind('addrtype of destinations', /--dst-type /, 'address-type', /^destination/),
  kind('mark', /-m mark /, 'mark'),
  kind('connmark', /-m connmark /, 'connection', /^mark /),
  kind('owner', /-m owner /, 'owner'),
  kind('state', /--(ct)?state (?!.*[SD]NAT)/, 'state', /^(?!.*[SD]NAT)/),
  kind('translated', /--ctstate \S*[SD]NAT/, 'state', /[SD]NAT/),
  kind('direction', /--ctdir /, 'connection', /^direction /),
  kind('seen reply', /--ctstatus /, 'connection', /^status /),
  kind('protocol of the opener', /--ctproto /, 'connection', /^protocol /),
  kind('source of the opener', /--ctorigsrc /, 'connection', /^source [^p]/),
  kind('destination of the opener', /--ctorigdst /, 'connection', /^destination [^p]/),
  kind('port of the opener', /--ctorigdstport /, 'connection', /^destination port/),
  kind('set of sources', /--match-set \S+ src/, 'source-set'),
  kind('set of destinations', /--match-set \S+ dst/, 'destination-set'),
  kind('physdev in', /--physdev-(in |is-in)/, 'device-in'),
  kind('physdev out', /--physdev-(out |is-out)/, 'device-out'),
  kind('physdev bridged', /--physdev-is-bridged/, 'bridged'),
  kind('fragment', /(^| )-f( |$)/, 'fragment'),
]

export const isOfKind =
  ({ field, words }: MatchKind) =>
  (ask: Pick<Ask, 'field' | 'words'>): boolean =>
    ask.field === field && words.test(ask.words)

/** Targets that a rule may have, by its text. */
export const FREE_TARGETS: Readonly<Record<string, RegExp>> = {
  ACCEPT: /-j ACCEPT$/,
  DROP: /-j DROP$/,
  RETURN: /-j RETURN$/,
  'user chain': /-j u-/,
  goto: /-g u-/,
  LOG: /-j LOG/,
  MARK: /-j MARK /,
  'CONNMARK set': /-j CONNMARK --set-xmark/,
  'CONNMARK save': /-j CONNMARK --save-mark/,
  'CONNMARK restore': /-j CONNMARK --restore-mark/,
  notrack: /-j CT --notrack|-j NOTRACK/,
  zone: /-j CT --zone/,
  DNAT: /-j DNAT/,
  REDIRECT: /-j REDIRECT/,
  SNAT: /-j SNAT/,
  MASQUERADE: /-j MASQUERADE/,
  NETMAP: /-j NETMAP/,
  'REJECT with an error': /-j REJECT --reject-with icmp/,
  'REJECT with a reset': /--reject-with tcp-reset/,
}

/** How often matches of a kind fitted and did not, and how often a target was met. */
export class Tally {
  readonly fitting = new Map<string, number>()
  readonly failing = new Map<string, number>()
  readonly targets = new Map<string, number>()

  /** Matches of each kind fitted and failed as often, and targets of each were met. */
  isRich(matches: number, targets: number): boolean {
    const isOften = (counts: ReadonlyMap<string, number>, name: string, often: number): boolean => (counts.get(name) ?? 0) >= often
    return (
      FREE_KINDS.every(({ name }) => isOften(this.fitting, name, matches) && isOften(this.failing, name, matches)) &&
      Object.keys(FREE_TARGETS).every((name) => isOften(this.targets, name, targets))
    )
  }

  add({ rule, text, match, why }: Step): void {
    if (rule === null) return
    if (match === 'yes') {
      for (const each of FREE_KINDS) if (each.text.test(text)) raise(this.fitting, each.name)
      for (const [name, target] of Object.entries(FREE_TARGETS)) if (target.test(text)) raise(this.targets, name)
    } else if (match === 'no' && why !== null)
      for (const each of FREE_KINDS) if (isOfKind(each)({ field: why.field, words: why.asked })) raise(this.failing, each.name)
  }
}

const raise = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1)
