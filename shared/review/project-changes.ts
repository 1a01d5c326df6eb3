import { type Change, changesBetween, type OtherKind } from '../project/changes.ts'
import type { Project, SecurityGroup, SecurityGroupRule } from '../project/schema.ts'

/**
 * One change of the project, with what a sentence about it needs. `key` tells it from all others. `number`: the rule's place in its
 * group from 1, in the edited project, or in the applied one when it was removed.
 */
export type ProjectChange = { readonly key: string; readonly change: Change } & (
  | { readonly kind: 'group'; readonly before: SecurityGroup | null; readonly after: SecurityGroup | null }
  | {
      readonly kind: 'rule'
      readonly group: SecurityGroup
      readonly number: number
      readonly before: SecurityGroupRule | null
      readonly after: SecurityGroupRule | null
    }
  /** A group that a port got (added) or lost (removed). */
  | { readonly kind: 'binding'; readonly portId: string; readonly group: SecurityGroup }
  | { readonly kind: OtherKind; readonly id: string }
)

/** All changes, one for each that `changesBetween` counts: groups with their rules and bindings, then all else. */
export function projectChanges(applied: Project, edited: Project): readonly ProjectChange[] {
  const { groups, rules, ports, others } = changesBetween(applied, edited)
  const before = new Map(applied.securityGroups.map((group) => [group.id, group]))
  const after = new Map(edited.securityGroups.map((group) => [group.id, group]))
  const changes: ProjectChange[] = []
  const bindings = new Map<string, ProjectChange[]>()
  for (const [portId, { added, removed }] of ports)
    for (const [ids, change] of [[added, 'added'] as const, [removed, 'removed'] as const])
      for (const id of ids) {
        const group = after.get(id) ?? before.get(id)
        if (group === undefined) continue
        const own = bindings.get(id) ?? []
        bindings.set(id, own)
        own.push({ key: `binding ${portId} ${id}`, kind: 'binding', change, portId, group })
      }
  for (const id of new Set([...after.keys(), ...before.keys()])) {
    const [was, is] = [before.get(id), after.get(id)]
    const change = groups.get(id)
    if (change !== undefined) changes.push({ key: `group ${id}`, kind: 'group', change, before: was ?? null, after: is ?? null })
    changes.push(...ruleChanges(was, is, rules), ...(bindings.get(id) ?? []))
  }
  for (const { kind, id, change } of others) changes.push({ key: `${kind} ${id}`, kind, id, change })
  return changes
}

/** Of one group: rules of the edited project in their order, then those that it has no more. */
function ruleChanges(
  was: SecurityGroup | undefined,
  is: SecurityGroup | undefined,
  changed: ReadonlyMap<string, Change>,
): readonly ProjectChange[] {
  const found: ProjectChange[] = []
  const former = new Map((was?.rules ?? []).map((rule, at) => [rule.id, { rule, at }]))
  is?.rules.forEach((rule, at) => {
    const change = changed.get(rule.id)
    if (change !== undefined)
      found.push({
        ...{ key: `rule ${rule.id}`, kind: 'rule', change, group: is, number: at + 1 },
        before: former.get(rule.id)?.rule ?? null,
        after: rule,
      })
  })
  for (const [id, { rule, at }] of former)
    if (was !== undefined && changed.get(id) === 'removed')
      found.push({
        key: `rule ${id}`,
        kind: 'rule',
        change: 'removed',
        group: is ?? was,
        number: at + 1,
        before: rule,
        after: null,
      })
  return found
}
