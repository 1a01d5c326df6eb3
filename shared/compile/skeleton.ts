import type { Match } from '../netfilter/rule-spec.ts'
import type { Port } from '../project/schema.ts'
import { portChain, tapName, unwrapped, type WrapPrefix, wrapped } from '../ruleset/naming.ts'
import type { Chain, ChainRole, Origin, Rule } from '../ruleset/ruleset.ts'
import { ACCEPT, DROP, jump, spec } from './lines.ts'

/** The chains around those of the ports: jumps from the hooks, the way to each port's chains, the last verdicts. One family. */
export interface Skeleton {
  readonly before: readonly Chain[]
  readonly after: readonly Chain[]
}

const skeleton: Origin = { kind: 'skeleton' }
const FILTER_TOP = unwrapped('neutron-filter-top')

/** neutron/agent/linux/iptables_manager.py (initialize) and iptables_firewall.py (_setup_chain, _add_fallback_chain_v4v6). */
export function skeletonChains(prefix: WrapPrefix, ports: readonly Port[]): Skeleton {
  const own = (name: string): string => wrapped(prefix, name)
  const chain = (name: string, role: ChainRole, rules: Rule[]): Chain => ({ name, role, portId: null, rules })
  const hook = (name: string, ...jumps: string[]): Chain =>
    chain(
      name,
      'hook',
      jumps.map((to) => ({ spec: spec(jump(to)), origin: skeleton })),
    )

  const forward = ports.flatMap((port) => [toward(port, 'out', own('sg-chain')), toward(port, 'in', own('sg-chain'))])
  const input = ports.map((port) => toward(port, 'in', portChain(prefix, 'o', port.id)))
  const dispatch = ports.flatMap((port) => [
    toward(port, 'out', portChain(prefix, 'i', port.id)),
    toward(port, 'in', portChain(prefix, 'o', port.id)),
  ])
  // A driver without ports has made sg-fallback only: the ACCEPT comes with the first port.
  const accept: Rule[] = ports.length > 0 ? [{ spec: spec(ACCEPT), origin: skeleton }] : []
  return {
    before: [
      hook('INPUT', own('INPUT')),
      hook('FORWARD', FILTER_TOP, own('FORWARD')),
      hook('OUTPUT', FILTER_TOP, own('OUTPUT')),
      chain(FILTER_TOP, 'filter-top', [{ spec: spec(jump(own('local'))), origin: skeleton }]),
      chain(own('FORWARD'), 'forward', forward),
      chain(own('INPUT'), 'input', input),
      chain(own('OUTPUT'), 'output', []),
      chain(own('local'), 'local', []),
    ],
    after: [
      chain(own('sg-chain'), 'sg-chain', [...dispatch, ...accept]),
      chain(own('sg-fallback'), 'sg-fallback', [{ spec: spec(DROP), origin: skeleton }]),
    ],
  }
}

/** Packets that leave the bridge through the port's tap are on their way to the VM, those that enter through it come from the VM. */
function toward(port: Port, side: 'in' | 'out', chain: string): Rule {
  const match: Match = { kind: 'physdev', [side]: tapName(port.id), isBridged: true }
  return { spec: spec(jump(chain), match), origin: { kind: 'port', portId: port.id } }
}
