import { z } from 'zod'
import { TapwallError } from '../errors.ts'
import { Dump } from '../netfilter/dump.ts'
import { Plan } from '../sync/plan.ts'
import { LabTopology } from './topology.ts'

/**
 * What main may ask the lab program and what it answers: one JSON object a line, on the lab's standard input and output.
 * The end of input means "leave". Both sides decode every line. The first line of the lab is its greeting.
 */
export const LAB_PROTOCOL = 1
/** A longer line is refused, and the pipe is closed. */
export const LONGEST_LINE = 64 * 1024 * 1024

const Node = z.string().max(64)
const Target = z.string().regex(/^[0-9a-fA-F:.]{2,45}$/)

export const LabRequest = z.discriminatedUnion('verb', [
  z.strictObject({ id: z.int(), verb: z.literal('build'), topology: LabTopology }),
  z.strictObject({ id: z.int(), verb: z.literal('apply'), plan: Plan }),
  /** `known`: the version whose dump the asker has; the dump comes along only when the rules are others by now. */
  z.strictObject({ id: z.int(), verb: z.literal('read'), host: z.string().max(64), known: z.int().nullable() }),
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
  /** Stops the job that request `job` began. */
  z.strictObject({ id: z.int(), verb: z.literal('cancel'), job: z.int() }),
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

/** Answers by verb. Counters cross this pipe as plain numbers in row order. */
export const labAnswers = {
  build: z.strictObject({ ms: z.number() }),
  apply: z.strictObject({ ms: z.number() }),
  read: z.strictObject({
    version: z.int(),
    at: z.number(),
    cost: z.number(),
    dump: Dump.nullable(),
    packets: z.array(z.number()),
    bytes: z.array(z.number()),
    bridgeNfCallIptables: z.boolean(),
  }),
  ping: z.strictObject({ exitCode: z.int().nullable() }),
  /** `connected`: the handshake worked and the echo came back. `reason` is Node's error code (ECONNREFUSED, ETIMEDOUT) otherwise. */
  tcp: z.strictObject({ connected: z.boolean(), reason: z.string().nullable(), ms: z.number() }),
  cancel: z.strictObject({}),
} as const
export type LabAnswers = { [V in LabVerb]: z.infer<(typeof labAnswers)[V]> }

export const LabMessage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('greeting'), greeting: LabGreeting }),
  z.strictObject({ kind: z.literal('answer'), id: z.int(), value: z.unknown() }),
  /** `id` null: the line that is refused had no number. */
  z.strictObject({ kind: z.literal('refusal'), id: z.int().nullable(), error: TapwallError }),
  /** A line of output of the job that request `id` began. */
  z.strictObject({ kind: z.literal('line'), id: z.int(), at: z.number(), text: z.string() }),
])
export type LabMessage = z.infer<typeof LabMessage>
