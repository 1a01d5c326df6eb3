import { splitWords } from '../netfilter/words.ts'
import { packetTypeOf } from '../walk/flight.ts'
import type { WalkPacket } from '../walk/packet.ts'
import type { HookName } from '../walk/step.ts'
import type { Subject } from '../walk/subject.ts'
import type { TracedHeaders, TracedStep } from './trace-lines.ts'
import type { TraceRule } from './trace-rules.ts'

/** One table at one hook, as far as its lines have come. */
export interface Traversal {
  headers: TracedHeaders | null
  readonly rank: number
  readonly hook: string
  readonly steps: TracedStep[]
}

/** How a packet crosses a host; null: not known. `in` and `out`: ports of the bridge, else devices. */
export interface ToldWay {
  readonly isBridged: boolean | null
  readonly bridge: string | null
  readonly in: string | null
  readonly out: string | null
}

/** `rule`: the one that had the packet traced. `otherPort`: the other port of a bridge that has two. */
export function wayOf(
  traversals: readonly Traversal[],
  rule: TraceRule | null,
  otherPort: (bridge: string, port: string) => string | null,
): ToldWay {
  // A bridged packet comes in by the bridge and, as far as it is told, leaves by it.
  const forward = traversals.find(({ hook }) => hook === 'FORWARD')?.headers ?? null
  const bridge = forward !== null && forward.in === forward.out ? forward.in : null
  const isRouted = forward !== null || traversals[0]?.hook === 'OUTPUT'
  const isBridged = bridge !== null ? true : isRouted ? false : null
  const steps = traversals.flatMap((traversal) => traversal.steps)
  const [inside, outside] = [rule?.device ?? namedIn(steps, '--physdev-in'), namedIn(steps, '--physdev-out')]
  const other = (port: string | null): string | null => (port === null || bridge === null ? null : otherPort(bridge, port))
  if (bridge !== null || rule?.device != null)
    return { isBridged, bridge, in: inside ?? other(outside), out: outside ?? other(inside) }
  const headers = traversals.flatMap((traversal) => traversal.headers ?? [])
  return {
    ...{ isBridged, bridge },
    in: inside ?? headers.find((own) => own.in !== null)?.in ?? null,
    out: outside ?? headers.find((own) => own.out !== null)?.out ?? null,
  }
}

/** The port that a rule which matched names. */
function namedIn(steps: readonly TracedStep[], option: string): string | null {
  for (const { text } of steps) {
    if (text === null || !text.includes(option)) continue
    const words = splitWords(text)
    const at = words.indexOf(option)
    const name = words[at + 1]
    if (words[at - 1] !== '!' && name !== undefined && !name.endsWith('+')) return name
  }
  return null
}

/** Protocol and ICMP type are those that the trace asked for, since the kernel does not print them. */
export function packetOf(headers: TracedHeaders | null, rule: TraceRule | null): WalkPacket | null {
  const { family, source, destination } = headers ?? { family: null, source: null, destination: null }
  if (headers === null || rule === null || family === null || source === null || destination === null) return null
  const { sourceMac, destinationMac, ttl, length, sourcePort, destinationPort } = headers
  const known = Object.entries({ sourceMac, destinationMac, ttl, sourcePort, destinationPort })
  return {
    ...{ family, source, destination, protocol: rule.protocol },
    ...Object.fromEntries(known.filter(([, value]) => value !== null)),
    // What is printed of IPv6 is not its length.
    ...(length === null || family === 'ipv6' || length < 20 ? {} : { length }),
    ...(rule.icmpType === null ? {} : { icmpType: rule.icmpType }),
    ...(rule.icmpCode === null ? {} : { icmpCode: rule.icmpCode }),
    // A fragment behind the first has neither ports nor flags.
    ...(rule.protocol === 6 && sourcePort !== null ? { flags: [...headers.flags] } : {}),
  }
}

interface At {
  readonly hook: HookName
  /** Connection tracking has not looked yet. */
  readonly isRaw: boolean
  /** As the table was first told of it. */
  readonly headers: TracedHeaders
  readonly rule: TraceRule | null
  readonly way: ToldWay
}

/**
 * What rules may look at where a table is asked. What the kernel does not print is not known: the state, the connection, and ports of the
 * bridge that no rule named. Null where it is not known what the packet is.
 */
export function subjectAt({ hook, isRaw, headers, rule, way }: At): Subject | null {
  const packet = packetOf(headers, rule)
  if (packet === null) return null
  const isEntering = hook === 'PREROUTING' || hook === 'INPUT' || hook === 'FORWARD'
  const isLeaving = hook === 'FORWARD' || hook === 'POSTROUTING' || hook === 'OUTPUT'
  const { bridge, isBridged } = way
  const physIn = hook === 'OUTPUT' ? null : ((bridge === null ? rule?.device : way.in) ?? undefined)
  const physOut = !isLeaving || isBridged === false ? null : ((bridge === null ? null : way.out) ?? undefined)
  return {
    // Extension headers are not printed.
    packet: packet.family === 'ipv6' ? { ...packet, hasExtensions: true } : packet,
    in: isEntering ? (headers.in ?? undefined) : null,
    out: isLeaving ? (headers.out ?? undefined) : null,
    ...{ physIn, physOut },
    isBridged: isLeaving ? (isBridged ?? undefined) : false,
    state: isRaw ? null : undefined,
    connection: null,
    // A mark of 0 is not printed (nf_tables_trace.c).
    mark: headers.mark ?? 0,
    // What comes in is none of a program here; what leaves by OUTPUT and POSTROUTING may be.
    isSentHere: isEntering ? false : undefined,
    packetType: packetTypeOf(packet.destinationMac),
    addressType: () => undefined,
  }
}
