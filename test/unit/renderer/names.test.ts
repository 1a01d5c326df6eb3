import i18next from 'i18next'
import { describe, expect, it } from 'vitest'
import { issue } from '#shared/errors'
import type { SecurityGroup } from '#shared/project/schema'
import { groupLabel } from '../../../renderer/state/group-names.ts'
import { translateGroups } from '../../../renderer/texts/i18n.ts'
import { isolated } from '../../../renderer/texts/isolate.ts'
import { issueWords } from '../../../renderer/texts/issue-words.ts'
import { HOSTILE_NAMES } from '../../support/hostile-project.ts'

describe('a name in a sentence', () => {
  it('ends where it ends, whatever direction it has', () => {
    expect(isolated('plain "name" 防火墙 🧱')).toBe('plain "name" 防火墙 🧱')
    expect(isolated('\u202eevil')).toBe('\u2068\u202eevil\u2069')
    expect(isolated('שלום')).toBe('\u2068שלום\u2069')
    // It can neither close what encloses it nor leave anything open.
    expect(isolated('\u2069\u202eevil')).toBe('\u2068\u202eevil\u2069')
    expect(isolated('\u2067evil')).toBe('\u2068\u2067evil\u2069\u2069')
    expect(translateGroups('head.rename', { name: '\u202eevil' })).toContain('\u2068\u202eevil\u2069')
    expect(issueWords(issue([], 'group.in-use', 'Group \u202eevil is bound.', { name: '\u202eevil', count: 1 }))).toBe(
      'Group \u2068\u202eevil\u2069 is bound.',
    )
  })

  it.each(HOSTILE_NAMES)('is neither escaped nor obeyed by the catalogue: %j', (name) => {
    const said = translateGroups('head.rename', { name })
    expect(said).toBe(i18next.t('head.rename', { ns: 'groups', name: '@' }).replace('@', () => isolated(name)))
  })
})

describe('groups of one name', () => {
  const group = (id: string, name: string): SecurityGroup => ({ id, name, description: '', stateful: true, rules: [] })
  const labels = (...groups: SecurityGroup[]): string[] => groups.map((each) => groupLabel(each, groups))

  it('are told apart by as much of their ids as it takes', () => {
    const [a, b, c] = [
      'aaaaaaaa-0000-4000-8000-000000000001',
      'aaaaaaaa-0000-4000-8000-000000010001',
      'bbbbbbbb-0000-4000-8000-000000000001',
    ]
    expect(labels(group(a, 'web'), group(c, 'db'))).toEqual(['web', 'db'])
    expect(labels(group(a, 'web'), group(c, 'web'))).toEqual(['web aaaaaaaa', 'web bbbbbbbb'])
    expect(labels(group(a, 'web'), group(b, 'web'), group(c, 'web'))).toEqual([
      'web aaaaaaaa…00001',
      'web aaaaaaaa…10001',
      'web bbbbbbbb',
    ])
    // A name that is made to look like another group's label gets its own id, too.
    expect(labels(group(a, 'web'), group(c, 'web'), group(b, 'web bbbbbbbb'))).toEqual([
      'web aaaaaaaa',
      'web bbbbbbbb',
      'web bbbbbbbb aaaaaaaa',
    ])
  })
})
