import type { Dump } from '../netfilter/dump.ts'
import type { Family, RuleSpec, SetSpec, TableName } from '../netfilter/rule-spec.ts'
import { markOf } from '../ruleset/mark.ts'
import type { ChainRole, Origin, Ruleset } from '../ruleset/ruleset.ts'
import { printMarked } from './print-restore.ts'

/** What was put into the kernel of one host, and what its kernel said just after the writing. */
export interface Written {
  readonly ruleset: Ruleset
  readonly readBack: Dump
}

export interface ExpectedRule {
  readonly mark: string
  /** The kernel's own words for it. */
  readonly text: string
  readonly spec: RuleSpec
  readonly origin: Origin
}

export interface ExpectedChain {
  readonly family: Family
  readonly table: TableName
  readonly name: string
  readonly role: ChainRole
  readonly portId: string | null
  readonly rules: readonly ExpectedRule[]
}

/** What a host should still hold. Made once for each apply: to find the marks costs as much as to compile. */
export interface Expected {
  readonly host: string
  /** By `placeOf`. */
  readonly chains: ReadonlyMap<string, ExpectedChain>
  /** Names of the chains that are ours altogether, in whatever table. */
  readonly ours: ReadonlySet<string>
  /** By `placeOf`: policies of built-in chains when the rules were written. */
  readonly policies: ReadonlyMap<string, string>
  readonly sets: ReadonlyMap<string, SetSpec>
}

export const placeOf = (family: Family, table: TableName, chain: string): string => `${family} ${table} ${chain}`

/** Texts are those of the read-back; where a rule was gone before it could be read, those that were written. */
export function expectedOf({ ruleset, readBack }: Written): Expected {
  const texts = new Map<string, string>()
  const policies = new Map<string, string>()
  for (const { family, table, chains } of readBack.tables)
    for (const { name, policy, rules } of chains) {
      const place = placeOf(family, table, name)
      if (policy !== null) policies.set(place, policy)
      for (const { mark, text } of rules) if (mark !== null) texts.set(`${place} ${mark}`, text)
    }
  const chains = new Map<string, ExpectedChain>()
  const ours = new Set<string>()
  for (const { family, table, chains: own } of ruleset.tables)
    for (const { name, role, portId, rules } of own) {
      const place = placeOf(family, table, name)
      if (role !== 'hook') ours.add(name)
      const expected = rules.map((rule): ExpectedRule => {
        const { spec, origin } = rule
        const mark = markOf(family, table, name, rule)
        return { mark, text: texts.get(`${place} ${mark}`) ?? printMarked(family, spec, mark), spec, origin }
      })
      chains.set(place, { family, table, name, role, portId, rules: expected })
    }
  return { host: ruleset.host, chains, ours, policies, sets: new Map(ruleset.sets.map((set) => [set.name, set])) }
}
