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
}

export function changesBetween(applied: Project, edited: Project): Changes {
  if (applied === edited) return { count: 0, groups: new Map(), rules: new Map(), ports: new Map() }
  const groups = difference(byId(applied.securityGroups), byId(edited.securityGroups), sameGroup)
  const rules = difference(rulesOf(applied), rulesOf(edited), sameRule)
  const ports = bindingChanges(applied, edited)
  const bindings = [...ports.values()].reduce((sum, { added, removed }) => sum + added.length + removed.length, 0)
  return { count: groups.size + rules.size + bindings + otherChanges(applied, edited), groups, rules, ports }
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

/** Things without groups and rules: hosts, networks and the like, ports apart from their bindings. */
function otherChanges(applied: Project, edited: Project): number {
  let count = 0
  if (applied.layout !== edited.layout) count++
  if (applied.apiRelease !== edited.apiRelease) count++
  if (!sameText(applied.quotas, edited.quotas)) count++
  const hosts = (project: Project) => new Map(project.hosts.map((host) => [host.name, host]))
  count += difference(hosts(applied), hosts(edited), sameText).size
  for (const kind of ['networks', 'subnets', 'routers', 'floatingIps', 'outsideHosts', 'vms', 'addressGroups'] as const)
    count += difference(things(applied, kind), things(edited, kind), sameText).size
  const unbound = (project: Project) => byId(project.ports.map((port) => ({ ...port, securityGroupIds: [] })))
  count += applied.ports === edited.ports ? 0 : difference(unbound(applied), unbound(edited), sameText).size
  return count
}

type Kind = 'networks' | 'subnets' | 'routers' | 'floatingIps' | 'outsideHosts' | 'vms' | 'addressGroups'
const things = (project: Project, kind: Kind): Map<string, unknown> => new Map(project[kind].map((thing) => [thing.id, thing]))

const sameText = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
