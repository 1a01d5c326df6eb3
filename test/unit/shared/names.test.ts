import { describe, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { errorLine, invalid, issue } from '#shared/errors'
import { articleSevenRules as project } from '#shared/project/article'
import { checkProject } from '#shared/project/check'
import { decodeEdit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import { printProject, readProject } from '#shared/project/file'
import { MOST } from '#shared/project/schema'
import { terminalLine, terminalText } from '#shared/terminal-text'
import { HOSTILE_NAMES, withHostileNames } from '../../support/hostile-project.ts'
import { rulesetData } from '../../support/ruleset-data.ts'

/** Names and comments may hold anything, and decide nothing. */
const hostile = withHostileNames(project)

describe('names and comments', () => {
  it('of any kind are a good project, and are in its file as they are', () => {
    expect(checkProject(hostile)).toEqual([])
    expect(readProject(printProject(hostile))).toEqual({ ok: true, value: hostile })
  })

  it('do not reach the rules: the kernel gets the same with any of them', () => {
    for (const { name } of project.hosts) expect(rulesetData(compile(hostile, name))).toEqual(rulesetData(compile(project, name)))
  })

  const id = '0f0f0f0f-1111-4222-8333-444444444444'
  const create = (name: string, description = '') => decodeEdit({ do: 'group.create', id, name, description })

  it('have the lengths of Neutron, counted in characters as it counts them; comments are ours and longer', () => {
    for (const name of HOSTILE_NAMES) expect(create(name).ok, name).toBe(true)
    expect(create('🧱'.repeat(255), '🧱'.repeat(10_000)).ok).toBe(true)
    for (const [name, count] of [
      ['🧱'.repeat(256), 256],
      ['x'.repeat(1_000_000), 1_000_000],
    ] as const)
      expect(create(name)).toMatchObject({
        ok: false,
        error: [{ code: 'value.too-long', path: ['name'], values: { count, most: 255 } }],
      })
    expect(create('', 'x'.repeat(10_001))).toMatchObject({
      ok: false,
      error: [{ code: 'value.too-long', message: 'description has 10001 characters; at most 10000 fit. Write less.' }],
    })
  })
})

describe('an edit', () => {
  const [group] = project.securityGroups
  const ids = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

  it('makes no project that could be saved and not be read again', () => {
    const rule = group?.rules[0]
    if (group === undefined || rule === undefined) throw new Error('the example has no rule')
    const rules = Array.from({ length: MOST.rulesOfGroup }, (_, n) => ({
      ...{ ...rule, id: ids(n), protocol: 'tcp', portRangeMin: n, portRangeMax: n },
    }))
    const full = { ...project, securityGroups: [{ ...group, rules }, ...project.securityGroups.slice(1)] }
    const extra = { ...rule, id: ids(99_999), portRangeMin: 60_000, portRangeMax: 60_000, protocol: 'udp' }
    expect(applyEdit(full, { do: 'rule.create', groupId: group.id, rule: extra })).toMatchObject({
      ok: false,
      error: [{ code: 'group.too-many-rules', values: { most: 10_000 } }],
    })
    const many = Array.from({ length: MOST.groups }, (_, n) => ({
      id: ids(n),
      name: '',
      description: '',
      stateful: true,
      rules: [],
    }))
    const crowded = {
      ...project,
      securityGroups: [...project.securityGroups, ...many].slice(-MOST.groups),
      ports: [],
      floatingIps: [],
    }
    expect(applyEdit(crowded, { do: 'group.create', id: ids(99_999), name: '', description: '' })).toMatchObject({
      ok: false,
      error: [{ code: 'project.too-many-groups' }],
    })
    const [port] = project.ports.filter(({ deviceOwner }) => deviceOwner.startsWith('compute:'))
    if (port === undefined) throw new Error('the example has no port')
    const bound = { ...port, securityGroupIds: many.slice(0, MOST.groupsOfPort).map((each) => each.id) }
    const laden = {
      ...project,
      securityGroups: [...project.securityGroups, ...many.slice(0, 200)],
      ports: project.ports.map((each) => (each.id === port.id ? bound : each)),
    }
    expect(applyEdit(laden, { do: 'port.bind', portId: port.id, groupId: ids(150) })).toMatchObject({
      ok: false,
      error: [{ code: 'port.too-many-groups', values: { most: 100 } }],
    })
  })
})

describe('a text for a terminal', () => {
  it('moves nothing, colours nothing, names no window and turns nothing around', () => {
    const all = HOSTILE_NAMES.join('|')
    expect(terminalText(all).replaceAll('\n', '').replaceAll('\t', '')).not.toMatch(
      /[\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f]/u,
    )
    expect(terminalLine('a\nb\t\u001b[31m\u009b1m\u007f\u202e')).toBe('a\\u000ab\\u0009\\u001b[31m\\u009b1m\\u007f\\u202e')
    expect(terminalText('a\nb')).toBe('a\nb')
  })

  it('is what every error is told in', () => {
    const error = invalid([issue([], 'x.y', 'Group \u001b]0;owned\u0007\nOK is bound.')])
    expect(errorLine(error)).toBe('Group \\u001b]0;owned\\u0007\\u000aOK is bound.')
    expect(errorLine({ kind: 'kernel-refused', tool: 'ip', exitCode: 1, input: '', stderr: 'one\ntwo\u001b[0m' })).toContain(
      'one\ntwo\\u001b[0m',
    )
  })
})
