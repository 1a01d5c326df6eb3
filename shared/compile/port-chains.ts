import type { Family } from '../netfilter/rule-spec.ts'
import type { Port } from '../project/schema.ts'
import { portChain, type WrapPrefix } from '../ruleset/naming.ts'
import type { Chain, Rule } from '../ruleset/ruleset.ts'
import type { BaseParts } from './base-lines.ts'
import { jump, keepFirst, keepLast, type Line, line, type ReadPrefix, spec, written } from './lines.ts'
import type { Providers } from './providers.ts'
import type { EgressPart, IngressPart, ReleaseFacts } from './releases.ts'
import { sourceChecks } from './source-check.ts'
import type { UserRules } from './user-rules.ts'

export interface PortContext {
  readonly facts: ReleaseFacts
  readonly prefix: WrapPrefix
  readonly base: { readonly [F in Family]: BaseParts }
  readonly providers: Providers
  readonly userRules: UserRules
  readonly readPrefix: ReadPrefix
  /** The comment, or null where the host writes none. */
  readonly say: (comment: string) => string | null
}

/** The chains of a port for one family: i and o always, s where the port has an address of the family to check. */
export function portChains(context: PortContext, port: Port, family: Family): Chain[] {
  const { prefix, facts } = context
  const sourceRules = sourceChecks(context, port, family)
  const chain = (letter: 'i' | 'o' | 's', role: Chain['role'], rules: readonly Rule[]): Chain => ({
    name: portChain(prefix, letter, port.id),
    role,
    portId: port.id,
    rules,
  })
  const egress: Line[] = []
  for (const part of facts.egress[family])
    if (part !== 'source-check' || sourceRules.length > 0) egressLines(context, port, family, part, egress)
  return [
    chain('i', 'port-in', keepLast(ingressOf(context, port, family))),
    chain('o', 'port-out', keepLast(egress)),
    ...(sourceRules.length > 0 ? [chain('s', 'port-source', keepLast(sourceRules))] : []),
  ]
}

/** Provider rules and those of groups are pruned together where the first of equal lines stays: they stand side by side. */
function ingressOf(context: PortContext, port: Port, family: Family): Line[] {
  const lines: Line[] = []
  let pruned: Line[] = []
  for (const part of context.facts.ingress[family]) {
    const own = (part === 'providers' || part === 'user') && context.facts.rules.ofEqual === 'first'
    if (!own && pruned.length > 0) {
      lines.push(...keepFirst(pruned))
      pruned = []
    }
    ingressLines(context, port, family, part, own ? pruned : lines)
  }
  return lines
}

function ingressLines(context: PortContext, port: Port, family: Family, part: IngressPart, into: Line[]): void {
  switch (part) {
    case 'providers':
      into.push(...context.providers.linesFor(port, family))
      return
    case 'user':
      into.push(...context.userRules.linesFor(port, 'ingress', family))
      return
    default:
      baseLines(context, port, family, part, into)
  }
}

function egressLines(context: PortContext, port: Port, family: Family, part: EgressPart, into: Line[]): void {
  switch (part) {
    case 'source-check': {
      const check = written(family, spec(jump(portChain(context.prefix, 's', port.id))))
      into.push(line(check, { kind: 'port', portId: port.id }))
      return
    }
    case 'user': {
      const lines = context.userRules.linesFor(port, 'egress', family)
      into.push(...(context.facts.rules.ofEqual === 'first' ? keepFirst(lines) : lines))
      return
    }
    default:
      baseLines(context, port, family, part, into)
  }
}

function baseLines({ base }: PortContext, { id: portId }: Port, family: Family, part: keyof BaseParts, into: Line[]): void {
  const { what, lines } = base[family][part]
  for (const each of lines) into.push(line(each, { kind: 'base', portId, what }))
}
