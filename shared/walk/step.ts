import { z } from 'zod'
import { TableName } from '../netfilter/rule-spec.ts'
import { PacketState, WalkPacket } from './packet.ts'

/**
 * A packet's way, as data: the same shape whether it was worked out from dumps or told by the kernel. A journey is a tree of passes; a pass
 * is one crossing of one bridge, or one way through the IP stack of a namespace.
 */

/** What a rule asks for that the packet does not have, or that cannot be known. */
export const Field = z.enum([
  'protocol',
  'source',
  'destination',
  'source-port',
  'destination-port',
  'ports',
  'icmp-type',
  'tcp-flags',
  'source-mac',
  'interface-in',
  'interface-out',
  'device-in',
  'device-out',
  'bridged',
  'state',
  'connection',
  'source-set',
  'destination-set',
  'mark',
  'owner',
  'limit',
  'address-type',
  'length',
  'ttl',
  'packet-type',
  'fragment',
  'extension-header',
  /** A match that is not known here; `asked` has its words. */
  'unknown',
])
export type Field = z.infer<typeof Field>

/** `asked`: the rule's own words of this match, without the option. `is`: what the packet has, null where that is not known. */
export const Why = z.strictObject({ field: Field, asked: z.string(), not: z.boolean(), is: z.string().nullable() })
export type Why = z.infer<typeof Why>

/** What becomes of a packet that matched. `go-on`: the next rule is tried (LOG, MARK, counting alone). */
export const Act = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('accept') }),
  z.strictObject({ do: z.literal('drop') }),
  /** The answer that the sender gets, as the rule writes it: `icmp-port-unreachable`, `tcp-reset`. */
  z.strictObject({ do: z.literal('reject'), with: z.string() }),
  z.strictObject({ do: z.literal('return') }),
  z.strictObject({ do: z.literal('jump'), chain: z.string() }),
  z.strictObject({ do: z.literal('goto'), chain: z.string() }),
  z.strictObject({ do: z.literal('go-on'), target: z.string().nullable() }),
  z.strictObject({ do: z.literal('mark'), mark: z.int() }),
  z.strictObject({ do: z.literal('notrack') }),
  z.strictObject({ do: z.literal('zone'), zone: z.int() }),
  /** Of the table nat: addresses are changed, and the packet is accepted. */
  z.strictObject({
    do: z.literal('translate'),
    target: z.enum(['DNAT', 'SNAT', 'MASQUERADE', 'REDIRECT', 'NETMAP']),
    to: z.string(),
  }),
  /** A target that is not known here. */
  z.strictObject({ do: z.literal('unknown'), target: z.string() }),
])
export type Act = z.infer<typeof Act>

export const Verdict = z.enum(['accept', 'drop', 'unsure'])
export type Verdict = z.infer<typeof Verdict>

/** A rule that was tried. `rule` counts from 1, as iptables does; null is the chain's policy, or its end. */
export const Step = z.strictObject({
  table: TableName,
  chain: z.string(),
  rule: z.int().min(1).nullable(),
  /** The kernel's text without our mark; `policy ACCEPT`; empty for the end of a chain. */
  text: z.string(),
  mark: z.string().nullable(),
  match: z.enum(['yes', 'no', 'unsure']),
  /** The first match that failed; of an unsure rule the first that is not known. Null when the rule matched. */
  why: Why.nullable(),
  act: Act,
  /** How deep: 0 in the chain of the hook. */
  depth: z.int().min(0),
  /** `told`: by the kernel. `inferred`: the kernel names only what matched, so it must have been tried. */
  by: z.enum(['worked-out', 'told', 'inferred']),
  /** Something before it that is unsure may have ended the packet's way: it may not have been tried at all. */
  isDoubtful: z.literal(true).optional(),
})
export type Step = z.infer<typeof Step>

export const HookName = z.enum(['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'])
export type HookName = z.infer<typeof HookName>

/** One table at one hook. A table that has no chain for the hook is not asked and left out; one without rules counts its policy. */
export const HookWalk = z.strictObject({
  hook: HookName,
  table: TableName,
  /** Null: connection tracking has not looked yet. Undefined is not known. */
  state: PacketState.nullable().optional(),
  zone: z.int(),
  steps: z.array(Step),
  verdict: Verdict,
})
export type HookWalk = z.infer<typeof HookWalk>

/**
 * What a bridge does with a frame (net/bridge/br_input.c): out by one port, by all others, up to the machine's own IP, or nowhere. A frame
 * that is flooded to several ports is one pass that came in (`out` null), and behind it one for each port.
 */
export const BridgeDecision = z.enum(['forward', 'flood', 'up', 'drop'])
export type BridgeDecision = z.infer<typeof BridgeDecision>

/** Why a packet ends where it does, with a stable code. */
export const EndCode = z.enum([
  'delivered',
  'dropped-by-rule',
  'dropped-by-policy',
  'rejected',
  /** The namespace has no route, or none back through the card (`no-route`); the time to live was used up. */
  'no-route',
  'ttl-exceeded',
  'no-neighbour',
  'not-for-this-machine',
  /** Nobody on a wire may have the sender's address: the receiver's own, that of a group, of a loopback; a link-local one to be passed on. */
  'martian-source',
  'same-port',
  'no-port',
  'link-down',
  'unsure',
])
export type EndCode = z.infer<typeof EndCode>

export interface Pass {
  /** The namespace: of a host, a router, a VM, the switch. */
  readonly place: string
  readonly kind: 'bridge' | 'routed' | 'sent' | 'received'
  readonly bridge: string | null
  readonly decision: BridgeDecision | null
  readonly in: string | null
  readonly out: string | null
  /** As it came in; what left is the packet of the next pass. */
  readonly packet: WalkPacket
  /** Empty where the namespace does not show its packets to iptables (bridge netfilter off). */
  readonly hooks: readonly HookWalk[]
  readonly verdict: Verdict
  /** Null while it goes on. */
  readonly end: EndCode | null
  readonly next: readonly Pass[]
}
export const Pass: z.ZodType<Pass> = z.lazy(() =>
  z.strictObject({
    place: z.string(),
    kind: z.enum(['bridge', 'routed', 'sent', 'received']),
    bridge: z.string().nullable(),
    decision: BridgeDecision.nullable(),
    in: z.string().nullable(),
    out: z.string().nullable(),
    packet: WalkPacket,
    hooks: z.array(HookWalk),
    verdict: Verdict,
    end: EndCode.nullable(),
    next: z.array(Pass),
  }),
)

/** One packet from where it was sent to all its ends. `unsureOf`: the rules that make the answer unsure. */
export const Journey = z.strictObject({
  packet: WalkPacket,
  first: Pass,
  verdict: Verdict,
  /** Where its receiver is, null when it got nowhere. */
  deliveredTo: z.string().nullable(),
  unsureOf: z.array(Step),
})
export type Journey = z.infer<typeof Journey>
