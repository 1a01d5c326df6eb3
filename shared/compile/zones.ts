import type { Match, RuleSpec } from '../netfilter/rule-spec.ts'
import type { FirewallDriver, Port, SecurityGroup } from '../project/schema.ts'
import { brqName, qvbName, wrapped } from '../ruleset/naming.ts'
import type { Chain, Rule } from '../ruleset/ruleset.ts'
import { COMMENTS } from './comments.ts'
import type { HostPorts, NamedPort } from './host-ports.ts'
import { spec, withComment } from './lines.ts'
import type { ReleaseFacts } from './releases.ts'
import { accepts, chain, hook, ruleOf, type SkeletonContext } from './skeleton.ts'
import type { UserRules } from './user-rules.ts'

export interface ZoneContext extends SkeletonContext {
  readonly facts: ReleaseFacts
  readonly driver: FirewallDriver
  readonly groups: ReadonlyMap<string, SecurityGroup>
  readonly enableIpset: boolean
  readonly userRules: UserRules
}

/** ip_conntrack.py, ZONE_START. */
const FIRST_ZONE = 4097
const LAST_ZONE = 65535

/** raw: where a packet gets its zone, or is kept out of connection tracking. Nothing in releases without zones. */
export function rawChains(context: ZoneContext, ports: HostPorts<NamedPort>): readonly Chain[] {
  const { facts, prefix } = context
  if (!facts.zones) return []
  const [prerouting, output] = [wrapped(prefix, 'PREROUTING'), wrapped(prefix, 'OUTPUT')]
  const rules = zoneRules(context, ports.filtered)
  return [hook('PREROUTING', prerouting), hook('OUTPUT', output), chain(prerouting, 'raw', rules), chain(output, 'raw', [])]
}

/** Each port (hybrid) or network (plain) gets the next number; ip_conntrack.py, _device_key and _find_open_zone. */
function zoneRules(context: ZoneContext, filtered: readonly NamedPort[]): Rule[] {
  const zones = new Map<string, number>()
  const rules: Rule[] = []
  for (const { port, tap } of filtered) {
    const bridge = context.driver === 'hybrid' ? qvbName(port.id) : brqName(port.networkId)
    const key = context.driver === 'hybrid' ? tap : bridge
    const zone = zones.get(key) ?? Math.min(FIRST_ZONE + zones.size, LAST_ZONE)
    zones.set(key, zone)
    rules.push(...portZone(context, port, tap, bridge, zone))
  }
  return rules
}

/** By the bridge's end of the cable, by the bridge for what comes up through it, by the VM's tap; _get_jump_rules. */
function portZone(context: ZoneContext, port: Port, tap: string, bridge: string, zone: number): Rule[] {
  const stateless = isStateless(context, port)
  const target: RuleSpec['target'] = stateless ? { kind: 'notrack' } : { kind: 'zone', zone }
  const name = context.driver === 'hybrid' ? withoutTap(port.id) : withoutTap(tap)
  // Written also where comments are off: without it the lines of two ports on one bridge would be equal.
  const comment = stateless ? `Make ${name} stateless` : `Set zone for ${name}`
  const physdev = (device: string): Match => ({ kind: 'physdev', in: device, isBridged: false })
  const rules: RuleSpec[] = [spec(target, physdev(bridge)), { inInterface: bridge, ...spec(target) }, spec(target, physdev(tap))]
  const origin = { kind: 'zone', portId: port.id, zone: stateless ? null : zone } as const
  return rules.map((rule) => ruleOf(withComment(rule, comment), origin))
}

/** A device that begins with `tap` loses four characters (_get_port_device_name). */
const withoutTap = (device: string): string => (device.startsWith('tap') ? device.slice(4) : device)

/** Owners whose ports are never stateless: neutron-lib, DEVICE_OWNER_PREFIXES. */
const SERVICE_OWNERS = ['network:', 'neutron:']

/** The first rule of the port's first group decides; a group without rules is not asked (_get_port_sg_rules). */
function isStateless({ facts, groups, enableIpset, userRules }: ZoneContext, port: Port): boolean {
  if (!facts.rules.stateless || SERVICE_OWNERS.some((owner) => port.deviceOwner.startsWith(owner))) return false
  const group = groups.get(port.securityGroupIds[0] ?? '')
  if (group === undefined || group.stateful || group.rules.length === 0) return false
  // Without ipset the rules are written out first: a group whose only rules name remote groups without members has none.
  return enableIpset || userRules.hasLines(port, group.id)
}

/** nat PREROUTING lets each port's packets pass what others have there: since 24.0, iptables_firewall.py, _add_nat_short_ciruit. */
export function natChains(context: ZoneContext, { filtered, unfiltered, trusted }: HostPorts<NamedPort>): readonly Chain[] {
  if (!context.facts.natShortcut) return []
  const name = wrapped(context.prefix, 'PREROUTING')
  const comment = context.say(COMMENTS.trusted)
  const rules = [...trusted, ...filtered.map(({ port }) => port), ...unfiltered].flatMap((port) => natAccepts(port, comment))
  return [hook('PREROUTING', name), chain(name, 'nat', rules)]
}

const natAccepts = (port: Port, comment: string | null): Rule[] => accepts(port, 'nat-shortcut', ['out', 'in'], comment, false)
