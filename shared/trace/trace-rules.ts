import { z } from 'zod'
import { ICMP, ICMPV6 } from '../net/protocol.ts'
import { Family, InterfaceName } from '../netfilter/rule-spec.ts'
import { splitWords } from '../netfilter/words.ts'
import type { TraceWay } from './traced.ts'

/**
 * The rules by which the kernel is asked to trace: `-j TRACE` in the table raw, for the packets of one 5-tuple. They carry a mark of
 * their own, which is not the one of rules that are compiled: no plan counts them, and none takes them for drift.
 */

const Address = z.string().regex(/^[0-9a-fA-F:.]{2,45}(\/\d{1,3})?$/)
const Port = z.int().min(0).max(65535)
const Byte = z.int().min(0).max(255)

/** Packets as they are where they are traced: behind a router that translates addresses they have others. */
export const TraceFilter = z.strictObject({
  family: Family,
  protocol: Byte.min(1),
  /** Addresses or prefixes, each of which may be; none: any. */
  sources: z.array(Address).max(3),
  destinations: z.array(Address).max(3),
  /** Of TCP, UDP, SCTP, DCCP. */
  sourcePort: Port.optional(),
  destinationPort: Port.optional(),
  /** Of ICMP and ICMPv6. */
  icmpType: Byte.optional(),
  icmpCode: Byte.optional(),
  /** Ports of bridges by which packets come in, told apart in the trace; null: whatever way they come. */
  devices: z.array(InterfaceName.nullable()).min(1).max(8),
  /** Answers, too: the same turned round, an echo reply for an echo request, and ICMP errors that go to the source. */
  bothWays: z.boolean(),
  /** Those, too, that the host itself sends. */
  ofHost: z.boolean(),
})
export type TraceFilter = z.infer<typeof TraceFilter>

/** Tells the rules of one trace from those of another. */
export const TraceId = z.string().regex(/^[0-9a-z]{1,12}$/)
export type TraceId = z.infer<typeof TraceId>

/** One such rule. */
export interface TraceRule {
  readonly chain: 'PREROUTING' | 'OUTPUT'
  readonly way: TraceWay
  readonly device: string | null
  readonly protocol: number
  readonly icmpType: number | null
  readonly icmpCode: number | null
  /** After `-A CHAIN `, as iptables-restore reads it. */
  readonly text: string
}

const MARK = 'tapwall-trace:'
/** Rules whose comment begins so are ours, whichever trace they belong to. The nth rule of a trace, from 0, is told from its mark. */
const markOf = (trace: string, nth: number): string => `${MARK}${trace}.${nth}`

/** Which rule of which trace a text is, as iptables-save or the trace itself prints it after `-A CHAIN `; null for any other. */
export function traceRuleOf(text: string): { readonly trace: string; readonly nth: number } | null {
  if (!text.includes(MARK) || !text.endsWith('-j TRACE')) return null
  const words = splitWords(text)
  const mark = words.find((word, at) => words[at - 1] === '--comment' && word.startsWith(MARK))
  const found = /^([0-9a-z]{1,12})\.(\d{1,3})$/.exec(mark?.slice(MARK.length) ?? '')
  return found === null ? null : { trace: found[1] ?? '', nth: Number(found[2]) }
}

/**
 * A kernel's text of tables or of a chain (iptables-save, iptables -S) without the rules of traces: a trace that begins or ends changes
 * nothing of what a plan was made from.
 */
export function withoutTraceRules(text: string): string {
  if (!text.includes(MARK)) return text
  return text
    .split('\n')
    .filter((line) => traceRuleOf(line) === null)
    .join('\n')
}

/** Packets of one connection a second, both ways together, at each bridge that they cross; as many may come at once. */
export interface TraceLimit {
  readonly perSecond: number
}

/** An ICMP error is about the packet that it quotes, so it goes to where that came from. */
const UNREACHABLE = { ipv4: { protocol: 1, type: 3 }, ipv6: { protocol: 58, type: 1 } } as const
/** Requests and their answers: RFC 792, RFC 4443. */
const REPLIES = { ipv4: { 8: 0, 13: 14, 15: 16, 17: 18 }, ipv6: { 128: 129 } } as const satisfies {
  readonly [F in Family]: Readonly<Record<number, number>>
}
const icmpOf = (family: Family): number => (family === 'ipv4' ? ICMP : ICMPV6)
/** Protocols of which iptables compares ports; of others with ports, UDP-Lite, it has no match but multiport. */
const PORT_MATCHES: ReadonlyMap<number, string> = new Map([
  [6, 'tcp'],
  [17, 'udp'],
  [33, 'dccp'],
  [132, 'sctp'],
])

interface Kind extends Omit<TraceRule, 'text' | 'chain' | 'device'> {
  readonly source?: string | undefined
  readonly destination?: string | undefined
  readonly sourcePort?: number | undefined
  readonly destinationPort?: number | undefined
}

/** The rules of a trace, in their order. Devices come before those that take any way, since the first rule tells how a packet came. */
export function traceRules(trace: string, filter: TraceFilter, { perSecond }: TraceLimit): TraceRule[] {
  const { devices, ofHost } = filter
  const named = [...new Set(devices)].toSorted((a, b) => Number(a === null) - Number(b === null))
  const places = [
    ...named.map((device) => ({ chain: 'PREROUTING' as const, device })),
    ...(ofHost ? [{ chain: 'OUTPUT' as const, device: null }] : []),
  ]
  const all = kindsOf(filter).flatMap((kind) => places.map((place) => ({ kind, ...place })))
  // A packet that comes by a device that is named meets the rule for any way, too.
  const layers = (filter.bothWays ? 2 : 1) * Math.min(2, named.length)
  const each = Math.max(1, Math.floor(perSecond / layers))
  return all.map(({ kind, chain, device }, nth) => {
    const { way, protocol, icmpType, icmpCode } = kind
    const words = [
      ...matchWords(filter.family, kind),
      ...(device === null ? [] : ['-m physdev --physdev-in', device]),
      `-m limit --limit ${each}/sec --limit-burst ${perSecond}`,
      `-m comment --comment "${markOf(trace, nth)}" -j TRACE`,
    ]
    return { chain, way, device, protocol, icmpType, icmpCode, text: words.join(' ') }
  })
}

function kindsOf(filter: TraceFilter): Kind[] {
  const { family, protocol, sourcePort, destinationPort, icmpType = null, icmpCode = null, bothWays } = filter
  const sources = filter.sources.length === 0 ? [undefined] : filter.sources
  const destinations = filter.destinations.length === 0 ? [undefined] : filter.destinations
  const pairs = sources.flatMap((source) => destinations.map((destination) => ({ source, destination })))
  const there = pairs.map((pair): Kind => ({ way: 'there', protocol, icmpType, icmpCode, ...pair, sourcePort, destinationPort }))
  if (!bothWays) return there
  const isIcmp = protocol === icmpOf(family)
  const reply = icmpType === null ? null : ((REPLIES[family] as Readonly<Record<number, number>>)[icmpType] ?? null)
  const turned = { sourcePort: destinationPort, destinationPort: sourcePort }
  const back = pairs.map(
    ({ source, destination }): Kind => ({
      ...{ way: 'back', protocol, icmpType: isIcmp ? reply : null, icmpCode: null, source: destination, destination: source },
      ...turned,
    }),
  )
  const error = UNREACHABLE[family]
  const errors = sources.map(
    (source): Kind => ({ way: 'error', protocol: error.protocol, icmpType: error.type, icmpCode: null, destination: source }),
  )
  const hasReply = !isIcmp || icmpType === null || reply !== null
  // Whoever asks for all of ICMP has its errors with it.
  return [...there, ...(hasReply ? back : []), ...(isIcmp && icmpType === null ? [] : errors)]
}

function matchWords(family: Family, kind: Kind): string[] {
  const { source, destination, protocol, sourcePort, destinationPort, icmpType, icmpCode } = kind
  const words: string[] = []
  if (source !== undefined) words.push('-s', source)
  if (destination !== undefined) words.push('-d', destination)
  words.push('-p', String(protocol))
  const ports = PORT_MATCHES.get(protocol)
  if (ports !== undefined && (sourcePort !== undefined || destinationPort !== undefined)) {
    words.push('-m', ports)
    if (sourcePort !== undefined) words.push('--sport', String(sourcePort))
    if (destinationPort !== undefined) words.push('--dport', String(destinationPort))
  }
  if (icmpType !== null && protocol === icmpOf(family)) words.push(icmpWords(family, icmpType, icmpCode))
  return words
}

/**
 * xtables-monitor 1.8.9 knows IPv4's extensions alone and ends at a rule with `-m icmp6`, so the first bytes behind the header of IPv6 are
 * compared as they are.
 */
function icmpWords(family: Family, type: number, code: number | null): string {
  if (family === 'ipv6') return `-m u32 --u32 "${code === null ? `40>>24=${type}` : `40>>16=${256 * type + code}`}"`
  return `-m icmp --icmp-type ${code === null ? type : `${type}/${code}`}`
}
