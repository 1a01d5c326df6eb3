import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { changesBetween } from '#shared/project/changes'
import type { Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import { Project, type SecurityGroupRule } from '#shared/project/schema'
import { groupChanges, ruleRows } from '../../../renderer/views/groups/rule-rows.ts'

const applied = Project.parse(
  JSON.parse(readFileSync(new URL('../../../shared/project/examples/article-3.3.3.json', import.meta.url), 'utf8')),
)
const group = applied.securityGroups.find((each) => each.name === 'sg-all-ssh')
if (group === undefined) throw new Error('the example has no sg-all-ssh')
const ruleAt = (at: number): SecurityGroupRule => {
  const rule = group.rules[at]
  if (rule === undefined) throw new Error(`no rule ${at}`)
  return rule
}

function rowsAfter(...edits: Edit[]) {
  const edited = edits.reduce((project, edit) => {
    const next = applyEdit(project, edit)
    if (!next.ok) throw new Error(JSON.stringify(next.error))
    return next.value
  }, applied)
  const now = edited.securityGroups.find((each) => each.id === group?.id)
  if (now === undefined) throw new Error('the group is gone')
  const changes = changesBetween(applied, edited)
  return { rows: ruleRows(now, group, changes, new Map(), true), changed: groupChanges(now, group, changes) }
}

describe('rows of the rules table', () => {
  it('are the edited rules, numbered, without a mark when nothing is edited', () => {
    const { rows, changed } = rowsAfter()
    expect(rows.map((row) => row.number)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(rows.every((row) => row.change === '')).toBe(true)
    expect(changed).toBe(0)
  })

  it('keep a removed rule where it stood, without a number', () => {
    const { rows, changed } = rowsAfter({ do: 'rule.delete', groupId: group.id, ruleId: ruleAt(2).id })
    expect(rows.map((row) => row.change)).toEqual(['', '', '−', '', '', '', ''])
    expect(rows.map((row) => row.number)).toEqual([1, 2, null, 3, 4, 5, 6])
    expect(changed).toBe(1)
  })

  it('keep removed rules in order, also at the head', () => {
    const { rows } = rowsAfter(
      { do: 'rule.delete', groupId: group.id, ruleId: ruleAt(0).id },
      { do: 'rule.delete', groupId: group.id, ruleId: ruleAt(1).id },
    )
    expect(rows.slice(0, 2).map((row) => row.key)).toEqual([ruleAt(0).id, ruleAt(1).id])
  })

  it('mark what is new and what is changed, and remember how it is applied', () => {
    const fresh = { ...ruleAt(0), id: '99999999-9999-4999-8999-999999999999', portRangeMin: 443, portRangeMax: 443 }
    const { rows, changed } = rowsAfter(
      { do: 'rule.create', groupId: group.id, rule: fresh },
      { do: 'rule.update', groupId: group.id, rule: { ...ruleAt(1), description: 'other' } },
    )
    expect(rows.map((row) => row.change).join('')).toBe('~+')
    expect(rows[1]?.applied).toEqual(ruleAt(1))
    expect(changed).toBe(2)
  })
})
