import { changesBetween } from './changes.ts'
import type { Project } from './schema.ts'

/** How much two projects differ, in the words of a person: so many groups, rules, bindings, and other things. */
export interface Differs {
  readonly name: boolean
  readonly groups: number
  readonly rules: number
  readonly bindings: number
  /** Networks, machines, settings of hosts, and ports apart from their bindings. */
  readonly others: number
}

export function differs(before: Project, after: Project): Differs {
  const { count, groups, rules, ports } = changesBetween(before, after)
  const bindings = [...ports.values()].reduce((sum, { added, removed }) => sum + added.length + removed.length, 0)
  return {
    name: before.name !== after.name,
    groups: groups.size,
    rules: rules.size,
    bindings,
    others: count - groups.size - rules.size - bindings,
  }
}
