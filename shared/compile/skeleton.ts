import { printRule } from '../netfilter/print-rule.ts'
import type { Match, RuleSpec } from '../netfilter/rule-spec.ts'
import type { Port } from '../project/schema.ts'
import { tapName, unwrapped, type WrapPrefix, wrapped } from '../ruleset/naming.ts'
import type { Chain, ChainRole, Origin, Rule } from '../ruleset/ruleset.ts'
import { COMMENTS } from './comments.ts'
import type { HostPorts, NamedPort } from './host-ports.ts'
import { ACCEPT, DROP, jump, spec, withComment } from './lines.ts'
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
export const ruleOf = (rule: RuleSpec, origin: Origin): Rule => ({ spec: rule, text: printRule('ipv4', rule), origin })

/** neutron/agent/linux/iptables_manager.py (initialize) and iptables_firewall.py (_setup_chain, _add_fallback_chain_v4v6). */
export function skeletonChains(context: SkeletonContext, { filtered, unfiltered, trusted }: HostPorts<NamedPort>): Skeleton {
  const { prefix, say } = context
  const own = (name: string): string => wrapped(prefix, name)
  const forward: Rule[] = []
  const input: Rule[] = []
  const dispatch: Rule[] = []
  const toGroups = jump(own('sg-chain'))
  for (const { port, tap, i, o } of filtered) {
    const origin: Origin = { kind: 'port', portId: port.id }
    const toVm = tapMatch(tap, 'out', true)
    const fromVm = tapMatch(tap, 'in', true)
    const toI = jump(i)
    const toO = jump(o)
    forward.push(ruleOf(withComment(spec(toGroups, toVm), say(COMMENTS.toGroupChain)), origin))
    forward.push(ruleOf(withComment(spec(toGroups, fromVm), say(COMMENTS.toGroupChain)), origin))
    input.push(ruleOf(withComment(spec(toO, fromVm), say(COMMENTS.inputToPort)), origin))
    dispatch.push(ruleOf(withComment(spec(toI, toVm), say(COMMENTS.toPortChain)), origin))
    dispatch.push(ruleOf(withComment(spec(toO, fromVm), say(COMMENTS.toPortChain)), origin))
  }
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
const tapMatch = (tap: string, side: Side, isBridged: boolean): Match =>
  side === 'in' ? { kind: 'physdev', in: tap, isBridged } : { kind: 'physdev', out: tap, isBridged }

/** ACCEPT for both ways of a port that no chain is asked about. */
export function accepts(
  port: Port,
  why: Extract<Origin, { kind: 'accepted-port' }>['why'],
  sides: readonly Side[],
  comment: string | null,
  isBridged = true,
): Rule[] {
  const origin: Origin = { kind: 'accepted-port', portId: port.id, why }
  const tap = tapName(port.id)
  return sides.map((side) => ruleOf(withComment(spec(ACCEPT, tapMatch(tap, side, isBridged)), comment), origin))
}
