import { z } from 'zod'
import { InterfaceName } from '../netfilter/rule-spec.ts'
import { answerMessages, firewallAnswers, firewallRequests } from './firewall-verbs.ts'
import { LabTopology } from './topology.ts'

/**
 * What main may ask the lab program and what it answers: one JSON object a line, on the lab's standard input and output.
 * The end of input means "leave". Both sides decode every line. The first line of the lab is its greeting.
 */
export const LAB_PROTOCOL = 2

const Node = z.string().max(64)
/** An Ethernet frame in hexadecimal digits: its header, and at most the 1500 bytes that a card of the lab takes. */
const Frame = z
  .string()
  .regex(/^([0-9a-f]{2})+$/)
  .min(2 * 14)
  .max(2 * 1514)
const Target = z.string().regex(/^[0-9a-fA-F:.]{2,45}$/)

export const LabRequest = z.discriminatedUnion('verb', [
  z.strictObject({ id: z.int(), verb: z.literal('build'), topology: LabTopology }),
  firewallRequests.apply,
  firewallRequests.trial,
  firewallRequests.confirm,
  firewallRequests.revert,
  firewallRequests.read,
  firewallRequests.connections,
  firewallRequests['end-connections'],
  firewallRequests.trace,
  z.strictObject({
    id: z.int(),
    verb: z.literal('ping'),
    node: Node,
    to: Target,
    count: z.int().min(1).max(1000),
    interval: z.number().min(0.01).max(60),
    size: z.int().min(0).max(65000),
  }),
  /**
   * One TCP connection between two machines of the lab: a listener on `listener`, then from `node` connect to `to`:`port`, send
   * `bytes` bytes, read their echo, close. With `listener` null nobody listens.
   */
  z.strictObject({
    id: z.int(),
    verb: z.literal('tcp'),
    node: Node,
    listener: Node.nullable(),
    to: Target,
    port: z.int().min(1).max(65535),
    bytes: z.int().min(0).max(1_000_000),
    timeoutMs: z.int().min(100).max(60_000),
  }),
  /** Sends these frames out of a card of a machine as they are, in their order, `intervalMs` apart. */
  z.strictObject({
    id: z.int(),
    verb: z.literal('send'),
    node: Node,
    device: InterfaceName,
    frames: z.array(Frame).min(1).max(1000),
    intervalMs: z.number().min(0).max(10_000),
  }),
  /** What nova does when an interface is detached from its VM, or attached again: the port's devices on its host go, or come. */
  z.strictObject({ id: z.int(), verb: z.literal('unplug'), port: Node }),
  z.strictObject({ id: z.int(), verb: z.literal('plug'), port: Node }),
  firewallRequests.cancel,
])
export type LabRequest = z.infer<typeof LabRequest>
export type LabVerb = LabRequest['verb']

export const LabGreeting = z.strictObject({
  lab: z.literal(LAB_PROTOCOL),
  /** Process id inside the lab's own process namespace; 1 proves that nothing can outlive it. */
  pid: z.int(),
  uid: z.int(),
})
export type LabGreeting = z.infer<typeof LabGreeting>

/** Answers by verb. */
export const labAnswers = {
  build: z.strictObject({ ms: z.number() }),
  ...firewallAnswers,
  ping: z.strictObject({ exitCode: z.int().nullable() }),
  /** `connected`: the handshake worked and the echo came back. `reason` is Node's error code (ECONNREFUSED, ETIMEDOUT) otherwise. */
  tcp: z.strictObject({ connected: z.boolean(), reason: z.string().nullable(), ms: z.number() }),
  send: z.strictObject({ sent: z.int() }),
  plug: z.strictObject({}),
  unplug: z.strictObject({}),
} as const
export type LabAnswers = { [V in LabVerb]: z.infer<(typeof labAnswers)[V]> }

export const LabMessage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('greeting'), greeting: LabGreeting }),
  ...answerMessages,
  /** The devices of a port have gone from the bridges of its host, or are back, whoever did it. After a build all are there. */
  z.strictObject({ kind: z.literal('link'), at: z.number(), port: Node, plugged: z.boolean() }),
])
export type LabMessage = z.infer<typeof LabMessage>
