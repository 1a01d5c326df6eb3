import type { Dump, DumpRule } from '../netfilter/dump.ts'
import type { Family, TableName } from '../netfilter/rule-spec.ts'
import { Names } from './names.ts'
import { type ReadRule, readRule } from './read-rule.ts'
import type { Reading } from './reading.ts'
import { Sets } from './sets.ts'

/** A chain whose rules are read when they are first tried, and then kept. */
export class Chain {
  readonly name: string
  readonly policy: string | null
  readonly rules: readonly DumpRule[]
  /** By position; undefined where a rule was not tried yet. */
  readonly known: (ReadRule | undefined)[]
  private readonly reading: Reading

  constructor(name: string, policy: string | null, rules: readonly DumpRule[], reading: Reading) {
    this.name = name
    this.policy = policy
    this.rules = rules
    this.known = new Array(rules.length)
    this.reading = reading
  }

  /** The rule at a position from 0, which must be one of the chain's. */
  read(at: number): ReadRule {
    const rule = readRule(this.rules[at] ?? { text: '', mark: null }, this.reading)
    this.known[at] = rule
    return rule
  }
}

/** The rules of one family, ready for packets to be tried against them. Keep it as long as the dump: what was read is not read again. */
export interface Rules {
  readonly family: Family
  readonly names: Names
  /** A rule that stands in no chain of the dump. */
  read(rule: DumpRule): ReadRule
  /** Undefined: the table is not there, so nothing is asked. */
  table(name: TableName): ReadonlyMap<string, Chain> | undefined
}

export function readRules(dump: Dump, family: Family): Rules {
  const names = new Names()
  const reading: Reading = { family, names, sets: new Sets(dump, family), asks: new Map() }
  const tables = new Map<TableName, ReadonlyMap<string, Chain>>()
  for (const { family: of, table, chains } of dump.tables) {
    if (of !== family) continue
    tables.set(table, new Map(chains.map(({ name, policy, rules }) => [name, new Chain(name, policy, rules, reading)])))
  }
  return { family, names, read: (rule) => readRule(rule, reading), table: (name) => tables.get(name) }
}
