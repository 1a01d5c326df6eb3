import type { Project, SecurityGroup, SecurityGroupRule } from './schema.ts'

export type Change = 'added' | 'removed' | 'changed'

/** Ids of the groups that a port gained and lost, in the order in which the port names them. */
export interface BindingChange {
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

/** What the edited project has other than the applied one. Whatever stays the same is in none of the maps. */
export interface Changes {
  /** Single differing things: groups added, removed, or with another name or description; rules; bindings; all else one each. */
  readonly count: number
  readonly groups: ReadonlyMap<string, Change>
  readonly rules: ReadonlyMap<string, Change>
  readonly ports: ReadonlyMap<string, BindingChange>
  /** All that is neither group nor rule nor binding. */
  readonly others: readonly OtherChange[]
}

/** `id`: of the thing, a host's name; empty for what a project has once. */
export interface OtherChange {
  readonly kind: OtherKind
  readonly id: string
  readonly change: Change
}
export type OtherKind = 'layout' | 'apiRelease' | 'quotas' | 'hosts' | 'ports' | ThingKind

export function changesBetween(applied: Project, edited: Project): Changes {
  if (applied === edited) return { count: 0, groups: new Map(), rules: new Map(), ports: new Map(), others: [] }
  const groups = difference(byId(applied.securityGroups), byId(edited.securityGroups), sameGroup)
  const rules = difference(rulesOf(applied), rulesOf(edited), sameRule)
  const ports = bindingChanges(applied, edited)
  const bindings = [...ports.values()].reduce((sum, { added, removed }) => sum + added.length + removed.length, 0)
  const others = otherChanges(applied, edited)
  return { count: groups.size + rules.size + bindings + others.length, groups, rules, ports, others }
}

function difference<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  same: (a: T, b: T) => boolean,
): Map<string, Change> {
  const changes = new Map<string, Change>()
  for (const [id, was] of before) {
    const is = after.get(id)
    if (is === undefined) changes.set(id, 'removed')
    else if (is !== was && !same(was, is)) changes.set(id, 'changed')
  }
  for (const id of after.keys()) if (!before.has(id)) changes.set(id, 'added')
  return changes
}

const byId = <T extends { readonly id: string }>(things: readonly T[]): Map<string, T> => new Map(things.map((t) => [t.id, t]))

interface PlacedRule {
  readonly groupId: string
  readonly rule: SecurityGroupRule
}

const rulesOf = (project: Project): Map<string, PlacedRule> =>
  new Map(project.securityGroups.flatMap(({ id: groupId, rules }) => rules.map((rule) => [rule.id, { groupId, rule }] as const)))

export const RULE_FIELDS = [
  'direction',
  'ethertype',
  'protocol',
  'portRangeMin',
  'portRangeMax',
  'remoteIpPrefix',
  'remoteGroupId',
  'remoteAddressGroupId',
  'description',
] as const satisfies readonly (keyof SecurityGroupRule)[]

const sameRule = (a: PlacedRule, b: PlacedRule): boolean =>
  a.groupId === b.groupId && RULE_FIELDS.every((field) => a.rule[field] === b.rule[field])

/** Rules are told apart on their own. */
const sameGroup = (a: SecurityGroup, b: SecurityGroup): boolean =>
  a.name === b.name && a.description === b.description && a.stateful === b.stateful

function bindingChanges(applied: Project, edited: Project): Map<string, BindingChange> {
  const before = byId(applied.ports)
  const after = byId(edited.ports)
  const changes = new Map<string, BindingChange>()
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const was = before.get(id)?.securityGroupIds ?? []
    const is = after.get(id)?.securityGroupIds ?? []
    if (was === is) continue
    const added = is.filter((group) => !was.includes(group))
    const removed = was.filter((group) => !is.includes(group))
    if (added.length + removed.length > 0) changes.set(id, { added, removed })
  }
  return changes
}

const THINGS = ['networks', 'subnets', 'routers', 'floatingIps', 'outsideHosts', 'vms', 'addressGroups'] as const
type ThingKind = (typeof THINGS)[number]

/** Things without groups and rules: hosts, networks and the like, ports apart from their bindings. */
function otherChanges(applied: Project, edited: Project): OtherChange[] {
  const others: OtherChange[] = []
  const once = (kind: 'layout' | 'apiRelease' | 'quotas') => {
    if (!sameText(applied[kind], edited[kind])) others.push({ kind, id: '', change: 'changed' })
  }
  const each = (kind: OtherKind, changes: ReadonlyMap<string, Change>) => {
    for (const [id, change] of changes) others.push({ kind, id, change })
  }
  once('layout')
  once('apiRelease')
  once('quotas')
  const hosts = (project: Project) => new Map(project.hosts.map((host) => [host.name, host]))
  each('hosts', difference(hosts(applied), hosts(edited), sameText))
  for (const kind of THINGS) each(kind, difference(things(applied, kind), things(edited, kind), sameText))
  const unbound = (project: Project) => byId(project.ports.map((port) => ({ ...port, securityGroupIds: [] })))
  if (applied.ports !== edited.ports) each('ports', difference(unbound(applied), unbound(edited), sameText))
  return others
}

const things = (project: Project, kind: ThingKind): Map<string, unknown> => new Map(project[kind].map((thing) => [thing.id, thing]))

const sameText = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
