import type { Family, TableName } from '../netfilter/rule-spec.ts'
import { markOf } from './mark.ts'
import type { Chain, Rule, Ruleset } from './ruleset.ts'

/** Where a marked rule stands in a ruleset. `rule.origin` leads back to the project. */
export interface MarkedRule {
  readonly mark: string
  readonly family: Family
  readonly table: TableName
  readonly chain: Chain
  readonly rule: Rule
}

/** Every rule of a ruleset with its mark, in the order of tables, chains and rules. */
export function* markedRules(ruleset: Ruleset): Generator<MarkedRule> {
  for (const { family, table, chains } of ruleset.tables)
    for (const chain of chains)
      for (const rule of chain.rules) yield { mark: markOf(family, table, chain.name, rule), family, table, chain, rule }
}

/** From the mark in a kernel rule to the rule that we put there. */
export const indexMarks = (ruleset: Ruleset): ReadonlyMap<string, MarkedRule> =>
  new Map([...markedRules(ruleset)].map((row) => [row.mark, row]))
