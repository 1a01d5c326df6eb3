import { z } from 'zod'
import { decodeIssues } from '../decode-issues.ts'
import { type Issue, issue } from '../errors.ts'
import { err, ok, type Result, unreachable } from '../result.ts'
import { checkProject } from './check.ts'
import { Description, Id, MOST, Name, type Port, type Project, type SecurityGroup, SecurityGroupRule } from './schema.ts'

/**
 * Everything that can be done to a project, by name. The page and main run the same `applyEdit`; main's answer is the truth.
 * An edit carries the ids of what it makes, so that doing it twice on equal projects gives equal projects.
 */
export const Edit = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('project.rename'), name: Name.min(1) }),
  z.strictObject({ do: z.literal('group.create'), id: Id, name: Name, description: Description }),
  z.strictObject({
    do: z.literal('group.update'),
    id: Id,
    name: Name.optional(),
    description: Description.optional(),
  }),
  z.strictObject({ do: z.literal('group.delete'), id: Id }),
  z.strictObject({
    do: z.literal('group.duplicate'),
    id: Id,
    newId: Id,
    name: Name,
    ruleIds: z.array(Id).max(MOST.rulesOfGroup),
  }),
  /** `at`: place among the group's rules, counted from 0; absent puts it last. */
  z.strictObject({ do: z.literal('rule.create'), groupId: Id, rule: SecurityGroupRule, at: z.int().min(0).optional() }),
  z.strictObject({ do: z.literal('rule.update'), groupId: Id, rule: SecurityGroupRule }),
  z.strictObject({ do: z.literal('rule.delete'), groupId: Id, ruleId: Id }),
  z.strictObject({ do: z.literal('port.bind'), portId: Id, groupId: Id }),
  z.strictObject({ do: z.literal('port.unbind'), portId: Id, groupId: Id }),
])
export type Edit = z.infer<typeof Edit>
export type EditName = Edit['do']

/** What was typed as an edit within its limits, or what is wrong with it. Main decodes by the contract; this is for the page, before it asks. */
export function decodeEdit(asked: unknown): Result<Edit, Issue[]> {
  const decoded = Edit.safeParse(asked)
  return decoded.success ? ok(decoded.data) : err(decodeIssues(decoded.error, asked))
}

type Edited = Result<Project, Issue[]>

/** The next project, or the reasons why not. Pure; the answer shares all that did not change. */
export function applyEdit(project: Project, edit: Edit): Edited {
  const edited = edit_(project, edit)
  if (!edited.ok) return edited
  const issues = checkProject(edited.value)
  return issues.length > 0 ? err(issues) : edited
}

function edit_(project: Project, edit: Edit): Edited {
  switch (edit.do) {
    case 'project.rename':
      return ok({ ...project, name: edit.name })
    case 'group.create':
      return ok(withGroups(project, [...project.securityGroups, { ...named(edit), rules: [] }]))
    case 'group.update':
      return onGroup(project, edit.id, (group) =>
        ok({ ...group, name: edit.name ?? group.name, description: edit.description ?? group.description }),
      )
    case 'group.delete':
      return deleteGroup(project, edit.id)
    case 'group.duplicate':
      return duplicateGroup(project, edit)
    case 'rule.create':
      return onGroup(project, edit.groupId, (group) => {
        const at = Math.min(edit.at ?? group.rules.length, group.rules.length)
        return ok({ ...group, rules: group.rules.toSpliced(at, 0, edit.rule) })
      })
    case 'rule.update':
      return onGroup(project, edit.groupId, (group) => {
        const at = group.rules.findIndex((rule) => rule.id === edit.rule.id)
        return at < 0 ? unknown('rule', edit.rule.id) : ok({ ...group, rules: group.rules.with(at, edit.rule) })
      })
    case 'rule.delete':
      return onGroup(project, edit.groupId, (group) => {
        const at = group.rules.findIndex((rule) => rule.id === edit.ruleId)
        return at < 0 ? unknown('rule', edit.ruleId) : ok({ ...group, rules: group.rules.toSpliced(at, 1) })
      })
    case 'port.bind':
      return onPort(project, edit.portId, (port) =>
        port.securityGroupIds.includes(edit.groupId)
          ? err([alreadyBound(project, port, edit.groupId)])
          : ok({ ...port, securityGroupIds: [...port.securityGroupIds, edit.groupId] }),
      )
    case 'port.unbind':
      return onPort(project, edit.portId, (port) =>
        port.securityGroupIds.includes(edit.groupId)
          ? ok({ ...port, securityGroupIds: port.securityGroupIds.filter((id) => id !== edit.groupId) })
          : err([notBound(project, port, edit.groupId)]),
      )
    default:
      return unreachable(edit)
  }
}

const boundNames = (project: Project, port: Port, groupId: string) => ({
  port: port.name || port.id,
  group: project.securityGroups.find(({ id }) => id === groupId)?.name || groupId,
})

function alreadyBound(project: Project, port: Port, groupId: string): Issue {
  const names = boundNames(project, port, groupId)
  return issue([], 'port.already-bound', `Port ${names.port} already has group ${names.group}.`, names)
}

function notBound(project: Project, port: Port, groupId: string): Issue {
  const names = boundNames(project, port, groupId)
  return issue([], 'port.not-bound', `Port ${names.port} does not have group ${names.group}.`, names)
}

const named = ({ id, name, description }: { id: string; name: string; description: string }) => ({ id, name, description })

const withGroups = (project: Project, securityGroups: SecurityGroup[]): Project => ({ ...project, securityGroups })

const unknown = (what: 'group' | 'rule' | 'port', id: string): Result<never, Issue[]> =>
  err([issue([], `${what}.unknown`, `There is no ${what} ${id}. It may have been deleted meanwhile.`, { id })])

function onGroup(project: Project, id: string, change: (group: SecurityGroup) => Result<SecurityGroup, Issue[]>): Edited {
  const at = project.securityGroups.findIndex((group) => group.id === id)
  const group = project.securityGroups[at]
  if (group === undefined) return unknown('group', id)
  const changed = change(group)
  return changed.ok ? ok(withGroups(project, project.securityGroups.with(at, changed.value))) : changed
}

function onPort(project: Project, id: string, change: (port: Port) => Result<Port, Issue[]>): Edited {
  const at = project.ports.findIndex((port) => port.id === id)
  const port = project.ports[at]
  if (port === undefined) return unknown('port', id)
  const changed = change(port)
  return changed.ok ? ok({ ...project, ports: project.ports.with(at, changed.value) }) : changed
}

/** Neutron 21.0: a bound group cannot be deleted (SecurityGroupInUse); rules that name it as remote group vanish with it. */
function deleteGroup(project: Project, id: string): Edited {
  const group = project.securityGroups.find((g) => g.id === id)
  if (group === undefined) return unknown('group', id)
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
  if (group === undefined) return unknown('group', edit.id)
  if (edit.ruleIds.length !== group.rules.length)
    return err([issue(['ruleIds'], 'group.duplicate-ids', 'A copy needs one new id for each rule of the group.')])
  const rules = group.rules.map((rule, i) => ({
    ...rule,
    id: edit.ruleIds[i] ?? rule.id,
    remoteGroupId: rule.remoteGroupId === edit.id ? edit.newId : rule.remoteGroupId,
  }))
  return ok(withGroups(project, project.securityGroups.toSpliced(at + 1, 0, { ...group, id: edit.newId, name: edit.name, rules })))
}
