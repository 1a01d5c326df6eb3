import { z } from 'zod'
import { WalkPacket } from '../walk/packet.ts'
import { HookWalk, Verdict } from '../walk/step.ts'

/** With the filter of a trace, against it, or an ICMP error about what goes with it. */
export const TraceWay = z.enum(['there', 'back', 'error'])
export type TraceWay = z.infer<typeof TraceWay>

/** One crossing of a host, as its kernel told it. */
export const TracedPass = z.object({
  place: z.string(),
  /** When the first of its lines came, milliseconds since 1970. */
  at: z.number(),
  /** The kernel's number for the packet while it crosses; a later packet of its connection may get the same. */
  traceId: z.string(),
  /** What crosses a bridge; null for what is routed, sent or received, and for what got no further than PREROUTING. */
  bridge: z.string().nullable(),
  /** Ports of the bridge where they can be known from what matched, else devices as they were printed. */
  in: z.string().nullable(),
  out: z.string().nullable(),
  /** Null when the line that tells it was lost. */
  way: TraceWay.nullable(),
  /** As it came in. Protocol and ICMP type are those that the trace asked for, since the kernel does not print them. */
  packet: WalkPacket.nullable(),
  /** Identification of IPv4. */
  ipId: z.int().nullable(),
  /** Steps that matched are `told`, those between them `inferred`: the kernel names only what matched. */
  hooks: z.array(HookWalk),
  /** `unsure` when its last words were lost. */
  verdict: Verdict,
  /** The kernel's own lines. */
  lines: z.array(z.string()),
  /** Rules that were told, how many of them the rules have that were read last, and lines of tables that are not iptables'. */
  told: z.int(),
  found: z.int(),
  strange: z.int(),
})
export type TracedPass = z.infer<typeof TracedPass>

/** One packet with all its crossings, in their order. */
export const TracedPacket = z.object({
  /** Counts from 1 in its trace. */
  number: z.int(),
  at: z.number(),
  way: TraceWay.nullable(),
  /** As it came to the first of them. */
  packet: WalkPacket.nullable(),
  /** Of the last. */
  verdict: Verdict,
  passes: z.array(TracedPass),
})
export type TracedPacket = z.infer<typeof TracedPacket>
