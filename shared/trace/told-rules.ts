import { type Dump, type DumpChain, withoutMark } from '../netfilter/dump.ts'
import { markIn } from '../netfilter/parse-save.ts'
import type { Family, TableName } from '../netfilter/rule-spec.ts'

/** The rules of a dump, to be found by what the kernel's trace says of them. */
export interface ToldRules {
  /** Null where the dump has no such chain. */
  readonly chain: (family: Family, table: TableName, name: string) => DumpChain | null
  /**
   * Place from 0 of the rule in its chain that a trace printed, by its mark and else by its text; of several the first behind `after`, or
   * the first of all. Null when the dump has none: it was written after the dump was read.
   */
  readonly find: (chain: DumpChain, text: string, after: number) => number | null
}

export function toldRules({ tables }: Dump): ToldRules {
  const chains = new Map<string, DumpChain>()
  for (const { family, table, chains: own } of tables)
    for (const chain of own) chains.set(`${family} ${table} ${chain.name}`, chain)
  const places = new Map<DumpChain, Map<string, number[]>>()
  const placesOf = (chain: DumpChain): Map<string, number[]> => {
    const known = places.get(chain)
    if (known !== undefined) return known
    const made = new Map<string, number[]>()
    chain.rules.forEach(({ mark, text }, at) => {
      for (const key of mark === null ? [text] : [mark, text]) {
        const held = made.get(key)
        if (held === undefined) made.set(key, [at])
        else held.push(at)
      }
    })
    places.set(chain, made)
    return made
  }
  return {
    chain: (family, table, name) => chains.get(`${family} ${table} ${name}`) ?? null,
    find: (chain, text, after) => {
      const known = placesOf(chain)
      // The text is the better one: an edit from outside keeps the mark.
      const found = known.get(text) ?? known.get(markIn(text) ?? '')
      return found?.find((at) => at > after) ?? found?.[0] ?? null
    },
  }
}

/** A rule's text as a step has it. */
export const stepText = (text: string): string => withoutMark(text)
