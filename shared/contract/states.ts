import { z } from 'zod'
import { TapwallError } from '../errors.ts'
import { Dump } from '../netfilter/dump.ts'
import { TableName } from '../netfilter/rule-spec.ts'
import { Project } from '../project/schema.ts'
import { Step } from '../project/step.ts'
import { HostDrift } from './drift.ts'
import { MachineState } from './machine.ts'
import { OriginState } from './origin.ts'

/** What main tells the page: whole small snapshots, never differences, so that a missed one does no harm. */

/** Which of the running programs this one is: its process, and the document that it has open, as named and behind all links. */
export const ProgramState = z.object({ pid: z.int(), path: z.string(), realPath: z.string(), name: z.string() })
export type ProgramState = z.infer<typeof ProgramState>

/**
 * The history as a list to go through: `past` oldest first, its last is what undo takes back; `next` the other way round. Only the
 * steps nearest to the present are told; `earlier` and `later` count the rest.
 */
export const HistoryState = z.object({ earlier: z.int(), past: z.array(Step), next: z.array(Step), later: z.int() })
export type HistoryState = z.infer<typeof HistoryState>

/**
 * The edited and the applied project. `program` changes when another document was opened: nothing that a page remembers of the one
 * before means anything then. `undo` and `redo` name the step that the next undo or redo is about, null when there is none.
 */
export const ProjectState = z.object({
  program: z.string(),
  revision: z.int(),
  project: Project,
  undo: z.string().nullable(),
  redo: z.string().nullable(),
  history: HistoryState,
  applied: z.object({ revision: z.int(), at: z.number(), project: Project }).nullable(),
})
export type ProjectState = z.infer<typeof ProjectState>

/** A place in the lab that packets can be sent from. */
export const LabNode = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['vm', 'outside', 'router']),
  addresses: z.array(z.string()),
})
export type LabNode = z.infer<typeof LabNode>

/** `off`: not started. `lost`: it ended by itself (killed, crashed). `failed`: it could not be started. */
export const LabState = z.object({
  state: z.enum(['off', 'starting', 'running', 'lost', 'failed']),
  error: TapwallError.nullable(),
  /** Milliseconds that the last start took. */
  startedIn: z.number().nullable(),
  nodes: z.array(LabNode),
  /** Ids of ports whose devices are gone from the bridges of their hosts; the others' are there while it runs. */
  unplugged: z.array(z.string()),
})
export type LabState = z.infer<typeof LabState>

/**
 * What is seen in the kernel of the host that is looked at. `inStep`: the kernel holds exactly the rules that were applied last
 * (compared by marks and order). `intervalMs` is the time between readings, `costMs` what the last one took.
 */
export const KernelState = z.object({
  host: z.string(),
  readAt: z.number(),
  intervalMs: z.number(),
  costMs: z.number(),
  inStep: z.boolean(),
  bridgeNfCallIptables: z.boolean(),
})
export type KernelState = z.infer<typeof KernelState>

/** Rules that are in the kernel and not kept yet: at `until` (milliseconds since 1970) the former ones come back. */
export const TrialState = z.object({ revision: z.int(), at: z.number(), until: z.number(), seconds: z.int() })
export type TrialState = z.infer<typeof TrialState>

/** Where rules are applied to, read and compared: the hosts of the lab, or this machine as one host of the project. */
export const Target = z.enum(['lab', 'machine'])
export type Target = z.infer<typeof Target>

/** Open connections that an apply has ended, as was chosen; `error`: why they could not be, or not all. */
export const EndedConnections = z.object({ ended: z.int(), error: TapwallError.nullable() })
export type EndedConnections = z.infer<typeof EndedConnections>

export const SessionState = z.object({
  target: Target,
  lab: LabState,
  machine: MachineState,
  kernel: KernelState.nullable(),
  /** The apply that is under way, and since when. */
  applying: z.object({ revision: z.int(), since: z.number() }).nullable(),
  /** What the last apply to this target came to, `error` null when it worked. A page that was away while it ran is told by this alone. */
  lastApply: z
    .object({
      /** `trial`: not kept yet. `reverted`: the former rules are back, asked for or because the time was over. Null: it failed. */
      outcome: z.enum(['kept', 'trial', 'reverted', 'timed-out']).nullable(),
      revision: z.int(),
      at: z.number(),
      ms: z.number(),
      transactions: z.int().nullable(),
      /** Null where none were looked at. */
      connections: EndedConnections.nullable(),
      error: TapwallError.nullable(),
    })
    .nullable(),
  trial: TrialState.nullable(),
  /** Hosts whose kernel does not hold what was applied, and those where a difference is ignored or taken over. */
  drift: z.array(HostDrift),
  /** A ping test is under way. */
  pinging: z.boolean(),
})
export type SessionState = z.infer<typeof SessionState>

/** Names alone repeat: `neutron-openvswi-OUTPUT` stands in filter and in raw. */
export const ChainState = z.object({
  table: TableName,
  name: z.string(),
  role: z.enum([
    'hook',
    'filter-top',
    'local',
    'forward',
    'input',
    'output',
    'sg-chain',
    'sg-fallback',
    'port-in',
    'port-out',
    'port-source',
    'raw',
    'nat',
  ]),
  portId: z.string().nullable(),
})

/**
 * The rules that the readings with the same `version` count. Rows are numbered by `rowsOf(dump)`; `origins` is keyed by mark.
 * Sent only when the rules have changed.
 */
export const KernelRules = z.object({
  version: z.int(),
  dump: Dump,
  origins: z.record(z.string(), OriginState),
  /** What our chains are for, as applied. */
  chains: z.array(ChainState),
})
export type KernelRules = z.infer<typeof KernelRules>

export const PingRequest = z.strictObject({
  /** Id of a lab node. */
  from: z.string().max(64),
  to: z.string().max(64),
  count: z.int().min(1).max(1000),
  /** Seconds between packets. */
  interval: z.number().min(0.01).max(60),
  /** Bytes of ICMP data, ping's `-s`. */
  size: z.int().min(0).max(65000),
})
export type PingRequest = z.infer<typeof PingRequest>

/** A row whose counter moved between two readings. `rule` null is the chain's policy. */
export const MovedRow = z.object({
  family: z.enum(['ipv4', 'ipv6']),
  table: TableName,
  chain: z.string(),
  rule: z.int().nullable(),
  text: z.string(),
  mark: z.string().nullable(),
  packets: z.number(),
  bytes: z.number(),
  beforePackets: z.number(),
  afterPackets: z.number(),
})
export type MovedRow = z.infer<typeof MovedRow>

/**
 * `started` comes after one quiet moment, with the time of the reading that is the baseline. `line`: a line of ping as it comes.
 * `reply`: the same line understood. `ended`: ping's own exit status (0 replies came, 1 none) and what moved since the baseline.
 */
export const PingEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), at: z.number(), baselineAt: z.number(), command: z.string() }),
  z.object({ kind: z.literal('line'), at: z.number(), text: z.string() }),
  z.object({ kind: z.literal('reply'), at: z.number(), seq: z.int(), ttl: z.int(), ms: z.number() }),
  z.object({
    kind: z.literal('ended'),
    at: z.number(),
    exitCode: z.int().nullable(),
    sent: z.int(),
    received: z.int(),
    moved: z.array(MovedRow),
    lines: z.int(),
  }),
  z.object({ kind: z.literal('failed'), error: TapwallError }),
])
export type PingEvent = z.infer<typeof PingEvent>

/** The two faces of an answer, as they travel. */
export const answer = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), value }), z.object({ ok: z.literal(false), error: TapwallError })])
