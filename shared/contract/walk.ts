import { z } from 'zod'
import { ConntrackEntry } from '../netfilter/conntrack-entries.ts'
import { DumpRule } from '../netfilter/dump.ts'
import { Family, TableName } from '../netfilter/rule-spec.ts'
import { BlockerCode } from '../walk/blockers.ts'
import { PacketState, TcpFlag } from '../walk/packet.ts'
import { EndCode, HookWalk, Journey, Step, Verdict } from '../walk/step.ts'
import { TraceNews } from './trace.ts'

/**
 * What the page may ask about a packet's way, and what it is told. A walk is a question with all the packets that answer it: what was worked
 * out, what the kernel's trace told, what the counters counted. Main keeps walks with the rules that they ran on; the page asks for one
 * packet's steps at a time, since with many ports they are many.
 */

const Port = z.int().min(0).max(65535)
const Byte = z.int().min(0).max(255)
const Address = z.string().max(64)

/**
 * A packet, or the conversation that it begins, as a person asks about it. What is left out is as the sender would send it. `packet` is
 * one packet and no answer; the others go on with what the other side answers.
 */
export const PacketQuestion = z.strictObject({
  /** Id of a lab node. */
  from: z.string().max(64),
  /** An address, of a VM, behind a floating IP, or of nobody. */
  to: Address,
  what: z.enum(['ping', 'tcp', 'udp', 'packet']),
  /** Echo requests of `ping`. */
  count: z.int().min(1).max(20).optional(),
  /** Of `packet`: 0 to 255. */
  protocol: Byte.optional(),
  sourcePort: Port.optional(),
  destinationPort: Port.optional(),
  icmpType: Byte.optional(),
  icmpCode: Byte.optional(),
  flags: z.array(TcpFlag).max(8).optional(),
  /** Bytes of the IP packet. */
  length: z.int().min(20).max(65535).optional(),
  /** Only when faked: another source than the sender's own. */
  sourceIp: Address.optional(),
  sourceMac: z.string().max(17).optional(),
  /** Of `tcp` and `udp`: somebody listens on the port at the other side. */
  isListening: z.boolean().optional(),
})
export type PacketQuestion = z.infer<typeof PacketQuestion>

/** Which rules are walked: those in the kernel now, those that the edited project compiles to, those that were applied last. */
export const WalkAgainst = z.enum(['kernel', 'edited', 'applied'])
export type WalkAgainst = z.infer<typeof WalkAgainst>

/** One packet of a conversation, in short. */
export const WalkedPacket = z.object({
  /** Counts from 1. */
  number: z.int(),
  direction: z.enum(['there', 'back']),
  says: z.enum([
    ...['packet', 'echo-request', 'echo-reply', 'syn', 'syn-ack', 'ack', 'data', 'fin', 'reset', 'datagram', 'answer'],
    /** An ICMP error of the receiver; the answer of a rule that rejects. */
    ...['unreachable', 'rejection'],
  ] as const),
  verdict: Verdict,
  /** What connection tracking said of it at the last bridge that asked rules, else at the last machine that did; null: nobody tracked it. */
  state: PacketState.nullable(),
  end: EndCode.nullable(),
  /** Where it ended: a machine's name, or the host whose rule dropped it. */
  place: z.string().nullable(),
  /** The rule that decided: what dropped it, or the last rule that let it go on where it came through. */
  by: Step.nullable(),
})
export type WalkedPacket = z.infer<typeof WalkedPacket>

/** Whether what was worked out, what the kernel told and what the counters counted say the same. */
export const Agreement = z.object({
  /** Of prediction, trace and counters; fewer than three where one is not known. */
  compared: z.array(z.enum(['predicted', 'traced', 'counted'])),
  agree: z.boolean(),
  /** Where they part first: number of the packet, of the pass, and of the step among those that matched. */
  first: z
    .object({
      packet: z.int(),
      pass: z.int(),
      table: TableName,
      chain: z.string(),
      rule: z.int().nullable(),
      predicted: Step.nullable(),
      traced: Step.nullable(),
      /** Packets that this rule should have counted, and did. */
      expected: z.int().nullable(),
      counted: z.int().nullable(),
    })
    .nullable(),
})
export type Agreement = z.infer<typeof Agreement>

export const WalkSummary = z.object({
  id: z.int(),
  at: z.number(),
  question: PacketQuestion,
  against: WalkAgainst,
  /** Of the project whose rules were walked; null: what the kernel holds is nobody's. */
  revision: z.int().nullable(),
  /** Of the first packet. */
  verdict: Verdict,
  packets: z.array(WalkedPacket),
  /** Null where nothing was sent. */
  agreement: Agreement.nullable(),
})
export type WalkSummary = z.infer<typeof WalkSummary>

/** Newest first. */
export const WalksState = z.object({ walks: z.array(WalkSummary), more: z.int() })
export type WalksState = z.infer<typeof WalksState>

export const WalkRequest = z.strictObject({ question: PacketQuestion, against: WalkAgainst })
export type WalkRequest = z.infer<typeof WalkRequest>

/** A chain that the packet entered, with all of its rules as they were. */
export const WalkedChain = z.object({
  place: z.string(),
  family: Family,
  table: TableName,
  name: z.string(),
  policy: z.string().nullable(),
  rules: z.array(DumpRule),
})
export type WalkedChain = z.infer<typeof WalkedChain>

/** A namespace on the packet's way: what a person calls it, and what it is. */
export const WalkedPlace = z.object({
  name: z.string(),
  title: z.string(),
  kind: z.enum(['host', 'switch', 'router', 'vm', 'outside']),
})
export type WalkedPlace = z.infer<typeof WalkedPlace>

/** What connection tracking of a place knows. */
export const WalkedConnection = z.object({ place: z.string(), entry: ConntrackEntry.extend({ isAssured: z.boolean() }) })
export type WalkedConnection = z.infer<typeof WalkedConnection>

/** What has to go so that a refused packet passes, in the order in which it meets them; `code` is stable. */
export const WalkBlocker = z.object({ code: BlockerCode, place: z.string(), step: Step })
export type WalkBlocker = z.infer<typeof WalkBlocker>

/** One crossing as the kernel told it. */
export const TracedPass = z.object({
  place: z.string(),
  at: z.number(),
  traceId: z.string(),
  /** With what was asked for, against it, or an ICMP error about it; null where that was not told. */
  way: z.enum(['there', 'back', 'error']).nullable(),
  bridge: z.string().nullable(),
  in: z.string().nullable(),
  out: z.string().nullable(),
  hooks: z.array(HookWalk),
  verdict: Verdict,
  /** The kernel's own lines. */
  lines: z.array(z.string()),
})
export type TracedPass = z.infer<typeof TracedPass>

/** One packet with all of its steps. `counted`: how many packets each matched rule counted in all of the walk. */
export const PacketWalk = z.object({
  walk: z.int(),
  number: z.int(),
  journey: Journey,
  places: z.array(WalkedPlace),
  /** After the packet, and before it. */
  connections: z.array(WalkedConnection),
  connectionsBefore: z.array(WalkedConnection),
  chains: z.array(WalkedChain),
  blockers: z.array(WalkBlocker),
  /** What becomes of a refused packet once all of them are gone; null of one that is not refused. */
  afterwards: Verdict.nullable(),
  /** Null where nothing was traced. */
  traced: z.array(TracedPass).nullable(),
  counted: z
    .array(
      z.object({
        place: z.string(),
        family: Family,
        table: TableName,
        chain: z.string(),
        rule: z.int().nullable(),
        packets: z.number(),
        bytes: z.number(),
      }),
    )
    .nullable(),
})
export type PacketWalk = z.infer<typeof PacketWalk>

export const PacketWalkRequest = z.strictObject({ walk: z.int(), number: z.int().min(1) })

/** The same packet through the edited and the applied rules. `firstDifference`: number of the step, from 1, where they part. */
export const SideBySide = z.object({ edited: PacketWalk, applied: PacketWalk, firstDifference: z.int().nullable() })
export type SideBySide = z.infer<typeof SideBySide>

/** Sends the packets really, and tells what the trace tells as it comes. Ends with `ended` or `failed`. */
export const SendEvent = z.discriminatedUnion('kind', [
  ...TraceNews,
  z.object({ kind: z.literal('ended'), at: z.number(), walk: WalkSummary }),
])
export type SendEvent = z.infer<typeof SendEvent>
