import type { z } from 'zod'
import { type ConflictState, type MergeState, MOST_CONFLICTS } from '#shared/contract/document'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { type Conflict, merge, type Side, type Unmerged } from '#shared/project/merge'
import { type Project, SecurityGroupRule } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'

/** The same three sides as `merge` has, told to the page and answered by it. */

const LONGEST_VALUE = 200

/** What of a rule can differ; the rest of it has a line of its own. */
const Rule = SecurityGroupRule.omit({ id: true, description: true }).loose()

function ruleWords({ direction, ethertype, protocol, ...rule }: z.infer<typeof Rule>): string {
  const { portRangeMin: from, portRangeMax: to, remoteIpPrefix, remoteGroupId } = rule
  const ports = from === null ? null : from === to || to === null ? String(from) : `${from}:${to}`
  return [direction, ethertype, protocol ?? 'any', ports, remoteIpPrefix ?? remoteGroupId].filter((part) => part !== null).join(' ')
}

/** A value of the file, short: texts as they are, a rule as a person writes it, the rest as JSON. */
function shown(value: unknown): string | null {
  if (value === null) return null
  const rule = Rule.safeParse(value)
  const text = typeof value === 'string' ? value : rule.success ? ruleWords(rule.data) : JSON.stringify(value)
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text
}

const conflictState = ({ path, names, mine, theirs }: Conflict): ConflictState => ({
  path: [...path],
  names: [...names],
  mine: shown(mine),
  theirs: shown(theirs),
})

/** What a merge would have to ask, or why there is none. */
export function mergeState(base: Project, mine: Project, theirs: Project): MergeState {
  const merged = merge(base, mine, theirs, null)
  if (merged.ok) return { conflicts: [], count: 0, refused: null }
  const { error } = merged
  if (error.kind === 'refused') return { conflicts: [], count: 0, refused: refusal(error) }
  const conflicts = error.conflicts.slice(0, MOST_CONFLICTS).map(conflictState)
  return { conflicts, count: error.conflicts.length, refused: null }
}

export function mergeProjects(base: Project, mine: Project, theirs: Project, prefer: Side | null): Result<Project, TapwallError> {
  const merged = merge(base, mine, theirs, prefer)
  return merged.ok ? ok(merged.value.project) : err(refusal(merged.error))
}

function refusal(error: Unmerged): TapwallError {
  if (error.kind === 'refused') {
    const first = issue([], 'merge.refused', 'What was changed here and there does not fit together.')
    return invalid([first, ...error.issues.slice(0, 10)])
  }
  const count = error.conflicts.length
  const message = `${count} ${count === 1 ? 'value was' : 'values were'} changed here and there differently. Choose whose to take.`
  return invalid([issue(['prefer'], 'merge.conflicts', message, { count })])
}
