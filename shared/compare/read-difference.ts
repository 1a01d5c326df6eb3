import { factsOf } from '../compile/compile.ts'
import { prefixReader } from '../compile/lines.ts'
import { Members } from '../compile/members.ts'
import type { Ethertype, Project } from '../project/schema.ts'
import type { Difference, Remote, Side } from './difference.ts'
import type { Row } from './rows.ts'
import type { Line, Place } from './sections.ts'

export interface BothLines {
  readonly left: readonly Line[]
  readonly right: readonly Line[]
}

interface Read extends BothLines {
  readonly place: Place
  readonly leftName: string | null
  readonly rightName: string | null
}

/** Reads differences of a project's host with all that facts ask about; `row` null is the chain or set itself. */
export function differences(project: Project, left: Side, right: Side): (section: Read, row: Row | null) => Difference {
  const ports = new Map(project.ports.map((port) => [port.id, port]))
  const rules = new Map(project.securityGroups.flatMap((group) => group.rules.map((rule) => [rule.id, rule] as const)))
  const remote = remotes(project, left, right)
  const hasTwin = twins()
  /** What a rule says on the other side, this side says without it. Where nobody is in its group, it may have nothing to say there. */
  const isAbsorbed = (section: Read, ruleId: string, side: 'left' | 'right', of: Remote | null): boolean => {
    const there = section[side === 'left' ? 'right' : 'left'].filter(
      ({ origin }) => origin?.kind === 'group-rule' && origin.ruleId === ruleId,
    )
    if (there.length > 0) return there.every((line) => hasTwin(section[side], line))
    return of === null || (of.kind === 'group' && !of.isEmptySomewhere)
  }
  return (section, row) => {
    const { place, leftName, rightName } = section
    const other = row?.kind === 'moved' ? row.other : null
    const one = row === null ? null : (section.left[row.left ?? other ?? -1] ?? null)
    const two = row === null ? null : (section.right[row.right ?? other ?? -1] ?? null)
    const origin = one?.origin ?? two?.origin ?? null
    const ofLine = origin !== null && origin.kind !== 'skeleton' ? origin.portId : null
    const portId = ofLine ?? (place.kind === 'chain' ? place.portId : null)
    const rule = origin?.kind === 'group-rule' ? (rules.get(origin.ruleId) ?? null) : null
    const whose =
      place.kind === 'set'
        ? remote(place.group, place.family === 'ipv4' ? 'IPv4' : 'IPv6')
        : rule === null
          ? null
          : remote(rule.remoteGroupId ?? rule.remoteAddressGroupId, rule.ethertype)
    const head = leftName === null ? 'right' : rightName === null ? 'left' : 'changed'
    return {
      ...{ place, left: one, right: two, origin, rule },
      kind: row === null || row.kind === 'same' ? head : row.kind,
      isHead: row === null,
      onlyNames: row === null ? head === 'changed' : row.kind === 'changed' && row.onlyNames,
      port: portId === null ? null : (ports.get(portId) ?? null),
      remote: whose,
      hasTwin: [one, two].some((line) => line !== null && hasTwin(section.left, line) && hasTwin(section.right, line)),
      isAbsorbed: rule !== null && isAbsorbed(section, rule.id, one === null ? 'right' : 'left', whose),
    }
  }
}

/** Groups by their id or its beginning. */
function remotes(project: Project, left: Side, right: Side): (id: string | null, ethertype: Ethertype) => Remote | null {
  const readPrefix = prefixReader()
  const members = [left, right].map(({ host }) => new Members(project, readPrefix, factsOf(host).membersHaveAddress))
  return (id, ethertype) => {
    if (id === null) return null
    const isIt = (group: { readonly id: string }) => group.id.startsWith(id)
    const group = project.securityGroups.find(isIt) ?? project.addressGroups.find(isIt)
    if (group === undefined) return null
    return {
      kind: 'addresses' in group ? 'address-group' : 'group',
      hasUnaddressed: project.ports.some(
        ({ fixedIps, securityGroupIds }) => fixedIps.length === 0 && securityGroupIds.includes(group.id),
      ),
      isEmptySomewhere: members.some((each) => each.of(group.id, ethertype).length === 0),
    }
  }
}

/** Whether a line's text, names and comment apart, is among the lines. */
function twins(): (lines: readonly Line[], line: Line) => boolean {
  const known = new WeakMap<readonly Line[], ReadonlySet<string>>()
  return (lines, { plain }) => {
    const found = known.get(lines) ?? new Set(lines.map((line) => line.plain))
    known.set(lines, found)
    return found.has(plain)
  }
}
