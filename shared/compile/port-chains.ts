import type { Family } from '../netfilter/rule-spec.ts'
import type { Port } from '../project/schema.ts'
import type { Chain } from '../ruleset/ruleset.ts'
import type { BaseParts } from './base-lines.ts'
import type { ChainLines } from './chain-lines.ts'
import type { NamedPort } from './host-ports.ts'
import { LineTemplate, SAMPLE } from './line-template.ts'
import { jump, spec } from './lines.ts'
import type { Providers } from './providers.ts'
import type { EgressPart, IngressPart, ReleaseFacts } from './releases.ts'
import type { SourceChecks } from './source-check.ts'
import type { UserRules } from './user-rules.ts'

export interface PortContext {
  readonly facts: ReleaseFacts
  /** Empty between two chains. */
  readonly lines: ChainLines
  readonly base: { readonly [F in Family]: BaseParts }
  readonly providers: Providers
  readonly userRules: UserRules
  readonly sourceChecks: SourceChecks
}

const TO_SOURCE_CHAIN = new LineTemplate('ipv4', [SAMPLE.chain], (chain) => spec(jump(chain)))

/** The chains of a port for one family, put behind `into`: i and o always, s where the port has an address of the family to check. */
export function addPortChains(context: PortContext, { port, i, o, s }: NamedPort, family: Family, into: Chain[]): void {
  const { facts, lines } = context
  const finished = (name: string, role: Chain['role']): Chain => ({ name, role, portId: port.id, rules: lines.take() })
  context.sourceChecks.addTo(lines, port, family)
  const source = lines.length > 0 ? finished(s, 'port-source') : null
  ingressLines(context, port, family)
  into.push(finished(i, 'port-in'))
  for (const part of facts.egress[family])
    if (part !== 'source-check' || source !== null) egressLines(context, port, s, family, part)
  into.push(finished(o, 'port-out'))
  if (source !== null) into.push(source)
}

/** Provider rules and those of groups are pruned together where the first of equal lines stays: they stand side by side. */
function ingressLines(context: PortContext, port: Port, family: Family): void {
  const { facts, lines } = context
  let pruned = -1
  for (const part of facts.ingress[family]) {
    const own = part === 'providers' || part === 'user'
    if (own && pruned < 0) pruned = lines.length
    else if (!own && pruned >= 0) {
      prune(context, pruned)
      pruned = -1
    }
    ingressPart(context, port, family, part)
  }
}

function prune({ facts, lines }: PortContext, from: number): void {
  if (facts.rules.ofEqual === 'first') lines.keepFirst(from)
}

function ingressPart(context: PortContext, port: Port, family: Family, part: IngressPart): void {
  switch (part) {
    case 'providers':
      context.providers.addTo(context.lines, port, family)
      return
    case 'user':
      context.userRules.addTo(context.lines, port, 'ingress', family)
      return
    default:
      baseLines(context, port, family, part)
  }
}

function egressLines(context: PortContext, port: Port, sourceChain: string, family: Family, part: EgressPart): void {
  const { lines } = context
  switch (part) {
    case 'source-check':
      lines.addOwn(TO_SOURCE_CHAIN.line({ kind: 'port', portId: port.id }, sourceChain))
      return
    case 'user': {
      const from = lines.length
      context.userRules.addTo(lines, port, 'egress', family)
      prune(context, from)
      return
    }
    default:
      baseLines(context, port, family, part)
  }
}

function baseLines({ base, lines }: PortContext, { id: portId }: Port, family: Family, part: keyof BaseParts): void {
  for (const each of base[family][part]) lines.add(each, portId)
}
