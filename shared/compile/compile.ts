import { type Issue, issue } from '../errors.ts'
import type { SetSpec } from '../netfilter/rule-spec.ts'
import { checkProject } from '../project/check.ts'
import type { Ethertype, FirewallDriver, Host, Project } from '../project/schema.ts'
import { err, ok, type Result } from '../result.ts'
import type { WrapPrefix } from '../ruleset/naming.ts'
import type { Ruleset, RulesetTable } from '../ruleset/ruleset.ts'
import { baseParts } from './base-lines.ts'
import { ChainLines } from './chain-lines.ts'
import { checkNames, checkRulesetNames } from './check-names.ts'
import { type HostPorts, hostPorts, type NamedPort, plugged, withNames } from './host-ports.ts'
import { prefixReader, Writer } from './lines.ts'
import { groupSet, Members } from './members.ts'
import { mergeChains } from './merge-chains.ts'
import { addPortChains, type PortContext } from './port-chains.ts'
import { Providers } from './providers.ts'
import { type ReleaseFacts, releaseFacts } from './releases.ts'
import { skeletonChains } from './skeleton.ts'
import { SourceChecks } from './source-check.ts'
import { UserRules } from './user-rules.ts'
import { withUuidDevices } from './uuid-devices.ts'
import { natChains, rawChains, type ZoneContext } from './zones.ts'

/** Settings of the host's agent to compile with in place of those in the project. */
export type HostSettings = Partial<Omit<Host, 'name'>>

/** What Neutron does and the kernel or a person should not be left alone with. */
export interface CompileOptions {
  /** Ports whose ids share ten characters have their chains merged, as Neutron merges them, instead of being refused. */
  readonly asNeutron?: boolean
  /** The driver is given ids of ports for devices (the plain driver of 2014.2 in the article's 3.3). */
  readonly uuidDevices?: boolean
  /** Ids of ports whose devices are unplugged. They have no lines, and stay members of their groups: the server still has them. */
  readonly unplugged?: ReadonlySet<string>
}

const NONE: ReadonlySet<string> = new Set()

const PREFIXES: { readonly [D in FirewallDriver]: WrapPrefix } = {
  hybrid: 'neutron-openvswi',
  iptables: 'neutron-linuxbri',
  // Writes nothing; the word is never read.
  noop: 'neutron-openvswi',
}

/**
 * What the agent of `hostName` would put into the kernel for this project, in the words of that agent's release: filter chains of
 * every port of the host, raw and nat where the release uses them, and the sets that rules refer to. Nothing at all with the noop driver
 * or with enable_security_group off. Errors: what is wrong with the project, an unknown host, names that the kernel would refuse or
 * that two ports would share, a group that no set can hold. Compiling twice gives equal rulesets.
 */
export function compile(
  project: Project,
  hostName: string,
  settings: HostSettings = {},
  options: CompileOptions = {},
): Result<Ruleset, Issue[]> {
  const issues = checkProject(project).filter(({ code }) => options.asNeutron !== true || code !== 'port.chains-merge')
  if (issues.length > 0) return err(issues)
  const found = project.hosts.find(({ name }) => name === hostName)
  if (found === undefined) return err([unknownHost(project, hostName)])
  const host: Host = { ...found, ...settings }
  if (!host.enableSecurityGroup || host.firewallDriver === 'noop') return ok({ host: hostName, tables: [], sets: [] })
  const facts = factsOf(host)
  const ports = hostPorts(project, host, facts)
  // Without a device the agent asks for nothing and writes nothing (agent/securitygroups_rpc.py, prepare_devices_filter). One whose last
  // device has gone keeps its own chains (iptables_firewall.py, remove_port_filter).
  if (ports.here === 0) return ok({ host: hostName, tables: [], sets: [] })
  const names = checkNames(facts, host, ports)
  if (names.length > 0) return err(names)

  const writer = new Writer()
  const readPrefix = prefixReader()
  const members = new Members(project, readPrefix, facts.membersHaveAddress)
  const used = new Map<string, { groupId: string; ethertype: Ethertype }>()
  const groups = new Map(project.securityGroups.map((group) => [group.id, group]))
  const { enableIpset } = host
  const noteSet = (groupId: string, ethertype: Ethertype): void => void used.set(`${groupId} ${ethertype}`, { groupId, ethertype })
  const userRules = new UserRules({ writer, facts, enableIpset, members, groups, readPrefix, noteSet })
  const words = {
    ...{ writer, facts },
    prefix: PREFIXES[host.firewallDriver],
    say: (comment: string): string | null => (facts.comments && host.comments ? comment : null),
  }
  const context: PortContext & ZoneContext = {
    lines: new ChainLines(),
    ...{ ...words, userRules, groups, enableIpset, driver: host.firewallDriver },
    base: { ipv4: baseParts(words, 'ipv4'), ipv6: baseParts(words, 'ipv6') },
    sourceChecks: new SourceChecks(words, readPrefix),
    providers: new Providers(project, facts.providers, readPrefix, writer),
  }
  const tables = tablesOf(context, withNames(ports, context.prefix), options.unplugged ?? NONE)

  // Sets do not ask whether the host has IPv6: ipset_manager.py knows groups and families only.
  const sets: SetSpec[] = []
  for (const { groupId, ethertype } of used.values()) {
    const set = groupSet(facts, groupId, ethertype, members.of(groupId, ethertype))
    if (!set.ok) return err([set.error])
    const { name } = set.value
    if (sets.some((other) => other.name === name)) return err([sharedSet(name, groupId)])
    sets.push(set.value)
  }
  const plain = { host: hostName, tables: tables.filter(({ family }) => host.ipv6 || family === 'ipv4'), sets }
  const named = options.uuidDevices === true ? withUuidDevices(plain) : plain
  const ruleset = options.asNeutron === true ? mergeChains(named) : named
  const refused = checkRulesetNames(ruleset)
  return refused.length > 0 ? err(refused) : ok(ruleset)
}

/**
 * The plain driver's agent still gets rows of the database, as all agents did before: prefixes as typed, and members by way of their
 * fixed addresses (securitygroups_rpc_base.py, where the hybrid driver's agent reads objects of its own cache).
 */
export function factsOf({ release, firewallDriver }: Host): ReleaseFacts {
  const facts = releaseFacts[release]
  if (firewallDriver !== 'iptables') return facts
  return { ...facts, membersHaveAddress: true, rules: { ...facts.rules, clearsHostBits: false } }
}

function unknownHost({ hosts }: Project, name: string): Issue {
  const known = hosts.map((host) => host.name).join(', ')
  return issue([], 'host.unknown', `There is no host ${name}. Choose one of ${known}.`, { name })
}

/** Neutron would merge the members of both groups; names are the beginning of a group's id. */
const sharedSet = (name: string, groupId: string): Issue =>
  issue(
    [],
    'set.shared-name',
    `Group ${groupId} and another group whose id begins alike would share the set ${name}. Give one of them another id, or switch enable_ipset off on the host.`,
    { name, id: groupId },
  )

/** Both families also where the host has one: their sets are made all the same. What has no address in it is alike in both. */
function tablesOf(context: PortContext & ZoneContext, all: HostPorts<NamedPort>, unplugged: ReadonlySet<string>): RulesetTable[] {
  const ports = plugged(all, unplugged)
  const { before, after } = skeletonChains(context, ports)
  const [raw, nat] = [rawChains(context, all, unplugged), natChains(context, ports)]
  return (['ipv4', 'ipv6'] as const).flatMap((family) => {
    const filter = [...before]
    for (const port of ports.filtered) addPortChains(context, port, family, filter)
    filter.push(...after)
    const all = [
      ['raw', raw],
      ['nat', nat],
      ['filter', filter],
    ] as const
    return all.flatMap(([table, chains]) => (chains.length === 0 ? [] : [{ family, table, chains }]))
  })
}
