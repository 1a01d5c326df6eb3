import { RULE_FIELDS } from '../project/changes.ts'
import { isDefaultGroup } from '../project/default-group.ts'
import { DHCP_OWNER } from '../project/device-owner.ts'
import type { AddressGroup, Network, Port, Project, SecurityGroup, SecurityGroupRule, Subnet } from '../project/schema.ts'
import { createAddressGroup, deleteAddressGroup, updateAddressGroup } from './address-group-lines.ts'
import { createDefaultGroup, createGroup, createRulesOfNew, deleteGroup, updateGroup } from './group-lines.ts'
import { updateHost } from './host-lines.ts'
import { namesOf } from './names.ts'
import { createNetwork, createSubnet, deleteNetwork, deleteSubnet, updateNetwork, updateSubnet } from './network-lines.ts'
import { updatePort } from './port-lines.ts'
import { createPort, deletePort } from './port-maker-lines.ts'
import { createRule, deleteRule, type RuleWriter } from './rule-lines.ts'
import { type Client, option, type Script, scriptWriter } from './script.ts'

/**
 * The commands that make one project of another: an edit is the project before it and after it. Their order is one that the API takes:
 * what is named is there, and what is deleted is no longer used.
 */
export function commandsBetween(before: Project, after: Project, client: Client): Script {
  const out = scriptWriter()
  const names = namesOf(before, after)
  const writer: RuleWriter = { client, release: after.apiRelease, names, out }
  if (before !== after) {
    quotas(writer, before, after)
    const addressGroups = compare<AddressGroup>(before.addressGroups, after.addressGroups)
    for (const group of addressGroups.come) createAddressGroup(writer, group)
    for (const [was, is] of addressGroups.both) updateAddressGroup(writer, was, is)
    const gone = groups(writer, before, after)
    networksAndPorts(writer, before, after)
    for (const { id } of gone) deleteGroup(writer, id)
    for (const { id } of addressGroups.gone) deleteAddressGroup(writer, id)
    hosts(writer, before, after)
    withoutCommands(writer, before, after)
  }
  return withIdNote(out.script(), names.usedIds())
}

/** Told once, and first. */
export const withIdNote = ({ lines, more }: Script, usedIds: boolean): Script => ({
  lines: usedIds ? [{ is: 'note', code: 'ids', values: {} }, ...lines] : lines,
  more,
})

/** Groups and rules, but for groups that go: ports may still have them. */
function groups(writer: RuleWriter, before: Project, after: Project): readonly SecurityGroup[] {
  const { come, both, gone } = compare<SecurityGroup>(before.securityGroups, after.securityGroups)
  const changed = both.filter(([was, is]) => was !== is)
  for (const group of come)
    if (isDefaultGroup(group)) createDefaultGroup(writer, group)
    else createGroup(writer, group)
  for (const [was, is] of changed) updateGroup(writer, was, is)
  const leaving = new Set(gone.map(({ id }) => id))
  const rules = changed.map(([was, is]) => ({ id: is.id, ...compare<SecurityGroupRule>(was.rules, is.rules) }))
  for (const { gone: lost, both: kept } of rules) {
    // Rules that name a group as their remote go with it.
    for (const rule of lost) if (!leaving.has(rule.remoteGroupId ?? '')) deleteRule(writer, rule.id)
    for (const [was, is] of kept) if (!sameRule(was, is)) deleteRule(writer, was.id)
  }
  for (const { id, come: made, both: kept } of rules) {
    // The API has no change of a rule.
    for (const [was, is] of kept) if (!sameRule(was, is)) createRule(writer, id, is)
    for (const rule of made) createRule(writer, id, rule)
  }
  for (const group of come) if (!isDefaultGroup(group)) createRulesOfNew(writer, group)
  return gone
}

/** What uses a thing goes before it and comes after it; ports that stay are changed in between. */
function networksAndPorts(writer: RuleWriter, before: Project, after: Project): void {
  const networks = compare<Network>(before.networks, after.networks)
  const subnets = compare<Subnet>(before.subnets, after.subnets)
  const ports = compare<Port>(before.ports, after.ports)
  const goes = new Set(networks.gone.map(({ id }) => id))
  // With a network its subnets go, and the ports of its DHCP servers.
  const isAlone = ({ networkId, deviceOwner }: Port) => !(goes.has(networkId) && deviceOwner === DHCP_OWNER)
  for (const port of ports.gone.filter(isAlone)) deletePort(writer, port)
  for (const network of networks.come) createNetwork(writer, network)
  for (const [was, is] of networks.both) updateNetwork(writer, was, is)
  for (const subnet of subnets.come) createSubnet(writer, subnet)
  for (const [was, is] of subnets.both) updateSubnet(writer, was, is)
  for (const [was, is] of ports.both) updatePort(writer, was, is)
  for (const port of ports.come) createPort(writer, port)
  for (const { id, networkId } of subnets.gone) if (!goes.has(networkId)) deleteSubnet(writer, id)
  for (const { id } of networks.gone) deleteNetwork(writer, id)
  for (const { id } of compare(before.vms, after.vms).gone)
    writer.out.command([
      ...(writer.client === 'neutron' ? ['nova', 'delete'] : ['openstack', 'server', 'delete']),
      writer.names.vm(id),
    ])
}

const sameRule = (a: SecurityGroupRule, b: SecurityGroupRule): boolean =>
  a === b || RULE_FIELDS.every((field) => a[field] === b[field])

function quotas({ client, out }: RuleWriter, { quotas: was }: Project, { quotas: is }: Project): void {
  const changed = (name: string, field: keyof typeof is) => (was[field] === is[field] ? [] : option(name, is[field]))
  const words =
    client === 'neutron'
      ? [...changed('--security-group', 'securityGroups'), ...changed('--security-group-rule', 'securityGroupRules')]
      : [...changed('--secgroups', 'securityGroups'), ...changed('--secgroup-rules', 'securityGroupRules')]
  if (words.length > 0)
    out.command([...(client === 'neutron' ? ['neutron', 'quota-update'] : ['openstack', 'quota', 'set']), ...words])
}

function hosts({ out }: RuleWriter, before: Project, after: Project): void {
  for (const is of after.hosts) {
    const was = before.hosts.find(({ name }) => name === is.name)
    if (was !== undefined && was !== is) updateHost(out, was, is)
  }
}

/** What is of the project only, and what the Networking API does not make or no edit changes: machines and the like. */
function withoutCommands({ out }: RuleWriter, before: Project, after: Project): void {
  if (before.name !== after.name) out.note('project-name')
  if (before.apiRelease !== after.apiRelease) out.note('api-release', { release: after.apiRelease })
  const kinds = ['routers', 'floatingIps', 'outsideHosts'] as const
  let count = compare(before.vms, after.vms).come.length
  for (const kind of kinds) {
    const { come, gone, both } = compare<{ readonly id: string }>(before[kind], after[kind])
    count += come.length + gone.length + both.filter(([was, is]) => was !== is && bare(was) !== bare(is)).length
  }
  count += compare(before.vms, after.vms).both.filter(([was, is]) => bare(was) !== bare(is)).length
  count += vifs(before, after)
  const named = (project: Project) => project.hosts.map(({ name }) => ({ id: name }))
  const { come, gone } = compare(named(before), named(after))
  count += come.length + gone.length
  if (count > 0) out.note('other-things', { count: String(count) })
}

/** Devices on a host are nova's, and the API has no word for them. */
function vifs(before: Project, after: Project): number {
  const { come, both } = compare<Port>(before.ports, after.ports)
  return (
    come.filter(({ vif }) => vif !== undefined).length +
    both.filter(([was, is]) => was !== is && JSON.stringify(was.vif) !== JSON.stringify(is.vif)).length
  )
}

const bare = (thing: object): string => JSON.stringify(thing)

interface Compared<T> {
  readonly come: readonly T[]
  readonly gone: readonly T[]
  readonly both: readonly (readonly [T, T])[]
}

function compare<T extends { readonly id: string }>(was: readonly T[], is: readonly T[]): Compared<T> {
  if (was === is) return { come: [], gone: [], both: [] }
  const before = new Map(was.map((each) => [each.id, each]))
  const after = new Set(is.map(({ id }) => id))
  return {
    come: is.filter(({ id }) => !before.has(id)),
    gone: was.filter(({ id }) => !after.has(id)),
    both: is.flatMap((each) => {
      const old = before.get(each.id)
      return old === undefined ? [] : [[old, each] as const]
    }),
  }
}
