import type { Project } from '../project/schema.ts'
import type { FactCode } from '../texts/en/facts.ts'
import { facts as en } from '../texts/en/facts.ts'
import type { Language } from '../texts/language.ts'
import { facts as zh } from '../texts/zh/facts.ts'
import { agentFacts } from './agent-facts.ts'
import { chainFacts } from './chain-facts.ts'
import type { Fact, Side } from './difference.ts'
import { type BothLines, differences } from './read-difference.ts'
import type { Row } from './rows.ts'
import { ruleFacts } from './rule-facts.ts'
import type { Place } from './sections.ts'

const ALL: readonly Fact[] = [...agentFacts, ...chainFacts, ...ruleFacts]
const SOURCES = new Map(ALL.map(({ code, source }) => [code, source]))

/** Codes of the facts that explain a row of a section; `row` null asks for the chain or set itself. */
export type Explain = (section: Compared, row: Row | null) => readonly FactCode[]

/** A section as facts ask about it. */
export interface Compared extends BothLines {
  readonly place: Place
  readonly leftName: string | null
  readonly rightName: string | null
}

/** Facts that apply between two sides of a project's host. Where one of these two decides, there is no other explanation. */
export function factsIn(project: Project, left: Side, right: Side): Explain {
  const between = ALL.filter((fact) => fact.between(left, right))
  const known = between.filter(({ code }) => code === 'agent-off')
  const facts = known.length > 0 ? known : between
  const read = differences(project, left, right)
  const explain = (section: Compared, row: Row | null): readonly FactCode[] => {
    const difference = read(section, row)
    const found = facts.filter((fact) => (fact.ofNames === true || !difference.onlyNames) && fact.explains(difference))
    const decides = found.filter(({ code }) => code === 'ipv6-off')
    return (decides.length > 0 ? decides : found).map(({ code }) => code)
  }
  return (section, row) =>
    // What is in a chain that one side has not got is explained by that.
    explain(section, section.leftName === null || section.rightName === null ? null : row)
}

/** The sentence of a fact. */
export const sayFact = (language: Language, code: FactCode): string => ({ en, zh })[language][code]

/** Where Neutron's own code shows it. */
export const factSource = (code: FactCode): string => SOURCES.get(code) ?? ''
