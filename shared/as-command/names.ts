import { Id, type Project } from '../project/schema.ts'
import { isPossible } from './shell-word.ts'

/**
 * How a command refers to a thing. Both clients take a name or an id, and ask the API for the id first. A name is taken where it means
 * one thing only, because the API chooses the ids of what is made there; else the id that the project has.
 */
export interface Names {
  readonly group: (id: string) => string
  readonly addressGroup: (id: string) => string
  readonly port: (id: string) => string
  readonly network: (id: string) => string
  readonly router: (id: string) => string
  readonly vm: (id: string) => string
  /** The name that a thing has before it is renamed. */
  readonly groupBefore: (id: string) => string
  readonly addressGroupBefore: (id: string) => string
  readonly portBefore: (id: string) => string
  readonly networkBefore: (id: string) => string
  /** Some thing was referred to by its id. */
  readonly usedIds: () => boolean
}

interface Named {
  readonly id: string
  readonly name: string
}

export function namesOf(before: Project, after: Project): Names {
  let usedIds = false
  const byNameOrId = (then: readonly Named[], now: readonly Named[]) => {
    const names = new Map([...then, ...now].map(({ id, name }) => [id, name]))
    const clear = nameOnce([then, now])
    return (id: string): string => {
      const name = names.get(id) ?? ''
      if (clear(id, name)) return name
      usedIds = true
      return id
    }
  }
  const both = (then: readonly Named[], now: readonly Named[]) => ({
    before: byNameOrId(now, then),
    after: byNameOrId(then, now),
  })
  const groups = both(before.securityGroups, after.securityGroups)
  const addressGroups = both(before.addressGroups, after.addressGroups)
  const ports = both(before.ports, after.ports)
  const networks = both(before.networks, after.networks)
  return {
    group: groups.after,
    addressGroup: addressGroups.after,
    port: ports.after,
    network: networks.after,
    networkBefore: networks.before,
    router: both(before.routers, after.routers).before,
    vm: both(before.vms, after.vms).before,
    groupBefore: groups.before,
    addressGroupBefore: addressGroups.before,
    portBefore: ports.before,
    usedIds: () => usedIds,
  }
}

/** A name that can stand for a thing at all. */
const isClear = (name: string): boolean => name !== '' && !name.startsWith('-') && isPossible(name) && !Id.safeParse(name).success

/** Whether a name means one thing only, before and after. */
function nameOnce(lists: readonly (readonly Named[])[]): (id: string, name: string) => boolean {
  const owner = new Map<string, string | null>()
  for (const { id, name } of lists.flat()) {
    const known = owner.get(name)
    owner.set(name, known === undefined || known === id ? id : null)
  }
  return (id, name) => isClear(name) && owner.get(name) === id
}
