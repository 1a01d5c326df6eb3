import { z } from 'zod'
import { ChainName, Family, SetName, TableName } from '../netfilter/rule-spec.ts'

/**
 * Chains and sets as they were before a plan was run: the kernel's own words, to be given back to it. Read by the helper itself, so
 * that texts never come over the pipe; kept in a journal where the helper may be killed.
 */

/** `text` after `-A CHAIN `; counters as they stood. `mark` null: a rule of others, which is never written, only kept in its place. */
export const SavedRule = z.strictObject({
  text: z.string(),
  mark: z.string().nullable(),
  packets: z.number(),
  bytes: z.number(),
})
export type SavedRule = z.infer<typeof SavedRule>

/** `rules` null: the chain was not there. */
export const SavedChain = z.strictObject({
  family: Family,
  table: TableName,
  chain: ChainName,
  rules: z.array(SavedRule).nullable(),
})
export type SavedChain = z.infer<typeof SavedChain>

/** `create`: words after `create NAME `; null when the set was not there. */
export const SavedSet = z.strictObject({ set: SetName, create: z.string().nullable(), members: z.array(z.string()) })
export type SavedSet = z.infer<typeof SavedSet>

export const SavedState = z.strictObject({ chains: z.array(SavedChain), sets: z.array(SavedSet) })
export type SavedState = z.infer<typeof SavedState>

/** Of what is saved twice the earlier stays: it is what was there before all of it. */
export function earliest(first: SavedState, later: SavedState): SavedState {
  const keyOf = ({ family, table, chain }: SavedChain): string => `${family} ${table} ${chain}`
  const chains = new Set(first.chains.map(keyOf))
  const sets = new Set(first.sets.map(({ set }) => set))
  return {
    chains: [...first.chains, ...later.chains.filter((chain) => !chains.has(keyOf(chain)))],
    sets: [...first.sets, ...later.sets.filter(({ set }) => !sets.has(set))],
  }
}
