import { type Issue, issue } from '../errors.ts'
import type { Family, SetSpec } from '../netfilter/rule-spec.ts'
import { checkProject } from '../project/check.ts'
import type { Ethertype, FirewallDriver, Host, Port, Project } from '../project/schema.ts'
import { err, ok, type Result } from '../result.ts'
import type { WrapPrefix } from '../ruleset/naming.ts'
import type { Ruleset, RulesetTable } from '../ruleset/ruleset.ts'
import { groupSet, Members } from './members.ts'
import { type PortContext, portChains } from './port-chains.ts'
import { Providers } from './providers.ts'
import { releaseFacts } from './releases.ts'
import { skeletonChains } from './skeleton.ts'

/** Settings of the host's agent to compile with in place of those in the project. */
export type HostSettings = Partial<Pick<Host, 'release' | 'firewallDriver' | 'enableIpset' | 'ipv6'>>

const PREFIXES: { readonly [D in FirewallDriver]: WrapPrefix } = { hybrid: 'neutron-openvswi', iptables: 'neutron-linuxbri' }

/**
 * What the agent of `hostName` would put into the kernel for this project, in the words of that agent's release: filter chains of
 * every port of the host, and the sets that they refer to. Errors: what is wrong with the project, an unknown host, a group that no
 * set can hold. Compiling twice gives equal rulesets.
 */
export function compile(project: Project, hostName: string, settings: HostSettings = {}): Result<Ruleset, Issue[]> {
  const issues = checkProject(project)
  if (issues.length > 0) return err(issues)
  const host = project.hosts.find(({ name }) => name === hostName)
  if (host === undefined)
    return err([
      issue(
        [],
        'host.unknown',
        `There is no host ${hostName}. Choose one of ${project.hosts.map(({ name }) => name).join(', ')}.`,
        {
          name: hostName,
        },
      ),
    ])
  const { release, firewallDriver, enableIpset, ipv6 } = { ...host, ...settings }
  const facts = releaseFacts[release]
  const members = new Members(project)
  const used = new Map<string, { groupId: string; ethertype: Ethertype }>()
  const context: PortContext = {
    facts,
    enableIpset,
    members,
    groups: new Map(project.securityGroups.map((group) => [group.id, group])),
    noteSet: (groupId, ethertype) => used.set(`${groupId} ${ethertype}`, { groupId, ethertype }),
    prefix: PREFIXES[firewallDriver],
    providers: new Providers(project),
  }
  const ports = protectedPorts(project, hostName)
  const filters = (['ipv4', 'ipv6'] as const).map((family) => filterTable(context, ports, family))
  const tables = ipv6 ? filters : filters.slice(0, 1)

  // Sets do not ask whether the host has IPv6: ipset_manager.py knows groups and families only.
  const sets: SetSpec[] = []
  for (const { groupId, ethertype } of used.values()) {
    const set = groupSet(facts, groupId, ethertype, members.of(groupId, ethertype))
    if (!set.ok) return err([set.error])
    const { name } = set.value
    if (sets.some((other) => other.name === name)) return err([sharedSet(name, groupId)])
    sets.push(set.value)
  }
  return ok({ host: hostName, tables, sets })
}

/** Neutron would merge the members of both groups; names are the beginning of a group's id. */
const sharedSet = (name: string, groupId: string): Issue =>
  issue(
    [],
    'set.shared-name',
    `Group ${groupId} and another group whose id begins alike would share the set ${name}. Give one of them another id, or switch enable_ipset off on the host.`,
    { name, id: groupId },
  )

/** Ports of network services are trusted: the server leaves them out of its answer to the agent. */
const protectedPorts = (project: Project, hostName: string): Port[] =>
  project.ports.filter((port) => port.hostName === hostName && !port.deviceOwner.startsWith('network:'))

function filterTable(context: PortContext, ports: readonly Port[], family: Family): RulesetTable {
  const { before, after } = skeletonChains(context.prefix, ports)
  return { family, table: 'filter', chains: [...before, ...ports.flatMap((port) => portChains(context, port, family)), ...after] }
}
