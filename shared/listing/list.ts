import type { Port, Project, SecurityGroup } from '../project/schema.ts'
import { err, ok, type Result } from '../result.ts'
import { groupListing, type ListedRule, type Listing, portListing, ruleListing } from './listings.ts'
import { textTable } from './text-table.ts'

export const LISTED = ['groups', 'ports', 'rules'] as const
export type Listed = (typeof LISTED)[number]

export interface ListOptions {
  /** Id or name. */
  readonly group?: string
  /** Id or name, or a machine. */
  readonly port?: string
  /** Names of columns; none: the usual ones. */
  readonly column: readonly string[]
  readonly json: boolean
}

/** All that bear the name, or the one with the id. Two tenants may each have a group of one name. */
function groupsCalled(project: Project, called: string): Result<readonly SecurityGroup[], string> {
  const byId = project.securityGroups.filter(({ id }) => id === called)
  const found = byId.length > 0 ? byId : project.securityGroups.filter(({ name }) => name === called)
  return found.length > 0 ? ok(found) : err(`There is no group ${called}. See: tapwall list groups FILE`)
}

/** A port by its id, its name, or the name or id of the machine that has it. */
function portsCalled(project: Project, called: string): Result<readonly Port[], string> {
  const byId = project.ports.filter(({ id }) => id === called)
  const machines = project.vms.filter(({ name }) => name === called).map(({ id }) => id)
  const named = project.ports.filter(({ name, deviceId }) => name === called || deviceId === called || machines.includes(deviceId))
  const found = byId.length > 0 ? byId : named
  return found.length > 0 ? ok(found) : err(`There is no port or VM ${called}. See: tapwall list ports FILE -c id -c name`)
}

interface Chosen {
  readonly groups: readonly SecurityGroup[]
  readonly ports: readonly Port[]
}

/** Groups and ports that both options leave: ports that have such a group, groups that such a port has. */
function choose(project: Project, { group, port }: Omit<ListOptions, 'json'>): Result<Chosen, string> {
  const groups = group === undefined ? ok(project.securityGroups) : groupsCalled(project, group)
  if (!groups.ok) return groups
  const ports = port === undefined ? ok(project.ports) : portsCalled(project, port)
  if (!ports.ok) return ports
  const [wanted, bound] = [groups.value, ports.value]
  const ids = new Set(wanted.map(({ id }) => id))
  const held = new Set(bound.flatMap(({ securityGroupIds }) => securityGroupIds))
  return ok({
    groups: port === undefined ? wanted : wanted.filter(({ id }) => held.has(id)),
    ports: group === undefined ? bound : bound.filter(({ securityGroupIds }) => securityGroupIds.some((id) => ids.has(id))),
  })
}

/** What is listed, as texts and as values; heads are names of columns. */
export interface Table {
  readonly head: readonly string[]
  /** Of each thing, of each column, its lines. */
  readonly rows: readonly (readonly (readonly string[])[])[]
  readonly objects: () => readonly Readonly<Record<string, unknown>>[]
}

function tableFrom<T>(
  project: Project,
  { columns, shown }: Listing<T>,
  things: readonly T[],
  asked: readonly string[],
): Result<Table, string> {
  const head = asked.length > 0 ? asked : shown
  const unknown = head.find((name) => !Object.hasOwn(columns, name))
  if (unknown !== undefined) return err(`There is no column ${unknown}. Columns: ${Object.keys(columns).join(', ')}.`)
  const taken = head.flatMap((name) => (columns[name] === undefined ? [] : [{ name, column: columns[name] }]))
  return ok({
    head,
    rows: things.map((thing) => taken.map((each) => each.column.lines(thing, project))),
    objects: () =>
      things.map((thing) => Object.fromEntries(taken.map((each) => [each.name, each.column.value(thing, project)] as const))),
  })
}

/** All columns of a kind of thing, and those that are shown when none is asked for. */
export const columnsOf: { readonly [K in Listed]: { readonly all: readonly string[]; readonly shown: readonly string[] } } = {
  groups: { all: Object.keys(groupListing.columns), shown: groupListing.shown },
  ports: { all: Object.keys(portListing.columns), shown: portListing.shown },
  rules: { all: Object.keys(ruleListing.columns), shown: ruleListing.shown },
}

/** Groups, ports or rules as a table; the error is a sentence. */
export function tableOf(project: Project, kind: Listed, options: Omit<ListOptions, 'json'>): Result<Table, string> {
  const chosen = choose(project, options)
  if (!chosen.ok) return chosen
  const { groups, ports } = chosen.value
  if (kind === 'groups') return tableFrom(project, groupListing, groups, options.column)
  if (kind === 'ports') return tableFrom(project, portListing, ports, options.column)
  const rules = groups.flatMap((group) => group.rules.map((rule): ListedRule => ({ group, rule })))
  return tableFrom(project, ruleListing, rules, options.column)
}

/** The same as the text that the neutron client prints, or as JSON. */
export function list(project: Project, kind: Listed, options: ListOptions): Result<string, string> {
  const table = tableOf(project, kind, options)
  if (!table.ok) return table
  const { head, rows, objects } = table.value
  return ok(options.json ? JSON.stringify(objects(), null, 1) : textTable(head, rows))
}
