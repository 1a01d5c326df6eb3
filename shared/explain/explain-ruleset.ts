import type { Family, TableName } from '../netfilter/rule-spec.ts'
import type { Project } from '../project/schema.ts'
import type { Rule, Ruleset, RulesetTable } from '../ruleset/ruleset.ts'
import type { Language } from '../texts/language.ts'
import { reasonOf, sayReason } from './reason.ts'

/** One generated line, why it is there, in a language. */
export interface ExplainedLine {
  /** From 1, within its chain. */
  readonly number: number
  readonly rule: Rule
  readonly reason: string
}

export interface ExplainedChain {
  readonly family: Family
  readonly table: TableName
  readonly name: string
  readonly lines: readonly ExplainedLine[]
}

/** Every chain of a ruleset with the reason of each of its lines; chains without lines, too. */
export function explainRuleset(project: Project, ruleset: Ruleset, language: Language = 'en'): ExplainedChain[] {
  return ruleset.tables.flatMap(({ family, table, chains }) => {
    const reason = reasonsIn(project, chains, language)
    return chains.map((chain) => ({
      ...{ family, table, name: chain.name },
      lines: chain.rules.map((rule, at) => ({ number: at + 1, rule, reason: reason(rule, chain) })),
    }))
  })
}

type Chain = RulesetTable['chains'][number]

function reasonsIn(project: Project, chains: readonly Chain[], language: Language): (rule: Rule, chain: Chain) => string {
  const roles = new Map(chains.map(({ name, role }) => [name, role]))
  return ({ origin, spec }, { role }) => {
    const target = spec.target.kind === 'jump' ? (roles.get(spec.target.chain) ?? 'foreign') : null
    return sayReason(language, reasonOf(language, project, { origin, role, target, source: spec.source ?? null }))
  }
}
