import type { Match, RuleSpec, Target } from '../netfilter/rule-spec.ts'
import type { Port } from '../project/schema.ts'
import { portChain, tapName, unwrapped, type WrapPrefix, wrapped } from '../ruleset/naming.ts'
import type { Chain, ChainRole, Origin, Rule } from '../ruleset/ruleset.ts'
import { COMMENTS } from './comments.ts'
import type { HostPorts } from './host-ports.ts'
import { ACCEPT, DROP, jump, spec, withComment, written } from './lines.ts'
import type { ReleaseFacts } from './releases.ts'

/** The chains around those of the ports: jumps from the hooks, the way to each port's chains, the last verdicts. Alike in both families. */
export interface Skeleton {
  readonly before: readonly Chain[]
  readonly after: readonly Chain[]
}

export interface SkeletonContext {
  readonly facts: ReleaseFacts
  readonly prefix: WrapPrefix
  readonly say: (comment: string) => string | null
}

const skeleton: Origin = { kind: 'skeleton' }
const FILTER_TOP = unwrapped('neutron-filter-top')

export const chain = (name: string, role: ChainRole, rules: readonly Rule[]): Chain => ({ name, role, portId: null, rules })

export const hook = (name: string, ...jumps: string[]): Chain =>
  chain(
    name,
    'hook',
    jumps.map((to) => ruleOf(spec(jump(to)), skeleton)),
  )

/** A rule without addresses, which reads alike in both families. */
export function ruleOf(rule: RuleSpec, origin: Origin): Rule {
  const { spec: made, text } = written('ipv4', rule)
  return { spec: made, text, origin }
}

/** neutron/agent/linux/iptables_manager.py (initialize) and iptables_firewall.py (_setup_chain, _add_fallback_chain_v4v6). */
export function skeletonChains(context: SkeletonContext, { filtered, unfiltered, trusted }: HostPorts): Skeleton {
  const { prefix, say } = context
  const own = (name: string): string => wrapped(prefix, name)
  const forward = filtered.flatMap((port) =>
    (['out', 'in'] as const).map((side) => toward(port, side, jump(own('sg-chain')), say(COMMENTS.toGroupChain))),
  )
  const input = filtered.map((port) => toward(port, 'in', jump(portChain(prefix, 'o', port.id)), say(COMMENTS.inputToPort)))
  const dispatch = filtered.flatMap((port) => [
    toward(port, 'out', jump(portChain(prefix, 'i', port.id)), say(COMMENTS.toPortChain)),
    toward(port, 'in', jump(portChain(prefix, 'o', port.id)), say(COMMENTS.toPortChain)),
  ])
  const accept: Rule[] = context.facts.acceptsAtOnce || filtered.length > 0 ? [ruleOf(spec(ACCEPT), skeleton)] : []
  const drop = ruleOf(withComment(spec(DROP), say(COMMENTS.unmatchedDrop)), skeleton)
  return {
    before: [
      hook('INPUT', own('INPUT')),
      hook('FORWARD', FILTER_TOP, own('FORWARD')),
      hook('OUTPUT', FILTER_TOP, own('OUTPUT')),
      chain(FILTER_TOP, 'filter-top', [ruleOf(spec(jump(own('local'))), skeleton)]),
      // The jumps of filtered ports first: an ACCEPT of another port's would end the way before the receiver is asked.
      chain(own('FORWARD'), 'forward', [
        ...forward,
        ...trusted.flatMap((port) => accepts(port, 'trusted', ['out', 'in'], say(COMMENTS.trusted))),
        ...unfiltered.flatMap((port) => accepts(port, 'port-security-off', ['out', 'in'], say(COMMENTS.portSecurityOff))),
      ]),
      chain(own('INPUT'), 'input', [
        ...input,
        ...unfiltered.flatMap((port) => accepts(port, 'port-security-off', ['in'], say(COMMENTS.portSecurityOff))),
      ]),
      chain(own('OUTPUT'), 'output', []),
      chain(own('local'), 'local', []),
    ],
    after: [chain(own('sg-chain'), 'sg-chain', [...dispatch, ...accept]), chain(own('sg-fallback'), 'sg-fallback', [drop])],
  }
}

type Side = 'in' | 'out'

/** Packets that leave the bridge through the port's tap are on their way to the VM, those that enter through it come from the VM. */
const tapMatch = (port: Port, side: Side, isBridged: boolean): Match => ({ kind: 'physdev', [side]: tapName(port.id), isBridged })

function toward(port: Port, side: Side, target: Target, comment: string | null): Rule {
  return ruleOf(withComment(spec(target, tapMatch(port, side, true)), comment), { kind: 'port', portId: port.id })
}

/** ACCEPT for both ways of a port that no chain is asked about. */
export function accepts(
  port: Port,
  why: Extract<Origin, { kind: 'accepted-port' }>['why'],
  sides: readonly Side[],
  comment: string | null,
  isBridged = true,
): Rule[] {
  const origin: Origin = { kind: 'accepted-port', portId: port.id, why }
  return sides.map((side) => ruleOf(withComment(spec(ACCEPT, tapMatch(port, side, isBridged)), comment), origin))
}
