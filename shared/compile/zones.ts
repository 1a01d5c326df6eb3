import type { RuleSpec } from '../netfilter/rule-spec.ts'
import type { FirewallDriver, Port, SecurityGroup } from '../project/schema.ts'
import { brqName, qvbName, wrapped } from '../ruleset/naming.ts'
import type { Chain, Rule } from '../ruleset/ruleset.ts'
import { COMMENTS } from './comments.ts'
import type { HostPorts, NamedPort } from './host-ports.ts'
import { LineTemplate, SAMPLE } from './line-template.ts'
import { spec, withComment } from './lines.ts'
import type { ReleaseFacts } from './releases.ts'
import { Accepts, chain, hook, type SkeletonContext } from './skeleton.ts'
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
export function rawChains(context: ZoneContext, ports: HostPorts<NamedPort>, unplugged: ReadonlySet<string>): readonly Chain[] {
  const { facts, prefix } = context
  if (!facts.zones) return []
  const [prerouting, output] = [wrapped(prefix, 'PREROUTING'), wrapped(prefix, 'OUTPUT')]
  const rules = zoneRules(context, ports.filtered, unplugged)
  return [hook('PREROUTING', prerouting), hook('OUTPUT', output), chain(prerouting, 'raw', rules), chain(output, 'raw', [])]
}

/**
 * Each port (hybrid) or network (plain) gets the next number; ip_conntrack.py, _device_key and _find_open_zone. A device that is
 * unplugged keeps its number for when it comes back (_device_zone_map is never made smaller).
 */
function zoneRules(context: ZoneContext, filtered: readonly NamedPort[], unplugged: ReadonlySet<string>): Rule[] {
  const zones = new Map<string, number>()
  const rules: Rule[] = []
  const tracked = rawLines(false)
  const untracked = rawLines(true)
  for (const { port, tap } of filtered) {
    const hybrid = context.driver === 'hybrid'
    // The hybrid driver names the veth end that joins its own bridge of the port. One that stands in a bridge of others shares it, so
    // it has the zone of the bridge, as with the plain driver: what comes for it through another port must be tracked as its own.
    const entry = hybrid ? qvbName(port.id) : (port.vif?.bridgeName ?? brqName(port.networkId))
    const bridge = port.vif?.bridgeName ?? entry
    const key = hybrid && port.vif === undefined ? tap : bridge
    const zone = zones.get(key) ?? Math.min(FIRST_ZONE + zones.size, LAST_ZONE)
    zones.set(key, zone)
    if (unplugged.has(port.id)) continue
    const stateless = isStateless(context, port)
    const { byDevice, byBridge } = stateless ? untracked : tracked
    const origin = { kind: 'zone', portId: port.id, zone: stateless ? null : zone } as const
    const name = hybrid ? withoutTap(port.id) : withoutTap(tap)
    const text = stateless ? '' : String(zone)
    rules.push(
      byDevice.line(origin, entry, name, text),
      byBridge.line(origin, bridge, name, text),
      byDevice.line(origin, tap, name, text),
    )
  }
  return rules
}

/** By the bridge's end of the cable, by the bridge for what comes up through it, by the VM's tap; _get_jump_rules. */
function rawLines(stateless: boolean): { readonly byDevice: LineTemplate; readonly byBridge: LineTemplate } {
  const target = (zone = ''): RuleSpec['target'] => (stateless ? { kind: 'notrack' } : { kind: 'zone', zone: Number(zone) })
  // Written also where comments are off: without it the lines of two ports on one bridge would be equal.
  const said = (name: string): string => (stateless ? `Make ${name} stateless` : `Set zone for ${name}`)
  const line = (make: (device: string, name: string, zone?: string) => RuleSpec): LineTemplate => {
    const { bridge, device, zone } = SAMPLE
    return new LineTemplate('ipv4', stateless ? [bridge, device] : [bridge, device, zone], (where, name = '', number) =>
      withComment(make(where, name, number), said(name)),
    )
  }
  return {
    byDevice: line((device, _, zone) => spec(target(zone), { kind: 'physdev', in: device, isBridged: false })),
    byBridge: line((bridge, _, zone) => ({ inInterface: bridge, ...spec(target(zone)) })),
  }
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
  // What is filtered, too: its packets only leave this table.
  const open = new Accepts('nat-shortcut', ['out', 'in'], context.say(COMMENTS.trusted), false)
  const rules = [...trusted, ...filtered.map(({ port }) => port), ...unfiltered].flatMap((port) => open.of(port))
  return [hook('PREROUTING', name), chain(name, 'nat', rules)]
}
