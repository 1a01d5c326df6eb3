import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Project } from '#shared/project/schema'
import { type DraftField, emptyDraft, type RuleDraft, readDraft } from '../../../renderer/views/groups/rule-draft.ts'
import { ruleLine } from '../../../renderer/views/groups/rule-line.ts'

const project = Project.parse(
  JSON.parse(readFileSync(new URL('../../../shared/project/examples/article-3.3.3.json', import.meta.url), 'utf8')),
)
const groupId = project.securityGroups[0]?.id ?? ''
const ID = '44444444-4444-4444-8444-444444444444'

function lineOf(change: Partial<RuleDraft>, bad: readonly DraftField[] = []) {
  const draft = { ...emptyDraft, ...change }
  const { rule } = readDraft(draft, ID, project.securityGroups, { notANumber: (text) => text })
  return ruleLine(project, groupId, draft, rule, new Set(bad))
}
const text = (line: ReturnType<typeof lineOf>) => line.map((piece) => piece.text).join('')
const wrong = (line: ReturnType<typeof lineOf>) => line.filter((piece) => piece.bad).map((piece) => piece.text)

describe('the line that a draft would become', () => {
  it('is the compiler’s own', () => {
    expect(text(lineOf({ ports: '110', remote: '15.5.0.0/16' }))).toBe('-s 15.5.0.0/16 -p tcp -m tcp --dport 110 -j RETURN')
  })

  it('marks only the number of a range that cannot be a port', () => {
    const line = lineOf({ ports: '8000:70000' }, ['ports'])
    expect(text(line)).toContain('8000:70000')
    expect(wrong(line)).toEqual(['70000'])
  })

  it('marks a prefix that is none, in its place', () => {
    const line = lineOf({ ports: '22', remote: '15.5.0' }, ['remote'])
    expect(text(line)).toMatch(/^-s 15\.5\.0 /)
    expect(wrong(line)).toEqual(['15.5.0'])
  })

  it('marks an unknown protocol', () => {
    expect(wrong(lineOf({ protocol: 'tpc' }, ['protocol']))).toEqual(['tpc'])
  })
})
