import { z } from 'zod'
import { ChainName, Family, RuleSpec, SetName, SetSpec, TableName } from '../netfilter/rule-spec.ts'

/**
 * The steps from what the kernel holds to what should be. A plan is data: the helper prints the words of iptables-restore and ipset
 * itself and refuses what is not ours. Transactions run in order; each one is atomic for its table (one iptables-restore --noflush),
 * and after each one every port is either under its old or its new chains.
 */

/** What becomes a rule's comment, see `ruleset/mark.ts`. */
const MARK = /^tw:[0-9a-z.]{1,40}$/
export const Mark = z.string().regex(MARK)
export const isMark = (word: unknown): word is string => typeof word === 'string' && MARK.test(word)

/** Rule positions are those at the moment of the step, counted from 1, foreign rules included. `mark` becomes the rule's comment. */
export const TableStep = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('new-chain'), chain: ChainName }),
  z.strictObject({ do: z.literal('append'), chain: ChainName, spec: RuleSpec, mark: Mark }),
  z.strictObject({
    do: z.literal('insert'),
    chain: ChainName,
    at: z.int().min(1),
    spec: RuleSpec,
    mark: Mark,
  }),
  z.strictObject({ do: z.literal('delete'), chain: ChainName, at: z.int().min(1) }),
  z.strictObject({ do: z.literal('flush-chain'), chain: ChainName }),
  z.strictObject({ do: z.literal('delete-chain'), chain: ChainName }),
])
export type TableStep = z.infer<typeof TableStep>

export const Transaction = z.discriminatedUnion('on', [
  /** Made new, or filled under a temporary name and swapped, so that no moment has a half-filled set. */
  z.strictObject({ on: z.literal('set'), write: SetSpec }),
  z.strictObject({ on: z.literal('set-removal'), name: SetName }),
  z.strictObject({ on: z.literal('table'), family: Family, table: TableName, steps: z.array(TableStep).min(1) }),
])
export type Transaction = z.infer<typeof Transaction>

/** What a chain or set looked like when the plan was made: a fingerprint of its lines (`prints.ts`), null when it was not there or empty. */
export const PlannedFrom = z.discriminatedUnion('what', [
  z.strictObject({
    what: z.literal('chain'),
    family: Family,
    table: TableName,
    chain: ChainName,
    print: z.string().max(20).nullable(),
  }),
  z.strictObject({ what: z.literal('set'), set: SetName, print: z.string().max(20).nullable() }),
])
export type PlannedFrom = z.infer<typeof PlannedFrom>

/** `from`: every chain and set that the steps touch, once. Whoever runs the plan looks at them again and refuses when one is another. */
export const Plan = z.strictObject({
  host: z.string().max(64),
  from: z.array(PlannedFrom),
  transactions: z.array(Transaction),
})
export type Plan = z.infer<typeof Plan>
