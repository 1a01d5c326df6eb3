import { type Issue, issue } from '../errors.ts'
import { err, ok, type Result, unreachable } from '../result.ts'
import { canonicalRule } from './answers/canonical-rule.ts'
import { withDefaultGroup } from './default-group.ts'
import { unknownThing } from './edit-parts.ts'
import type { Edit } from './edit-schema.ts'
import type { Project, SecurityGroup } from './schema.ts'

type Edited = Result<Project, Issue[]>
export type GroupEdit = Extract<Edit, { do: `group.${string}` | `rule.${string}` }>

/** What can be done to security groups and their rules. The answer is not checked yet. */
export function editGroup(project: Project, edit: GroupEdit): Edited {
  switch (edit.do) {
    case 'group.create': {
      const { id, name, description, stateful = true } = edit
      const rules = (edit.rules ?? []).map((rule) => canonicalRule(rule, project.apiRelease))
      return ok(withGroups(project, [...project.securityGroups, { id, name, description, stateful, rules }]))
    }
    case 'group.create-default':
      return ok(withDefaultGroup(project, edit.group))
    case 'group.update':
      return onGroup(project, edit.id, (group) =>
        ok({
          ...group,
          name: edit.name ?? group.name,
          description: edit.description ?? group.description,
          stateful: edit.stateful ?? group.stateful,
        }),
      )
    case 'group.delete':
      return deleteGroup(project, edit.id)
    case 'group.duplicate':
      return duplicateGroup(project, edit)
    case 'rule.create':
      return onGroup(project, edit.groupId, (group) => {
        const at = Math.min(edit.at ?? group.rules.length, group.rules.length)
        return ok({ ...group, rules: group.rules.toSpliced(at, 0, canonicalRule(edit.rule, project.apiRelease)) })
      })
    case 'rule.update':
      return onGroup(project, edit.groupId, (group) => {
        const at = group.rules.findIndex((rule) => rule.id === edit.rule.id)
        const before = group.rules[at]
        if (before === undefined) return unknownThing('rule', edit.rule.id)
        const rule = canonicalRule(edit.rule, project.apiRelease)
        // What nobody edits is not lost by an edit that does not say it.
        const { carried } = before
        const whole = rule.carried === undefined && carried !== undefined ? { ...rule, carried } : rule
        return ok({ ...group, rules: group.rules.with(at, whole) })
      })
    case 'rule.delete':
      return onGroup(project, edit.groupId, (group) => {
        const at = group.rules.findIndex((rule) => rule.id === edit.ruleId)
        return at < 0 ? unknownThing('rule', edit.ruleId) : ok({ ...group, rules: group.rules.toSpliced(at, 1) })
      })
    default:
      return unreachable(edit)
  }
}

const withGroups = (project: Project, securityGroups: SecurityGroup[]): Project => ({ ...project, securityGroups })

function onGroup(project: Project, id: string, change: (group: SecurityGroup) => Result<SecurityGroup, Issue[]>): Edited {
  const at = project.securityGroups.findIndex((group) => group.id === id)
  const group = project.securityGroups[at]
  if (group === undefined) return unknownThing('group', id)
  const changed = change(group)
  return changed.ok ? ok(withGroups(project, project.securityGroups.with(at, changed.value))) : changed
}

/** Neutron 21.0: a bound group cannot be deleted (SecurityGroupInUse); rules that name it as remote group vanish with it. */
function deleteGroup(project: Project, id: string): Edited {
  const group = project.securityGroups.find((g) => g.id === id)
  if (group === undefined) return unknownThing('group', id)
  const users = project.ports.filter((port) => port.securityGroupIds.includes(id)).length
  if (users > 0)
    return err([
      issue([], 'group.in-use', `Group ${group.name} is bound to ${users} ${users === 1 ? 'port' : 'ports'}. Unbind it first.`, {
        name: group.name,
        count: users,
      }),
    ])
  const rest = project.securityGroups
    .filter((g) => g.id !== id)
    .map((g) => (g.rules.some((r) => r.remoteGroupId === id) ? { ...g, rules: g.rules.filter((r) => r.remoteGroupId !== id) } : g))
  return ok(withGroups(project, rest))
}

function duplicateGroup(project: Project, edit: Extract<Edit, { do: 'group.duplicate' }>): Edited {
  const at = project.securityGroups.findIndex((g) => g.id === edit.id)
  const group = project.securityGroups[at]
  if (group === undefined) return unknownThing('group', edit.id)
  if (edit.ruleIds.length !== group.rules.length)
    return err([issue(['ruleIds'], 'group.duplicate-ids', 'A copy needs one new id for each rule of the group.')])
  const rules = group.rules.map((rule, i) => ({
    ...rule,
    id: edit.ruleIds[i] ?? rule.id,
    remoteGroupId: rule.remoteGroupId === edit.id ? edit.newId : rule.remoteGroupId,
  }))
  return ok(withGroups(project, project.securityGroups.toSpliced(at + 1, 0, { ...group, id: edit.newId, name: edit.name, rules })))
}
