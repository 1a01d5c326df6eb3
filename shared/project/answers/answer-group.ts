import { type Issue, issue } from '../../errors.ts'
import { defaultGroupOf, isDefaultGroup } from '../default-group.ts'
import type { GroupEdit } from '../edit-groups.ts'
import type { Project, SecurityGroup } from '../schema.ts'
import { answerToRule, answerToRules, quotaOfRules } from './answer-rule.ts'
import { isOld } from './api-errors.ts'

const isDefault = (name: string): boolean => isDefaultGroup({ name })

/** What the server answers to an edit of groups and rules, `before` being what it has. Empty: it does it. */
export function answerToGroup(before: Project, edit: GroupEdit): Issue[] {
  const group = 'id' in edit ? before.securityGroups.find(({ id }) => id === edit.id) : undefined
  switch (edit.do) {
    case 'group.create':
      return [
        ...nameOf(edit.name),
        ...statefulOf(before, edit.stateful),
        ...answerToRules(edit.rules ?? [], before.apiRelease),
        ...quotaOfGroups(before),
        ...quotaOfRules(before, edit.rules?.length ?? 0),
      ]
    case 'group.create-default':
      return defaultGroupOf(before) === undefined ? [] : nameOf('default')
    case 'group.update':
      return [...renaming(group, edit.name), ...statefulOf(before, edit.stateful), ...stateOfBound(before, group, edit.stateful)]
    case 'group.delete':
      return group !== undefined && isDefault(group.name) ? [deleteDefault()] : []
    case 'group.duplicate':
      return [...nameOf(edit.name), ...quotaOfGroups(before), ...quotaOfRules(before, edit.ruleIds.length)]
    case 'rule.create':
    case 'rule.update': {
      const owner = before.securityGroups.find(({ id }) => id === edit.groupId)
      if (owner === undefined) return []
      const quota = edit.do === 'rule.create' ? quotaOfRules(before, 1) : []
      return [...answerToRule(edit.rule, owner, before.apiRelease), ...quota]
    }
    case 'rule.delete':
      return []
  }
}

const nameOf = (name: string): Issue[] =>
  isDefault(name)
    ? [
        issue(
          ['name'],
          'group.name-default',
          'Only the server makes a group named default, one for each tenant. Choose another name.',
        ),
      ]
    : []

function renaming(group: SecurityGroup | undefined, name: string | undefined): Issue[] {
  if (group === undefined || name === undefined || name === group.name) return []
  if (!isDefault(group.name)) return nameOf(name)
  return [issue(['name'], 'group.rename-default', 'The default group keeps its name. Its description can be changed.')]
}

const deleteDefault = (): Issue =>
  issue(
    [],
    'group.delete-default',
    'The default group cannot be deleted by its tenant. Delete its rules, or take it off the ports.',
  )

const statefulOf = ({ apiRelease }: Project, stateful: boolean | undefined): Issue[] =>
  stateful === false && isOld(apiRelease)
    ? [issue(['stateful'], 'group.stateless-unknown', 'A server of this release knows no stateless groups.')]
    : []

function stateOfBound({ ports }: Project, group: SecurityGroup | undefined, stateful: boolean | undefined): Issue[] {
  if (group === undefined || stateful === undefined || stateful === group.stateful) return []
  const count = ports.filter(({ securityGroupIds }) => securityGroupIds.includes(group.id)).length
  if (count === 0) return []
  const message = `Group ${group.name} is bound to ${count} ${count === 1 ? 'port' : 'ports'}, so it stays as it is. Unbind it first.`
  return [issue(['stateful'], 'group.stateful-in-use', message, { name: group.name, count })]
}

/** The default group counts, too. */
function quotaOfGroups({ quotas, securityGroups }: Project): Issue[] {
  const most = quotas.securityGroups
  if (most < 0 || securityGroups.length < most) return []
  const message = `The quota is ${most} groups, the default group included. Delete one, or raise the quota.`
  return [issue([], 'quota.groups', message, { most })]
}
