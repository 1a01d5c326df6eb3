import { printRule } from '../netfilter/print-rule.ts'
import type { Match, RuleSpec } from '../netfilter/rule-spec.ts'
import { deviceOf } from '../project/device-name.ts'
import type { Port } from '../project/schema.ts'
import { unwrapped, type WrapPrefix, wrapped } from '../ruleset/naming.ts'
import type { Chain, ChainRole, Origin, Rule } from '../ruleset/ruleset.ts'
import { COMMENTS } from './comments.ts'
import type { HostPorts, NamedPort } from './host-ports.ts'
import { LineTemplate, SAMPLE } from './line-template.ts'
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
  const lines = portLines(context)
  for (const { port, tap, i, o } of filtered) {
    const origin: Origin = { kind: 'port', portId: port.id }
    forward.push(lines.forwardOut.line(origin, tap), lines.forwardIn.line(origin, tap))
    input.push(lines.input.line(origin, tap, o))
    dispatch.push(lines.dispatchOut.line(origin, tap, i), lines.dispatchIn.line(origin, tap, o))
  }
  const accept: Rule[] = context.facts.acceptsAtOnce || filtered.length > 0 ? [ruleOf(spec(ACCEPT), skeleton)] : []
  const trustedBothWays = new Accepts('trusted', ['out', 'in'], say(COMMENTS.trusted))
  const openBothWays = new Accepts('port-security-off', ['out', 'in'], say(COMMENTS.portSecurityOff))
  const openInput = new Accepts('port-security-off', ['in'], say(COMMENTS.portSecurityOff))
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
        ...trusted.flatMap((port) => trustedBothWays.of(port)),
        ...unfiltered.flatMap((port) => openBothWays.of(port)),
      ]),
      chain(own('INPUT'), 'input', [...input, ...unfiltered.flatMap((port) => openInput.of(port))]),
      chain(own('OUTPUT'), 'output', []),
      chain(own('local'), 'local', []),
    ],
    after: [chain(own('sg-chain'), 'sg-chain', [...dispatch, ...accept]), chain(own('sg-fallback'), 'sg-fallback', [drop])],
  }
}

/** The jumps of a port, to be filled with its tap and, but for those to the chain of all ports, a chain of its own. */
function portLines({ prefix, say }: SkeletonContext): { readonly [L in PortLine]: LineTemplate } {
  const toGroups = wrapped(prefix, 'sg-chain')
  const to = (side: Side, comment: string, chain?: string): LineTemplate =>
    new LineTemplate('ipv4', chain === undefined ? [SAMPLE.tap, SAMPLE.chain] : [SAMPLE.tap], (tap, own = '') =>
      withComment(spec(jump(chain ?? own), tapMatch(tap, side, true)), say(comment)),
    )
  return {
    forwardOut: to('out', COMMENTS.toGroupChain, toGroups),
    forwardIn: to('in', COMMENTS.toGroupChain, toGroups),
    input: to('in', COMMENTS.inputToPort),
    dispatchOut: to('out', COMMENTS.toPortChain),
    dispatchIn: to('in', COMMENTS.toPortChain),
  }
}

type PortLine = 'forwardOut' | 'forwardIn' | 'input' | 'dispatchOut' | 'dispatchIn'

type Side = 'in' | 'out'

/** Packets that leave the bridge through the port's tap are on their way to the VM, those that enter through it come from the VM. */
const tapMatch = (tap: string, side: Side, isBridged: boolean): Match =>
  side === 'in' ? { kind: 'physdev', in: tap, isBridged } : { kind: 'physdev', out: tap, isBridged }

/** ACCEPT for the given ways of ports that no chain is asked about. */
export class Accepts {
  private readonly why: Extract<Origin, { kind: 'accepted-port' }>['why']
  private readonly ways: readonly LineTemplate[]

  constructor(why: Accepts['why'], sides: readonly Side[], comment: string | null, isBridged = true) {
    this.why = why
    this.ways = sides.map(
      (side) => new LineTemplate('ipv4', [SAMPLE.tap], (tap) => withComment(spec(ACCEPT, tapMatch(tap, side, isBridged)), comment)),
    )
  }

  of(port: Port): Rule[] {
    const origin: Origin = { kind: 'accepted-port', portId: port.id, why: this.why }
    const tap = deviceOf(port)
    return this.ways.map((way) => way.line(origin, tap))
  }
}
