import { compile, type HostSettings } from '../compile/compile.ts'
import type { Project } from '../project/schema.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import type { Caution } from './caution.ts'
import { type CautionContext, cautionContext } from './caution-context.ts'
import { portCautions } from './port-cautions.ts'
import { ruleCautions } from './rule-cautions.ts'

/**
 * Known faults and surprises of the host's release that apply to this project: host first, then ports, groups and rules. None where
 * the project does not compile, which has its own issues, or where the host is unknown.
 */
export function cautionsOf(project: Project, hostName: string, settings: HostSettings = {}): Caution[] {
  const ruleset = compile(project, hostName, settings)
  return ruleset.ok ? cautionsIn(project, hostName, ruleset.value, settings) : []
}

/** `cautionsOf` for a ruleset that was compiled of the same project, host and settings already. */
export function cautionsIn(project: Project, hostName: string, ruleset: Ruleset, settings: HostSettings = {}): Caution[] {
  const found = project.hosts.find(({ name }) => name === hostName)
  if (found === undefined) return []
  const context = cautionContext(project, { ...found, ...settings }, ruleset)
  const { host, ports, caution } = context
  const unbound = unboundGroups(context)
  if (!host.enableSecurityGroup || host.firewallDriver === 'noop')
    return [...(ports.here > 0 ? [caution('host.off', { kind: 'host' })] : []), ...unbound]
  if (ports.here === 0) return unbound
  return [...hostCautions(context), ...portCautions(context), ...unbound, ...groupCautions(context), ...ruleCautions(context)]
}

function hostCautions({ host, facts, ports: { filtered }, groups, caution }: CautionContext): Caution[] {
  if (filtered.length === 0) return []
  const egress = facts.egress.ipv6
  const usesIpv6 = groups.some(({ rules }) => rules.some(({ ethertype }) => ethertype === 'IPv6'))
  const found = [
    ['host.connections-stay', !facts.zones] as const,
    ['host.no-zones', !facts.zones && filtered.length > 1] as const,
    ['host.icmpv6-first', host.ipv6 && egress.indexOf('icmpv6-outbound') < egress.indexOf('source-check')] as const,
    ['host.dhcp-any-source', facts.dhcpClientFirst === 'anywhere'] as const,
    ['host.ipv6-off', !host.ipv6 && usesIpv6] as const,
  ]
  return found.flatMap(([code, applies]) => (applies ? [caution(code, { kind: 'host' })] : []))
}

/** Of the whole project: a group without ports is on no host. Groups that only stand for their members have ports. */
function unboundGroups({ project, caution }: CautionContext): Caution[] {
  const bound = new Set(project.ports.flatMap(({ securityGroupIds }) => securityGroupIds))
  return project.securityGroups
    .filter(({ id, rules }) => rules.length > 0 && !bound.has(id))
    .map(({ id, name }) => caution('group.no-port', { kind: 'group', groupId: id }, { group: name || id.slice(0, 8) }))
}

function groupCautions({ facts, groups, caution }: CautionContext): Caution[] {
  if (facts.rules.stateless) return []
  return groups
    .filter(({ stateful }) => !stateful)
    .map(({ id, name }) => caution('group.stateless-ignored', { kind: 'group', groupId: id }, { group: name || id.slice(0, 8) }))
}
