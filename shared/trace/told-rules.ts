import { type Dump, withoutMark } from '../netfilter/dump.ts'
import { markIn } from '../netfilter/parse-save.ts'
import type { Family, TableName } from '../netfilter/rule-spec.ts'
import { type Chain, type Rules, readRules } from '../walk/rules.ts'

/** The rules of a dump, to be found by what the kernel's trace says of them. Keep it as long as the dump. */
export interface ToldRules {
  readonly of: (family: Family) => Rules
  /** Null where the dump has no such chain. */
  readonly chain: (family: Family, table: TableName, name: string) => Chain | null
  /**
   * Place from 0 of the rule in its chain that a trace printed, by its mark and else by its text; of several the first behind `after`, or
   * the first of all. Null when the dump has none: it was written after the dump was read.
   */
  readonly find: (chain: Chain, text: string, after: number) => number | null
}

export function toldRules(dump: Dump): ToldRules {
  const read = new Map<Family, Rules>()
  const of = (family: Family): Rules => {
    const rules = read.get(family) ?? readRules(dump, family)
    read.set(family, rules)
    return rules
  }
  const places = new Map<Chain, Map<string, number[]>>()
  const placesOf = (chain: Chain): Map<string, number[]> => {
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
    of,
    chain: (family, table, name) => of(family).table(table)?.get(name) ?? null,
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
