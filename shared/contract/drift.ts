import { z } from 'zod'
import { Issue } from '../errors.ts'
import { Family, TableName } from '../netfilter/rule-spec.ts'
import { Id, SecurityGroupRule } from '../project/schema.ts'
import { OriginState } from './origin.ts'

/** What the kernels of the hosts hold that is not what was applied, and what a person may do about it. */

/** Items of a host beyond these are only counted: they travel with each reading. */
export const MOST_DRIFT = 100

const HostName = z.string().max(64)
const ItemId = z.string().min(1).max(20)

/**
 * One difference; see `DriftItem` of shared/sync/drift.ts. `as`: `open`; `ignored` until the line changes again or rules are applied;
 * `taken` over into the project and not applied yet. `ofOthers`: put back only when it is named, not with all. `putBack` false: it can
 * only be taken over or ignored.
 */
export const DriftItemState = z.object({
  id: ItemId,
  kind: z.enum(['missing', 'changed', 'foreign', 'moved']),
  what: z.enum(['rule', 'chain', 'policy', 'set', 'member']),
  family: Family.nullable(),
  table: TableName.nullable(),
  chain: z.string(),
  at: z.int().nullable(),
  was: z.string().nullable(),
  now: z.string().nullable(),
  mark: z.string().nullable(),
  origin: OriginState.nullable(),
  portId: z.string().nullable(),
  from: z.object({ chain: z.string(), at: z.int() }).nullable(),
  as: z.enum(['open', 'ignored', 'taken']),
  ofOthers: z.boolean(),
  putBack: z.boolean(),
})
export type DriftItemState = z.infer<typeof DriftItemState>

const count = z.int().min(0)
/** `since`: when the first of what is open was noticed. The counts are of all items, those that are not told included. */
export const HostDrift = z.object({
  host: HostName,
  since: z.number().nullable(),
  open: count,
  ignored: count,
  taken: count,
  items: z.array(DriftItemState).max(MOST_DRIFT),
})
export type HostDrift = z.infer<typeof HostDrift>

/** `all`: everything that is open, but what others made. */
const Chosen = z.union([z.literal('all'), z.array(ItemId).min(1).max(MOST_DRIFT)])
export const PutBackRequest = z.strictObject({ host: HostName, items: Chosen })
/** `put`: how many of the chosen were still there. */
export const PutBackAnswer = z.object({ put: count, transactions: count })

/** `groupId`: where a new rule goes; null lets main choose among the groups of the port. */
export const OfferRequest = z.strictObject({ host: HostName, item: ItemId, groupId: Id.nullable() })
/** What taking over would do; `refused`: why it cannot be. `groups`: of the port, to choose from where a rule is new. */
export const OfferAnswer = z.object({
  refused: Issue.nullable(),
  edit: z.enum(['rule.create', 'rule.update', 'rule.delete']).nullable(),
  groupId: Id.nullable(),
  rule: SecurityGroupRule.nullable(),
  alsoPorts: z.array(Id),
  groups: z.array(Id),
})
export type OfferAnswer = z.infer<typeof OfferAnswer>

export const TakeOverRequest = z.strictObject({ host: HostName, items: Chosen, groupId: Id.nullable() })
export const TakeOverAnswer = z.object({ taken: count, refused: z.array(z.object({ item: ItemId, issue: Issue })) })
export type TakeOverAnswer = z.infer<typeof TakeOverAnswer>

/** `ignored` false: it counts again. */
export const IgnoreRequest = z.strictObject({ host: HostName, items: Chosen, ignored: z.boolean() })
