import { RULE_FIELDS } from '#shared/project/changes'
import type { Project, SecurityGroup, SecurityGroupRule } from '#shared/project/schema'
import type { ProjectChange } from '#shared/review/project-changes'
import { shortId } from '../texts/format.ts'
import { translateReview as t, translate } from '../texts/i18n.ts'
import { shortRule } from '../texts/step-words.ts'
import { groupLabel, groupName } from './group-names.ts'
import { portFacts } from './port-facts.ts'

export interface ChangeWords {
  readonly title: string
  /** What it was or is, in a line each. */
  readonly lines: readonly string[]
}

/** A change in the language of the moment. */
export function changeWords(change: ProjectChange, before: Project, after: Project): ChangeWords {
  const groups = [
    ...after.securityGroups,
    ...before.securityGroups.filter(({ id }) => !after.securityGroups.some((g) => g.id === id)),
  ]
  const named = (group: SecurityGroup) => groupLabel(group, groups)
  switch (change.kind) {
    case 'group': {
      const group = change.after ?? change.before
      return {
        title: t(`project.group.${change.change}`, { group: group === null ? '' : named(group) }),
        lines: groupLines(change),
      }
    }
    case 'rule': {
      const { group, number, before: was, after: is } = change
      const title = t(`project.rule.${change.change}`, { group: named(group), number })
      return { title, lines: ruleLines(was, is, groups) }
    }
    case 'binding': {
      const port = [after, before].flatMap(portFacts).find((facts) => facts.port.id === change.portId)
      const how = change.change === 'removed' ? 'removed' : 'added'
      const title = t(`project.binding.${how}`, { group: named(change.group), vm: port?.vm ?? shortId(change.portId) })
      return { title, lines: port === undefined ? [] : [[port.device, port.addresses].filter(Boolean).join(' ')] }
    }
    default: {
      const name = thingName(change.kind, change.id, after) ?? thingName(change.kind, change.id, before) ?? change.id
      return { title: t(`project.things.${change.kind}`, { name }), lines: [t(`project.how.${change.change}`)] }
    }
  }
}

function groupLines({ before, after }: Extract<ProjectChange, { kind: 'group' }>): readonly string[] {
  if (before === null || after === null) return []
  const lines: string[] = []
  if (before.name !== after.name) lines.push(t('project.renamed', { before: groupName(before), after: groupName(after) }))
  if (before.description !== after.description)
    lines.push(t('project.described', { before: before.description, after: after.description }))
  if (before.stateful !== after.stateful)
    lines.push(t('project.stateful', { after: t(after.stateful ? 'project.yes' : 'project.no') }))
  return lines
}

function ruleLines(
  was: SecurityGroupRule | null,
  is: SecurityGroupRule | null,
  groups: readonly SecurityGroup[],
): readonly string[] {
  const words = (rule: SecurityGroupRule) => {
    const remote = groups.find(({ id }) => id === rule.remoteGroupId)
    return shortRule(translate, rule, remote === undefined ? undefined : groupLabel(remote, groups))
  }
  if (was === null || is === null) return [was, is].flatMap((rule) => (rule === null ? [] : [words(rule)]))
  const isOnlyDescribed = RULE_FIELDS.every((field) => field === 'description' || was[field] === is[field])
  if (isOnlyDescribed) return [words(is), t('project.described', { before: was.description, after: is.description })]
  return [words(is), t('project.was', { rule: words(was) })]
}

function thingName(
  kind: Exclude<ProjectChange['kind'], 'group' | 'rule' | 'binding'>,
  id: string,
  project: Project,
): string | undefined {
  switch (kind) {
    case 'layout':
    case 'apiRelease':
    case 'quotas':
    case 'hosts':
      return id
    case 'ports':
      return portFacts(project).find(({ port }) => port.id === id)?.vm
    case 'floatingIps':
      return project.floatingIps.find((each) => each.id === id)?.floatingIp
    case 'subnets':
      return project.subnets.find((each) => each.id === id)?.cidr
    default:
      return project[kind].find((each) => each.id === id)?.name || undefined
  }
}
