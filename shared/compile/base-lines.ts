import type { Family, RuleSpec } from '../netfilter/rule-spec.ts'
import { type WrapPrefix, wrapped } from '../ruleset/naming.ts'
import type { Origin } from '../ruleset/ruleset.ts'
import { COMMENTS } from './comments.ts'
import { DROP, icmpv6, jump, RETURN, spec, udp, type Writer, withComment } from './lines.ts'
import type { EgressPart, IngressPart, ReleaseFacts } from './releases.ts'
import type { Written } from './shared-rule.ts'

type Part = Exclude<IngressPart | EgressPart, 'providers' | 'user' | 'source-check'>
type BaseWhat = Extract<Origin, { kind: 'base' }>['what']

/** Lines that stand in the chains of every port alike, by part of a chain; one family. */
export type BaseParts = { readonly [P in Part]: readonly Written[] }

/** From the unspecified address, before an address is a card's own: MLD report, neighbour solicitation, MLDv2 report (RFC 4861, 3810). */
const UNSPECIFIED_TYPES = [131, 135, 143]

interface Words {
  readonly writer: Writer
  readonly facts: ReleaseFacts
  readonly prefix: WrapPrefix
  /** The comment, or null where the host writes none. */
  readonly say: (comment: string) => string | null
}

export function baseParts({ writer, facts, prefix, say }: Words, family: Family): BaseParts {
  const part = (what: BaseWhat, comment: string | null, ...rules: RuleSpec[]): Written[] =>
    rules.map((rule) => writer.write(family, { kind: 'base', what }, withComment(rule, comment)))
  // RFC 2131: client 68, server 67. RFC 8415: client 546, server 547.
  const [client, server] = family === 'ipv4' ? [68, 67] : [546, 547]
  const narrow = facts.dhcpClientFirst === 'unspecified' ? { source: '0.0.0.0/32', destination: '255.255.255.255/32' } : {}
  const unspecified = UNSPECIFIED_TYPES.map((type) => ({ source: '::', destination: 'ff02::/16', ...icmpv6(type, RETURN) }))
  const inbound = facts.inboundIcmpv6Types.map((type) => icmpv6(type, RETURN))
  return {
    'icmpv6-inbound': part('icmpv6', null, ...inbound),
    'icmpv6-outbound': part('icmpv6', say(COMMENTS.icmpv6), { ...spec(RETURN), protocol: 'ipv6-icmp' }),
    'icmpv6-unspecified': part('icmpv6', say(COMMENTS.icmpv6), ...(family === 'ipv6' ? unspecified : [])),
    'advertisement-drop': part('router-advertisement', say(COMMENTS.advertisementDrop), icmpv6(134, DROP)),
    'dhcp-client-first': part('dhcp-client', say(COMMENTS.dhcpClient), { ...narrow, ...udp(client, server, RETURN) }),
    'dhcp-client': part('dhcp-client', say(COMMENTS.dhcpClient), udp(client, server, RETURN)),
    'dhcp-server': part('dhcp-server', say(COMMENTS.dhcpServer), udp(server, client, DROP)),
    invalid: part('invalid', say(COMMENTS.invalidDrop), spec(DROP, { kind: 'state', states: ['INVALID'] })),
    established: part(
      'established',
      say(COMMENTS.established),
      spec(RETURN, { kind: 'state', states: ['RELATED', 'ESTABLISHED'] }),
    ),
    fallback: part('fallback', say(COMMENTS.unmatched), spec(jump(wrapped(prefix, 'sg-fallback')))),
  }
}
