import type { ToldCaution } from '#shared/explain/told-cautions'
import type { Changes } from '#shared/project/changes'
import type { SecurityGroup, SecurityGroupRule } from '#shared/project/schema'
import type { TwoRules } from '../../state/chosen.ts'
import type { RuleLines } from '../../state/compiled.ts'

const none: RuleLines = { all: 0, here: 0 }

export type Change = '' | '+' | '~' | '−'

/** One row of the rules table: a rule of the edited group, or one that is still applied and no longer in it. */
export interface RuleRow {
  readonly key: string
  readonly groupId: string
  readonly rule: SecurityGroupRule
  /** As it is applied, when it is applied differently. */
  readonly applied: SecurityGroupRule | null
  readonly change: Change
  /** Place in the edited group, from 1; null for one that is no longer there. */
  readonly number: number | null
  /** Where it stood in the applied group, from 0. */
  readonly appliedAt: number
  readonly lines: RuleLines
  /** Some port has the group. */
  readonly isBound: boolean
}

/** A caution under the rule that it is about, in a row of its own. */
export interface NoteRow {
  readonly key: string
  readonly caution: ToldCaution
}
export type TableRow = RuleRow | NoteRow
export const isNote = (row: TableRow): row is NoteRow => 'caution' in row

export function withNotes(rows: readonly RuleRow[], cautions: readonly ToldCaution[]): readonly TableRow[] {
  const byRule = new Map<string, NoteRow[]>()
  for (const caution of cautions) {
    if (caution.about.kind !== 'rule') continue
    const { ruleId } = caution.about
    const notes = byRule.get(ruleId) ?? []
    byRule.set(ruleId, [...notes, { key: `${ruleId} ${caution.code} ${notes.length}`, caution }])
  }
  return rows.flatMap((row): readonly TableRow[] => (row.change === '−' ? [row] : [row, ...(byRule.get(row.key) ?? [])]))
}

/** Edited rules in order; removed ones follow the rule that they followed when they were applied. */
export function ruleRows(
  group: SecurityGroup,
  applied: SecurityGroup | undefined,
  changes: Changes,
  lines: ReadonlyMap<string, RuleLines>,
  isBound: boolean,
): readonly RuleRow[] {
  const before = new Map((applied?.rules ?? []).map((rule, at) => [rule.id, { rule, at }]))
  const rows: RuleRow[] = group.rules.map((rule, at) => {
    const old = before.get(rule.id)
    const change = changes.rules.get(rule.id)
    return {
      key: rule.id,
      groupId: group.id,
      rule,
      applied: change === 'changed' ? (old?.rule ?? null) : null,
      change: change === 'added' ? '+' : change === 'changed' ? '~' : '',
      number: at + 1,
      appliedAt: old?.at ?? at,
      lines: lines.get(rule.id) ?? none,
      isBound,
    }
  })
  const now = new Set(group.rules.map((rule) => rule.id))
  applied?.rules.forEach((rule, at) => {
    if (now.has(rule.id)) return
    const gone: RuleRow = {
      key: rule.id,
      groupId: group.id,
      rule,
      applied: rule,
      change: '−',
      number: null,
      appliedAt: at,
      lines: none,
      isBound,
    }
    const previous = applied.rules[at - 1]
    const place = previous === undefined ? 0 : rows.findIndex((row) => row.key === previous.id) + 1
    rows.splice(place, 0, gone)
  })
  return rows
}

export const twoRules = ({ groupId, rule, applied, change, appliedAt }: RuleRow): TwoRules => ({
  groupId,
  edited: change === '−' ? null : rule,
  applied,
  appliedAt,
})

/** How many of a group's rules, bindings and own words differ from what is applied. */
export function groupChanges(group: SecurityGroup, applied: SecurityGroup | undefined, { groups, rules, ports }: Changes): number {
  const ids = new Set([...group.rules, ...(applied?.rules ?? [])].map((rule) => rule.id))
  const bindings = [...ports.values()].filter(({ added, removed }) => added.includes(group.id) || removed.includes(group.id))
  return (groups.has(group.id) ? 1 : 0) + [...ids].filter((id) => rules.has(id)).length + bindings.length
}
