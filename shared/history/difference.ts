import { z } from 'zod'
import type { Dump } from '../netfilter/dump.ts'
import { withoutMark } from '../netfilter/dump.ts'
import { Family, TableName } from '../netfilter/rule-spec.ts'
import { changesBetween } from '../project/changes.ts'
import { deviceName } from '../project/device-owner.ts'
import { differs } from '../project/differs.ts'
import { type Project, SecurityGroupRule } from '../project/schema.ts'
import { commonSubsequence } from '../sync/common-subsequence.ts'

/** What two moments differ in: in the words of the project, and in lines of the kernel. */

const Change = z.enum(['added', 'removed', 'changed'])

/** Names are those of the later project, or of the earlier where the thing is gone. */
export const ProjectDifference = z.object({
  /** All that differs, in numbers; `others` are networks, machines, hosts and their like. */
  differs: z.object({ name: z.boolean(), groups: z.int(), rules: z.int(), bindings: z.int(), others: z.int() }),
  groups: z.array(z.object({ id: z.string(), name: z.string(), change: Change })),
  rules: z.array(
    z.object({
      id: z.string(),
      group: z.string(),
      change: Change,
      before: SecurityGroupRule.nullable(),
      after: SecurityGroupRule.nullable(),
    }),
  ),
  /** Groups by name that a port gained and lost. */
  bindings: z.array(z.object({ portId: z.string(), device: z.string(), added: z.array(z.string()), removed: z.array(z.string()) })),
})
export type ProjectDifference = z.infer<typeof ProjectDifference>

/** A line as `diff` has it; `at` counts from 1 in the side that the line is of. */
export const DifferentLine = z.object({ sign: z.enum(['+', '-']), at: z.int(), text: z.string() })
export const KernelDifference = z.object({
  host: z.string(),
  chains: z.array(z.object({ family: Family, table: TableName, chain: z.string(), change: Change, lines: z.array(DifferentLine) })),
  sets: z.array(z.object({ name: z.string(), change: Change, lines: z.array(DifferentLine) })),
  /** Lines beyond the limit. */
  more: z.int(),
})
export type KernelDifference = z.infer<typeof KernelDifference>
type Line = z.infer<typeof DifferentLine>
type Change = z.infer<typeof Change>

/** Lines that are told of one host. */
export const MOST_LINES = 5_000

export function projectDifference(before: Project, after: Project): ProjectDifference {
  const changes = changesBetween(before, after)
  const sides = [after, before]
  const nameOf = (groupId: string): string =>
    first(sides, ({ securityGroups }) => securityGroups.find(({ id }) => id === groupId))?.name ?? ''
  const [was, is] = [placed(before), placed(after)]
  const deviceOf = (portId: string): string =>
    first(sides, (project) => {
      const port = project.ports.find(({ id }) => id === portId)
      return port === undefined ? undefined : (deviceName(project, port) ?? (port.name || portId))
    }) ?? portId
  return {
    differs: differs(before, after),
    groups: [...changes.groups].map(([id, change]) => ({ id, name: nameOf(id), change })),
    rules: [...changes.rules].map(([id, change]) => ({
      ...{ id, change, group: nameOf((is.get(id) ?? was.get(id))?.groupId ?? '') },
      ...{ before: was.get(id)?.rule ?? null, after: is.get(id)?.rule ?? null },
    })),
    bindings: [...changes.ports].map(([portId, { added, removed }]) => ({
      ...{ portId, device: deviceOf(portId), added: added.map(nameOf), removed: removed.map(nameOf) },
    })),
  }
}

const first = <T>(sides: readonly Project[], find: (project: Project) => T | undefined): T | undefined =>
  sides.map(find).find((found) => found !== undefined)

const placed = ({ securityGroups }: Project) =>
  new Map(securityGroups.flatMap(({ id: groupId, rules }) => rules.map((rule) => [rule.id, { groupId, rule }] as const)))

/** The lines of one host, without our marks, which change when a rule only moved from one thing to another of the same words. */
export function kernelDifference(host: string, before: Dump, after: Dump): KernelDifference {
  let room = MOST_LINES
  let more = 0
  const take = (lines: Line[]): Line[] => {
    const taken = lines.slice(0, room)
    room -= taken.length
    more += lines.length - taken.length
    return taken
  }
  const chains = compared(chainsOf(before), chainsOf(after)).map(({ is, change, lines }) => ({
    ...{ family: is.family, table: is.table, chain: is.name, change, lines: take(lines) },
  }))
  const sets = compared(setsOf(before), setsOf(after)).map(({ is, change, lines }) => ({
    name: is.name,
    change,
    lines: take(lines),
  }))
  return { host, chains, sets, more }
}

interface Lines {
  readonly name: string
  readonly lines: readonly string[]
}

const chainsOf = ({ tables }: Dump) =>
  new Map(
    tables.flatMap(({ family, table, chains }) =>
      chains.map(({ name, rules }) => [
        `${family} ${table} ${name}`,
        { family, table, name, lines: rules.map(({ text }) => withoutMark(text)) },
      ]),
    ),
  )

/** Members have no order. */
const setsOf = ({ sets }: Dump) =>
  new Map(sets.map(({ name, create, members }) => [name, { name, lines: [create, ...members.toSorted()] }]))

function compared<T extends Lines>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>) {
  const found: { is: T; change: Change; lines: Line[] }[] = []
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(key), after.get(key)]
    const lines = different(was?.lines ?? [], is?.lines ?? [])
    const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'
    const one = is ?? was
    if (one !== undefined && (lines.length > 0 || change !== 'changed')) found.push({ is: one, change, lines })
  }
  return found
}

/** Removed lines before added ones, each run where it stands. */
function different(before: readonly string[], after: readonly string[]): Line[] {
  const lines: Line[] = []
  let [a, b] = [0, 0]
  for (const [toA, toB] of [...commonSubsequence(before, after), [before.length, after.length] as const]) {
    for (; a < toA; a++) lines.push({ sign: '-', at: a + 1, text: before[a] ?? '' })
    for (; b < toB; b++) lines.push({ sign: '+', at: b + 1, text: after[b] ?? '' })
    a = toA + 1
    b = toB + 1
  }
  return lines
}
