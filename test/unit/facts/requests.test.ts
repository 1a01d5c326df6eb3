import { describe, expect, test } from 'vitest'
import { apiErrorOf } from '#shared/project/answers/api-errors'
import { decodeEdit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import type { Project, Release, SecurityGroupRule } from '#shared/project/schema'
import { GROUP, group, PORT, port, project, rule } from './host-rules.ts'

/** Section 12 of the facts, what is wrong with a request before its sense is asked about, and several rules in one request. */
const FREE = '99999999-0000-4000-8000-000000000009'
const world: Project = project({ ports: [port({ securityGroupIds: [GROUP] })], groups: [group([])] })

function answer(edit: object, release: Release = '25.2'): string {
  const before = { ...world, apiRelease: release }
  const asked = decodeEdit(edit)
  const edited = asked.ok ? applyEdit(before, asked.value) : asked
  if (edited.ok) return 'done'
  const [first] = edited.error
  const error = apiErrorOf(first?.code ?? '', release, first?.path)
  return error === null ? (first?.code ?? '') : `${error.status} ${error.type}`
}
const ruleOf = (change: object): object => ({ do: 'rule.create', groupId: GROUP, rule: { ...rule(), id: FREE, ...change } })
const without = (field: keyof SecurityGroupRule): object => {
  const { [field]: _, ...rest } = { ...rule(), id: FREE }
  return { do: 'rule.create', groupId: GROUP, rule: rest }
}

describe('facts 12: the shape of a request', () => {
  test.each<[string, string, object]>([
    ['direction missing', '400 HTTPBadRequest', without('direction')],
    ['direction in capitals', '400 HTTPBadRequest', ruleOf({ direction: 'INGRESS' })],
    ['another direction', '400 HTTPBadRequest', ruleOf({ direction: 'both' })],
    ['another ethertype', '400 SecurityGroupRuleInvalidEtherType', ruleOf({ ethertype: 'IPv5' })],
    ['an unknown attribute', '400 HTTPBadRequest', ruleOf({ colour: 'red' })],
    ['a port that is no number', '400 HTTPBadRequest', ruleOf({ portRangeMin: 'ssh' })],
    ['a name of 256', '400 HTTPBadRequest', { do: 'group.create', id: FREE, name: 'x'.repeat(256), description: '' }],
    ['a name of 255', 'done', { do: 'group.create', id: FREE, name: 'x'.repeat(255), description: '' }],
    ['no name', '400 HTTPBadRequest', { do: 'group.create', id: FREE, description: '' }],
    ['a group that is no UUID', '400 HTTPBadRequest', { do: 'port.update', portId: PORT, change: { securityGroupIds: ['web'] } }],
    [
      'a MAC address that is none',
      '400 HTTPBadRequest',
      { do: 'port.update', portId: PORT, change: { allowedAddressPairs: [{ ipAddress: '10.0.0.5', macAddress: 'fa:16' }] } },
    ],
  ])('%s: %s', (_, expected, edit) => expect(answer(edit)).toBe(expected))
})

describe('facts 12: several rules in one request', () => {
  const create = (...rules: readonly Partial<SecurityGroupRule>[]) => ({
    ...{ do: 'group.create', id: FREE, name: 'web', description: '' },
    rules: rules.map((change, at) => ({ ...rule(change), id: `99999999-0000-4000-8000-00000000001${at}` })),
  })
  const ssh = { protocol: 'tcp', portRangeMin: 22, portRangeMax: 22 }
  test.each<[string, string, object]>([
    ['two that are the same', '409 DuplicateSecurityGroupRuleInPost', create(ssh, { ...ssh, protocol: '6' })],
    ['two that differ', 'done', create(ssh, { ...ssh, ethertype: 'IPv6' })],
    ['one with port 0', '400 SecurityGroupInvalidPortValue', create({ ...ssh, portRangeMin: 0 })],
    ['one that is reversed', '400 SecurityGroupInvalidPortRange', create({ ...ssh, portRangeMin: 23 })],
  ])('%s: %s', (_, expected, edit) => expect(answer(edit)).toBe(expected))

  test('a protocol by name that is of a later server', () => {
    expect(answer(create({ protocol: 'sctp' }), '2015.1')).toBe('400 SecurityGroupRuleInvalidProtocol')
  })
  test('they are stored as one of them is', () => {
    const asked = decodeEdit(create({ protocol: 'TCP', portRangeMin: 1, portRangeMax: 65535, remoteIpPrefix: '10.0.0.5' }))
    const edited = asked.ok ? applyEdit(world, asked.value) : asked
    expect(edited.ok && edited.value.securityGroups.at(-1)?.rules).toMatchObject([
      { protocol: 'tcp', portRangeMin: null, portRangeMax: null, remoteIpPrefix: '10.0.0.5/32' },
    ])
  })
})

/** The API has no change of a rule but its description; here it is a rule deleted and another made, and that is what is judged. */
test('a changed rule is judged as the rule that takes its place', () => {
  const held = { ...world, securityGroups: [group([rule({ protocol: 'tcp' }), rule({ protocol: 'udp' })])] }
  const [, second] = held.securityGroups[0]?.rules ?? []
  const update = (change: Partial<SecurityGroupRule>) =>
    applyEdit(held, { do: 'rule.update', groupId: GROUP, rule: { ...rule(change), id: second?.id ?? '' } })
  expect(update({ protocol: 'tcp' })).toMatchObject({ ok: false, error: [{ code: 'rule.same' }] })
  expect(update({ protocol: 'udp', description: 'names' })).toMatchObject({ ok: true })
})
