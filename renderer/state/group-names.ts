import i18next from 'i18next'
import type { AddressGroup, Project, SecurityGroup } from '#shared/project/schema'
import { shortId } from '../texts/format.ts'

/** Ids of the groups of one name, by their heads. */
type Heads = ReadonlyMap<string, readonly string[]>
const headsByName = new WeakMap<readonly SecurityGroup[], ReadonlyMap<string, Heads>>()

function headsOf(groups: readonly SecurityGroup[], name: string): Heads {
  const done = headsByName.get(groups)
  if (done !== undefined) return done.get(name) ?? new Map()
  const found = new Map<string, Map<string, string[]>>()
  for (const { name: each, id } of groups) {
    const heads = found.get(each) ?? new Map<string, string[]>()
    found.set(each, heads)
    const ids = heads.get(shortId(id)) ?? []
    heads.set(shortId(id), ids)
    ids.push(id)
  }
  headsByName.set(groups, found)
  return found.get(name) ?? new Map()
}

/** A name that ends as an id does could pass for another group with its id behind it. */
const ENDS_AS_ID = / [0-9a-f]{8}(…[0-9a-f-]+)?$/
const SHORTEST_TAIL = 4

/**
 * The head of a group's id where its name alone would not tell it from another, with as much of its end as it takes where the head
 * would not either; null where the name does.
 */
export function distinctId(group: SecurityGroup, groups: readonly SecurityGroup[]): string | null {
  const head = shortId(group.id)
  const heads = headsOf(groups, group.name)
  const alike = (heads.get(head) ?? []).filter((id) => id !== group.id)
  if (alike.length === 0) return group.name === '' || heads.size > 1 || ENDS_AS_ID.test(group.name) ? head : null
  let tail = SHORTEST_TAIL
  while (alike.some((id) => id.endsWith(group.id.slice(-tail)))) tail++
  return `${head}…${group.id.slice(-tail)}`
}

/** What a group is called; one that has no name is called that everywhere. In the language of the moment: call it when drawing. */
export const groupName = ({ name }: Pick<SecurityGroup, 'name'>): string => name || i18next.t('head.noName', { ns: 'groups' })

/** Name and, where needed, head of the id, as one text. */
export function groupLabel(group: SecurityGroup, groups: readonly SecurityGroup[]): string {
  const id = distinctId(group, groups)
  return [groupName(group), id].filter(Boolean).join(' ')
}

/** The name of an address group, with the head of its id where another has the same or it has none. */
export function listLabel(list: AddressGroup, lists: readonly AddressGroup[]): string {
  const alone = list.name !== '' && lists.every(({ id, name }) => id === list.id || name !== list.name)
  return alone ? list.name : [groupName(list), shortId(list.id)].join(' ')
}

export const findGroup = (project: Project, id: string): SecurityGroup | undefined =>
  project.securityGroups.find((group) => group.id === id)
