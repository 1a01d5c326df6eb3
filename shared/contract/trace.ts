import { z } from 'zod'
import { TapwallError } from '../errors.ts'
import { Family, InterfaceName } from '../netfilter/rule-spec.ts'
import { TracedPacket } from '../trace/traced.ts'
import { MovedRow } from './states.ts'

/**
 * The kernel's own trace of packets, which a page may ask for. Rules that trace are in the kernel only while somebody hears: leaving the
 * stream takes them away.
 */

const Port = z.int().min(0).max(65535)
const Byte = z.int().min(0).max(255)
/** An address or a prefix. A floating IP and the address behind it stand for each other, since a host sees either. */
const Address = z.string().max(64)
const Node = z.string().max(64)

export const TraceQuestion = z.strictObject({
  family: Family,
  /** 1 to 255. */
  protocol: Byte.min(1),
  /** Null: any. */
  source: Address.nullable(),
  destination: Address.nullable(),
  sourcePort: Port.optional(),
  destinationPort: Port.optional(),
  icmpType: Byte.optional(),
  icmpCode: Byte.optional(),
  /** Only what comes in by this port of a bridge. */
  device: InterfaceName.optional(),
  /** Answers, too, and ICMP errors that go to the source. */
  bothWays: z.boolean(),
})
export type TraceQuestion = z.infer<typeof TraceQuestion>

/** What is sent in the lab as soon as the trace is there; it ends with it. */
export const TraceSend = z.discriminatedUnion('do', [
  z.strictObject({
    ...{ do: z.literal('ping'), from: Node, to: Address },
    count: z.int().min(1).max(100),
    interval: z.number().min(0.01).max(60),
    size: z.int().min(0).max(65000),
  }),
  /** One connection; `listener`: the machine that answers, null when nobody does. */
  z.strictObject({
    ...{ do: z.literal('tcp'), from: Node, to: Address, listener: Node.nullable() },
    port: z.int().min(1).max(65535),
    bytes: z.int().min(0).max(1_000_000),
  }),
])
export type TraceSend = z.infer<typeof TraceSend>

export const TraceRequest = z.strictObject({
  /** Null: those hosts on which a port has one of the addresses, or all where none has. */
  hosts: z.array(z.string().max(64)).max(100).nullable(),
  question: TraceQuestion,
  seconds: z.int().min(1).max(600).default(30),
  /** Packets of one connection at each bridge. */
  perSecond: z.int().min(1).max(200).default(20),
  send: TraceSend.nullable(),
})
export type TraceRequest = z.infer<typeof TraceRequest>

/** From now on packets are followed, with the rules that do it as they stand in the table raw. */
const Armed = z.object({
  kind: z.literal('armed'),
  at: z.number(),
  seconds: z.int(),
  hosts: z.array(z.object({ host: z.string(), rules: z.array(z.string()) })),
})
/** What those say who send. */
const Line = z.object({ kind: z.literal('line'), at: z.number(), text: z.string() })
/** Told when nothing more is heard of it. */
const Packet = z.object({ kind: z.literal('packet'), packet: TracedPacket })
const Failed = z.object({ kind: z.literal('failed'), error: TapwallError })

/** What every trace tells as it comes, however it was asked for, and how one fails. */
export const TraceNews = [Armed, Line, Packet, Failed] as const

/** Ends with `ended`, with what moved on each host since `armed`, or `failed`. */
export const TraceEvent = z.discriminatedUnion('kind', [
  ...TraceNews,
  z.object({
    kind: z.literal('ended'),
    at: z.number(),
    /** `sent`: what was to be sent is through. `full`: it was too much. `monitor`: the kernel's words could not be heard any more. */
    why: z.enum(['time', 'stopped', 'sent', 'full', 'monitor']),
    packets: z.int(),
    /** How often the kernel's words were not heard for a moment, as when rules changed under it. */
    restarts: z.int(),
    /** `changed`: the rules of the host are others than when it began. */
    moved: z.array(z.object({ host: z.string(), rows: z.array(MovedRow), changed: z.boolean() })),
  }),
])
export type TraceEvent = z.infer<typeof TraceEvent>
