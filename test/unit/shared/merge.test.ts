import { describe, expect, it } from 'vitest'
import { articleSevenRules } from '#shared/project/article'
import { differs } from '#shared/project/differs'
import type { Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import { merge } from '#shared/project/merge'
import { same } from '#shared/project/same'
import type { Project, SecurityGroupRule } from '#shared/project/schema'

const base = articleSevenRules
const [group] = base.securityGroups.filter(({ name }) => name === 'sg-all-ssh')
const G = group?.id ?? ''
const rule = group?.rules[0] as SecurityGroupRule
const P = '402fe6b1-7670-4b6b-84a3-097beed64015'
const NEW = '11111111-1111-4111-8111-111111111111'
const OTHER = '22222222-2222-4222-8222-222222222222'

const edited = (...all: Edit[]): Project =>
  all.reduce((project, edit) => {
    const next = applyEdit(project, edit)
    if (!next.ok) throw new Error(JSON.stringify(next.error))
    return next.value
  }, base)
const create = (id: string, name: string): Edit => ({ do: 'group.create', id, name, description: '' })
const names = (project: Project) => project.securityGroups.map(({ name }) => name)

describe('merge', () => {
  it('takes what each side changed, also in one group and at one port', () => {
    const mine = edited(
      create(NEW, 'web'),
      { do: 'rule.delete', groupId: G, ruleId: rule.id },
      { do: 'port.bind', portId: P, groupId: NEW },
    )
    const theirs = edited(
      { do: 'project.rename', name: 'Harbour' },
      { do: 'group.update', id: G, description: 'seven of them' },
      { do: 'port.bind', portId: P, groupId: G },
    )
    const merged = merge(base, mine, theirs, null)
    if (!merged.ok) throw new Error(JSON.stringify(merged.error))
    const { project } = merged.value
    expect(project.name).toBe('Harbour')
    expect(names(project)).toContain('web')
    expect(project.securityGroups.find(({ id }) => id === G)).toMatchObject({ description: 'seven of them' })
    expect(project.securityGroups.find(({ id }) => id === G)?.rules.map(({ id }) => id)).not.toContain(rule.id)
    expect(project.ports.find(({ id }) => id === P)?.securityGroupIds).toEqual(expect.arrayContaining([NEW, G]))
  })

  it('names a value that both changed, and takes it from the chosen side', () => {
    const mine = edited({ do: 'group.update', id: G, name: 'mine' }, create(NEW, 'web'))
    const theirs = edited({ do: 'group.update', id: G, name: 'theirs' }, create(OTHER, 'mail'))
    expect(merge(base, mine, theirs, null)).toEqual({
      ok: false,
      error: {
        kind: 'conflicts',
        conflicts: [{ path: ['securityGroups', G, 'name'], names: ['mine'], mine: 'mine', theirs: 'theirs' }],
      },
    })
    for (const side of ['mine', 'theirs'] as const) {
      const merged = merge(base, mine, theirs, side)
      expect(merged.ok && names(merged.value.project)).toEqual(expect.arrayContaining([side, 'web', 'mail']))
    }
  })

  it('takes a rule as a whole: half of one side and half of the other would be a rule that nobody wrote', () => {
    const mine = edited({ do: 'rule.update', groupId: G, rule: { ...rule, remoteIpPrefix: '10.0.0.0/8' } })
    const theirs = edited({
      do: 'rule.update',
      groupId: G,
      rule: { ...rule, portRangeMin: 995, portRangeMax: 995, description: 'POP' },
    })
    const merged = merge(base, mine, theirs, null)
    expect(merged).toMatchObject({ ok: false, error: { conflicts: [{ path: ['securityGroups', G, 'rules', rule.id] }] } })
    const decided = merge(base, mine, theirs, 'mine')
    const found = decided.ok
      ? decided.value.project.securityGroups.flatMap(({ rules }) => rules).find(({ id }) => id === rule.id)
      : null
    expect(found).toEqual({ ...rule, remoteIpPrefix: '10.0.0.0/8', description: 'POP' })
  })

  it('a thing that is gone on one side and changed on the other is a conflict', () => {
    const gone: Project = { ...base, securityGroups: base.securityGroups.filter(({ id }) => id !== G), ports: unbound(base) }
    const theirs = edited({ do: 'group.update', id: G, description: 'changed' })
    expect(merge(base, gone, theirs, null)).toMatchObject({
      ok: false,
      error: { kind: 'conflicts', conflicts: [{ path: ['securityGroups', G], names: ['sg-all-ssh'], mine: null }] },
    })
    const decided = merge(base, gone, theirs, 'mine')
    expect(decided.ok && names(decided.value.project)).not.toContain('sg-all-ssh')
  })

  it('is refused where each value fits and all together do not', () => {
    const start = edited(create(NEW, 'web'))
    const deleted = applyEdit(start, { do: 'group.delete', id: NEW })
    const bound = applyEdit(start, { do: 'port.bind', portId: P, groupId: NEW })
    if (!deleted.ok || !bound.ok) throw new Error('it was refused')
    for (const side of [null, 'mine', 'theirs'] as const)
      expect(merge(start, deleted.value, bound.value, side)).toMatchObject({
        ok: false,
        error: { kind: 'refused', issues: [{ code: 'group.unknown' }] },
      })
  })

  it('keeps the order that one side made', () => {
    const [first, ...rest] = base.securityGroups
    const moved = { ...base, securityGroups: [...rest, ...(first === undefined ? [] : [first])] }
    const theirs = edited(create(NEW, 'web'))
    const merged = merge(base, moved, theirs, null)
    const ids = merged.ok ? merged.value.project.securityGroups.map(({ id }) => id) : []
    expect(ids.filter((id) => id !== NEW)).toEqual(moved.securityGroups.map(({ id }) => id))
    expect(ids).toContain(NEW)
  })

  it('of two addresses for one port is a conflict, of two more is none', () => {
    const withIp = (...more: string[]): Project => ({
      ...base,
      ports: base.ports.map((port) =>
        port.id === P
          ? { ...port, fixedIps: [...port.fixedIps.slice(0, more.length > 1 ? 1 : 0), ...more.slice(-1).map(ip)] }
          : port,
      ),
    })
    const ip = (ipAddress: string) => ({ subnetId: base.subnets[0]?.id ?? '', ipAddress })
    expect(merge(base, withIp('91.1.180.50'), withIp('91.1.180.51'), null)).toMatchObject({
      error: { conflicts: [{ path: ['ports', P, 'fixedIps'] }] },
    })
    const both = merge(base, withIp('', '91.1.180.50'), withIp('', '91.1.180.51'), null)
    expect(both.ok && both.value.project.ports.find(({ id }) => id === P)?.fixedIps).toHaveLength(3)
  })
})

const unbound = (project: Project) =>
  project.ports.map((port) => ({ ...port, securityGroupIds: port.securityGroupIds.filter((id) => id !== G) }))

describe('same', () => {
  it('looks at all that is said, not at its order of keys', () => {
    expect(same({ a: [1, { b: null }], c: 'x' }, { c: 'x', a: [1, { b: null }] })).toBe(true)
    for (const [a, b] of [
      [{ a: undefined }, {}],
      [{ a: undefined }, { b: undefined }],
      [
        [1, 2],
        [2, 1],
      ],
      [[], {}],
      [null, {}],
      ['1', 1],
    ])
      expect(same(a, b)).toBe(false)
  })
})

describe('differs', () => {
  it('counts in the words of a person', () => {
    expect(differs(base, base)).toEqual({ name: false, groups: 0, rules: 0, bindings: 0, others: 0 })
    const next = edited(
      { do: 'project.rename', name: 'Harbour' },
      create(NEW, 'web'),
      { do: 'rule.delete', groupId: G, ruleId: rule.id },
      { do: 'port.bind', portId: P, groupId: NEW },
    )
    expect(differs(base, { ...next, networks: [] })).toEqual({ name: true, groups: 1, rules: 1, bindings: 1, others: 3 })
  })
})
