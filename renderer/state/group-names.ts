import i18next from 'i18next'
import type { Project, SecurityGroup } from '#shared/project/schema'
import { shortId } from '../texts/format.ts'

const counts = new WeakMap<readonly SecurityGroup[], ReadonlyMap<string, number>>()

function countNames(groups: readonly SecurityGroup[]): ReadonlyMap<string, number> {
  const done = counts.get(groups)
  if (done !== undefined) return done
  const count = new Map<string, number>()
  for (const { name } of groups) count.set(name, (count.get(name) ?? 0) + 1)
  counts.set(groups, count)
  return count
}

/** The head of a group's id where its name alone would not tell it from another; null where it does. */
export const distinctId = (group: SecurityGroup, groups: readonly SecurityGroup[]): string | null =>
  group.name === '' || (countNames(groups).get(group.name) ?? 0) > 1 ? shortId(group.id) : null

/** What a group is called; one that has no name is called that everywhere. In the language of the moment: call it when drawing. */
export const groupName = ({ name }: Pick<SecurityGroup, 'name'>): string => name || i18next.t('head.noName', { ns: 'groups' })

/** Name and, where needed, head of the id, as one text. */
export function groupLabel(group: SecurityGroup, groups: readonly SecurityGroup[]): string {
  const id = distinctId(group, groups)
  return [groupName(group), id].filter(Boolean).join(' ')
}

export const findGroup = (project: Project, id: string): SecurityGroup | undefined =>
  project.securityGroups.find((group) => group.id === id)
