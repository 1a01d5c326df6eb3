import { z } from 'zod'
import { TapwallError } from '../errors.ts'
import { Family, TableName } from '../netfilter/rule-spec.ts'
import { FirewallDriver, Id, Release } from '../project/schema.ts'

/** What the agents of the hosts have done, turn by turn, as it travels. */

/** The newest turns are kept, and of each so many lines of its plan; the rest is counted. */
export const MOST_TURNS = 200
export const MOST_TURN_LINES = 400
export const MOST_TOLD_IDS = 50
export const MOST_TOLD_NOTICES = 40

/** The first ids of many, and how many there are. */
const Ids = z.object({ ids: z.array(z.string()), count: z.int() })
export type Ids = z.infer<typeof Ids>

export const CauseKind = z.enum(['plugged', 'unplugged', 'port', 'rules', 'members', 'address-groups', 'providers', 'settings'])
export type CauseKind = z.infer<typeof CauseKind>

/**
 * What began a turn. `ids`: of ports (plugged, unplugged, port), groups, address groups or networks. `fields`: of a port or of the agent's
 * settings. `ports`: those of the host that it concerns, none where the message is not about this host.
 */
export const AgentNotice = z.object({
  from: z.enum(['server', 'agent']),
  kind: CauseKind,
  about: Ids,
  fields: z.array(z.string()),
  /** How it travels in this release: an RPC call, for `push` with the class of the object; and what the agent then calls by itself. */
  message: z.object({ call: z.string(), object: z.string().nullable(), heard: z.string().nullable() }).nullable(),
  ports: Ids,
})
export type AgentNotice = z.infer<typeof AgentNotice>

/** What the agent asks the server, or tells it. `cached`: it is answered from what the server pushed before. */
export const AgentCall = z.object({ call: z.string(), ports: z.int(), cached: z.boolean() })
export type AgentCall = z.infer<typeof AgentCall>

/**
 * One turn of one host's agent. `by`: the agent by itself, because devices came or went; an apply; or the way back of an apply that was on
 * trial. `waitedMs`: from the first of its causes to its beginning. `attempt`: above 1 when it failed before.
 */
export const AgentTurn = z.object({
  id: z.int(),
  host: z.string(),
  release: Release,
  driver: FirewallDriver,
  by: z.enum(['agent', 'apply', 'revert']),
  at: z.number(),
  waitedMs: z.number(),
  attempt: z.int(),
  notices: z.array(AgentNotice),
  moreNotices: z.int(),
  asks: z.array(AgentCall),
  tells: z.array(AgentCall),
  prepared: Ids,
  refreshed: Ids,
  removed: Ids,
  /** Lines and sets of the plan; null where nothing was planned. */
  plan: z
    .object({
      tables: z.array(z.object({ family: Family, table: TableName, comes: z.int(), goes: z.int(), chains: z.int() })),
      sets: z.array(z.object({ name: z.string(), how: z.enum(['new', 'gone', 'changed']), joins: z.int(), leaves: z.int() })),
      transactions: z.int(),
    })
    .nullable(),
  /** Milliseconds: computing and reading what is there, writing, reading it back. */
  steps: z.object({ plan: z.number(), write: z.number(), check: z.number() }),
  error: TapwallError.nullable(),
})
export type AgentTurn = z.infer<typeof AgentTurn>

/** Newest first. `earlier`: turns that were done and are kept no more. */
export const AgentState = z.object({
  turns: z.array(AgentTurn),
  earlier: z.int(),
  /** Ports came or went, and what they make is not done yet. */
  waiting: z.object({ since: z.number(), ports: z.int(), why: z.enum(['trial', 'apply', 'soon', 'again']) }).nullable(),
})
export type AgentState = z.infer<typeof AgentState>

/** The plan of one turn, chain by chain: lines that went and came in their order. `left`: lines that are not kept. */
export const TurnLines = z.object({
  id: z.int(),
  chains: z.array(
    z.object({
      family: Family,
      table: TableName,
      name: z.string(),
      how: z.enum(['new', 'gone', 'changed']),
      lines: z.array(z.object({ kind: z.enum(['goes', 'comes']), at: z.int(), text: z.string() })),
    }),
  ),
  sets: z.array(
    z.object({
      name: z.string(),
      how: z.enum(['new', 'gone', 'changed']),
      joins: z.array(z.string()),
      leaves: z.array(z.string()),
    }),
  ),
  left: z.int(),
})
export type TurnLines = z.infer<typeof TurnLines>

export const TurnRequest = z.strictObject({ id: z.int() })
export const PlugRequest = z.strictObject({ portId: Id })
