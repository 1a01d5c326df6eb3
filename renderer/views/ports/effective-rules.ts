import type { ReasonSubject } from '#shared/explain/reason'
import type { Family } from '#shared/netfilter/rule-spec'
import { markOf } from '#shared/ruleset/mark'
import type { Chain, ChainRole, Rule, Ruleset } from '#shared/ruleset/ruleset'
import type { VerdictKind } from '../../parts/verdict.tsx'
import { verdictOf } from '../../state/kernel-rule.ts'

/** One rule that stands before a port, or the heading of a chain of them. */
export type EffectiveRow =
  | { readonly kind: 'heading'; readonly key: string; readonly part: PortPart; readonly chain: string }
  | {
      readonly kind: 'rule'
      readonly key: string
      readonly part: PortPart
      readonly number: number
      readonly family: Family
      readonly rule: Rule
      readonly verdict: VerdictKind
      /** Jumps to the source check are shown by that word. */
      readonly isCheck: boolean
      readonly mark: string
      /** What the rule is there for is told from this. */
      readonly subject: ReasonSubject
    }
export type PortPart = 'port-in' | 'port-out' | 'port-source'

const PARTS: readonly PortPart[] = ['port-in', 'port-out', 'port-source']

/** Families in which the port has chains at all. */
export const familiesOf = (ruleset: Ruleset, portId: string): readonly Family[] =>
  ruleset.tables
    .filter(({ table, chains }) => table === 'filter' && chains.some((chain) => chain.portId === portId))
    .map(({ family }) => family)

/** The three chains of a port, rule by rule, in the order in which the kernel tries them. */
export function effectiveRules(ruleset: Ruleset, portId: string, family: Family): readonly EffectiveRow[] {
  const table = ruleset.tables.find((each) => each.family === family && each.table === 'filter')
  if (table === undefined) return []
  const roles = new Map(table.chains.map((chain) => [chain.name, chain.role]))
  return PARTS.flatMap((part) => {
    const chain = table.chains.find((each) => each.portId === portId && each.role === part)
    return chain === undefined ? [] : rowsOf(chain, part, family, roles)
  })
}

function rowsOf(chain: Chain, part: PortPart, family: Family, roles: ReadonlyMap<string, ChainRole>): readonly EffectiveRow[] {
  const rules = chain.rules.map((rule, at): EffectiveRow => {
    const mark = markOf(family, 'filter', chain.name, rule)
    const target = rule.spec.target.kind === 'jump' ? roles.get(rule.spec.target.chain) : undefined
    return {
      kind: 'rule',
      key: `${part} ${at} ${mark}`,
      part,
      number: at + 1,
      family,
      rule,
      // Whoever is sent to the fallback is dropped there; nothing else happens in it.
      verdict: target === 'sg-fallback' ? 'drop' : verdictOf(rule.spec.target),
      isCheck: target === 'port-source',
      mark,
      subject: { origin: rule.origin, role: part, target: target ?? null, source: rule.spec.source ?? null },
    }
  })
  return [{ kind: 'heading', key: part, part, chain: chain.name }, ...rules]
}
