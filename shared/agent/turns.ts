import { factsOf } from '../compile/compile.ts'
import { hostPorts } from '../compile/host-ports.ts'
import { parseAddress } from '../net/address.ts'
import { changesBetween } from '../project/changes.ts'
import { DHCP_OWNER, ROUTER_OWNER } from '../project/device-owner.ts'
import { same } from '../project/same.ts'
import type { Host, Port, Project } from '../project/schema.ts'

/**
 * What the agent of one host does when something changes: which of its ports it computes anew, and what made it. The agent does not
 * compare rulesets. It hears that groups have changed and asks the server anew about the ports that it knows to be concerned
 * (neutron/agent/securitygroups_rpc.py, _security_group_updated: `security_groups` of a device for rules, `security_group_source_groups`
 * for members), it finds devices that came and went by itself, and it does all that has gathered in one turn of its loop.
 */

/** A project, and the ids of the ports whose devices are plugged in. */
export interface Moment {
  readonly project: Project
  readonly plugged: ReadonlySet<string>
}

export type Cause =
  /** The device of the port came, or went; the agent sees that itself. */
  | { readonly kind: 'plugged' | 'unplugged'; readonly portId: string }
  /** `port_update`: what the port itself is. */
  | { readonly kind: 'port'; readonly portId: string; readonly fields: readonly PortField[] }
  /** `security_groups_rule_updated`: rules of these groups, or whether they keep state. */
  | { readonly kind: 'rules'; readonly groupIds: readonly string[] }
  /** `security_groups_member_updated`: ports of these groups came, went or have other addresses. */
  | { readonly kind: 'members'; readonly groupIds: readonly string[] }
  /** An address group has other addresses. */
  | { readonly kind: 'address-groups'; readonly addressGroupIds: readonly string[] }
  /** `security_groups_provider_updated`: a DHCP server or a router with IPv6 has moved (2014.2, 2015.1). */
  | { readonly kind: 'providers'; readonly networkIds: readonly string[] }
  /** The agent was started anew with other settings, and takes all of its devices for new. */
  | { readonly kind: 'settings'; readonly fields: readonly (keyof Host)[] }

export type PortField = 'securityGroupIds' | 'fixedIps' | 'allowedAddressPairs' | 'portSecurityEnabled' | 'macAddress'

/** One cause and the ports of the host that it concerns: to be computed anew, but for `unplugged`, whose chains go. */
export interface Notice {
  readonly cause: Cause
  /** Who begins: the server with a message, or the agent, which saw a device. */
  readonly from: 'server' | 'agent'
  readonly portIds: readonly string[]
}

/** A turn of the agent's loop. All notices that wait are done together, and a port that is named twice is computed once. */
export interface Turn {
  readonly notices: readonly Notice[]
  /** Chains are made. */
  readonly prepared: readonly string[]
  /** The server is asked anew, and chains are changed where they differ. */
  readonly refreshed: readonly string[]
  /** Chains go, after the others are written. */
  readonly removed: readonly string[]
}

const FIELDS = [
  'securityGroupIds',
  'fixedIps',
  'allowedAddressPairs',
  'portSecurityEnabled',
  'macAddress',
] as const satisfies readonly PortField[]
/** Of them, what makes a port another member of its groups. */
const MEMBERSHIP = ['securityGroupIds', 'fixedIps', 'allowedAddressPairs'] as const satisfies readonly PortField[]

/**
 * The turn that follows a change; null where the host's agent has nothing to do. Messages that concern no port of the host are notices
 * without ports: the server sends them to every agent.
 */
export function agentTurn(before: Moment, after: Moment, hostName: string): Turn | null {
  const host = after.project.hosts.find(({ name }) => name === hostName)
  if (host === undefined || !host.enableSecurityGroup || host.firewallDriver === 'noop') return null
  const [was, is] = [devices(before, host), devices(after, host)]
  /** What the agent knows of its devices is what it heard last. */
  const known = [...was.values()].filter(({ id }) => is.has(id))
  const notices = [
    ...settings(before.project, host, known),
    ...providers(before.project, after.project, host, known),
    ...rules(before.project, after.project, known),
    ...members(before.project, after.project, host, known),
    ...[...is.keys()].filter((id) => !was.has(id)).map((portId) => device('plugged', portId)),
    ...known.flatMap((port) => portUpdate(port, is.get(port.id))),
    ...[...was.keys()].filter((id) => !is.has(id)).map((portId) => device('unplugged', portId)),
  ]
  if (notices.length === 0) return null
  const of = (...kinds: Cause['kind'][]) => [
    ...new Set(notices.flatMap(({ cause, portIds }) => (kinds.includes(cause.kind) ? portIds : []))),
  ]
  return {
    notices,
    prepared: of('plugged'),
    refreshed: of('settings', 'providers', 'rules', 'members', 'address-groups', 'port'),
    removed: of('unplugged'),
  }
}

const SETTINGS = [
  'release',
  'enableSecurityGroup',
  'firewallDriver',
  'enableIpset',
  'ipv6',
  'comments',
] as const satisfies readonly (keyof Host)[]

function settings(before: Project, host: Host, known: readonly Port[]): Notice[] {
  const was = before.hosts.find(({ name }) => name === host.name)
  const fields = was === undefined ? [] : SETTINGS.filter((field) => was[field] !== host[field])
  return fields.length === 0 ? [] : [{ cause: { kind: 'settings', fields }, from: 'agent', portIds: known.map(({ id }) => id) }]
}

/** The ports of the host that its agent keeps in mind. Those of network services the server leaves out of its answers. */
function devices({ project, plugged }: Moment, host: Host): Map<string, Port> {
  const { filtered, unfiltered } = hostPorts(project, host, factsOf(host))
  return new Map([...filtered, ...unfiltered].filter(({ id }) => plugged.has(id)).map((port) => [port.id, port]))
}

const device = (kind: 'plugged' | 'unplugged', portId: string): Notice => ({
  cause: { kind, portId },
  from: 'agent',
  portIds: [portId],
})

const changed = <F extends PortField>(was: Port | undefined, is: Port | undefined, fields: readonly F[]): F[] =>
  fields.filter((field) => !same(was?.[field], is?.[field]))

function portUpdate(was: Port, is: Port | undefined): Notice[] {
  const fields = changed(was, is, FIELDS)
  return fields.length === 0 ? [] : [{ cause: { kind: 'port', portId: was.id, fields }, from: 'server', portIds: [was.id] }]
}

function rules(before: Project, after: Project, known: readonly Port[]): Notice[] {
  const changes = changesBetween(before, after)
  const groupOf = new Map(
    [before, after].flatMap(({ securityGroups }) =>
      securityGroups.flatMap(({ id, rules: own }) => own.map((rule) => [rule.id, id] as const)),
    ),
  )
  const stateful = (project: Project) => new Map(project.securityGroups.map(({ id, stateful: is }) => [id, is]))
  const [was, is] = [stateful(before), stateful(after)]
  const groupIds = new Set([...changes.rules.keys()].map((id) => groupOf.get(id) ?? ''))
  for (const [id, value] of is) if (was.has(id) && was.get(id) !== value) groupIds.add(id)
  if (groupIds.size === 0) return []
  const portIds = known.filter(({ securityGroupIds }) => securityGroupIds.some((id) => groupIds.has(id))).map(({ id }) => id)
  return [{ cause: { kind: 'rules', groupIds: [...groupIds] }, from: 'server', portIds }]
}

/** Ports whose groups, as the agent knows them, have a rule that names one of `ids`. */
function naming(before: Project, known: readonly Port[], ids: ReadonlySet<string>): string[] {
  const names = new Set(
    before.securityGroups
      .filter(({ rules: own }) =>
        own.some(({ remoteGroupId, remoteAddressGroupId }) => ids.has(remoteGroupId ?? '') || ids.has(remoteAddressGroupId ?? '')),
      )
      .map(({ id }) => id),
  )
  return known.filter(({ securityGroupIds }) => securityGroupIds.some((id) => names.has(id))).map(({ id }) => id)
}

function members(before: Project, after: Project, host: Host, known: readonly Port[]): Notice[] {
  const byId = (project: Project) => new Map(project.ports.map((port) => [port.id, port]))
  const [was, is] = [byId(before), byId(after)]
  const groupIds = new Set<string>()
  for (const id of new Set([...was.keys(), ...is.keys()])) {
    if (changed(was.get(id), is.get(id), MEMBERSHIP).length === 0) continue
    for (const port of [was.get(id), is.get(id)]) for (const group of port?.securityGroupIds ?? []) groupIds.add(group)
  }
  const addresses = (project: Project) => new Map(project.addressGroups.map((group) => [group.id, group.addresses]))
  const [had, have] = [addresses(before), addresses(after)]
  const addressGroupIds = [...have.keys()].filter((id) => had.has(id) && !same(had.get(id), have.get(id)))
  const knowsThem = factsOf(host).rules.addressGroups !== 'unknown'
  const notices: Notice[] = []
  if (groupIds.size > 0)
    notices.push({
      ...{ cause: { kind: 'members', groupIds: [...groupIds] }, from: 'server', portIds: naming(before, known, groupIds) },
    })
  if (addressGroupIds.length > 0 && knowsThem)
    notices.push({
      ...{ cause: { kind: 'address-groups', addressGroupIds }, from: 'server' },
      portIds: naming(before, known, new Set(addressGroupIds)),
    })
  return notices
}

/**
 * The old releases write the addresses of DHCP servers and of routers that advertise into every port's chain, and a server that moves
 * makes the agent compute all of its ports anew (securitygroups_rpc_base.py, notify_security_groups_member_updated). The later ones
 * have no such lines and hear nothing.
 */
function providers(before: Project, after: Project, host: Host, known: readonly Port[]): Notice[] {
  if (factsOf(host).providers !== 'servers') return []
  const servers = ({ ports }: Project) => new Map(ports.filter(isProvider).map((port) => [port.id, port]))
  const [was, is] = [servers(before), servers(after)]
  const networkIds = new Set<string>()
  for (const id of new Set([...was.keys(), ...is.keys()])) {
    if (changed(was.get(id), is.get(id), ['fixedIps', 'macAddress']).length === 0) continue
    for (const port of [was.get(id), is.get(id)]) if (port !== undefined) networkIds.add(port.networkId)
  }
  if (networkIds.size === 0) return []
  return [{ cause: { kind: 'providers', networkIds: [...networkIds] }, from: 'server', portIds: known.map(({ id }) => id) }]
}

const isProvider = ({ deviceOwner, fixedIps }: Port): boolean =>
  deviceOwner === DHCP_OWNER || (deviceOwner === ROUTER_OWNER && fixedIps.some(({ ipAddress }) => versionOf(ipAddress) === 6))

function versionOf(text: string): number | null {
  const address = parseAddress(text)
  return address.ok ? address.value.version : null
}
