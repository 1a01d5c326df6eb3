import { expect, test } from 'vitest'
import { commandsBetween } from '#shared/as-command/commands'
import { articleSevenRules } from '#shared/project/article'
import { applyEdit } from '#shared/project/edits'
import { firstRules } from '#shared/project/first-rules'
import type { SecurityGroupRule } from '#shared/project/schema'

/** Facts 7: the rules that groups begin with. */
const GROUP = '99999999-0000-4000-8000-000000000009'
const ids = () => {
  let count = 0
  return () => `99999999-0000-4000-8000-${String(++count).padStart(12, '0')}`
}
const words = ({ direction, ethertype, remoteGroupId, ...rest }: SecurityGroupRule) => {
  const { protocol, portRangeMin, remoteIpPrefix, remoteAddressGroupId } = rest
  const others = [protocol, portRangeMin, remoteIpPrefix, remoteAddressGroupId].filter((each) => each !== null)
  return [direction, ethertype, remoteGroupId === null ? 'anyone' : 'itself', ...others].join(' ')
}

test('a new group has two, each with an id of its own, and the command that makes it needs no other', () => {
  const rules = firstRules(ids())
  expect(rules.map(words)).toEqual(['egress IPv4 anyone', 'egress IPv6 anyone'])
  expect(new Set(rules.map(({ id }) => id)).size).toBe(2)
  const edited = applyEdit(articleSevenRules, { do: 'group.create', id: GROUP, name: 'web', description: '', rules })
  if (!edited.ok) throw new Error(JSON.stringify(edited.error))
  expect(commandsBetween(articleSevenRules, edited.value, 'neutron')).toEqual({
    lines: [{ is: 'command', text: 'neutron security-group-create web' }],
    more: 0,
  })
})

test('the default groups of the examples have four', () => {
  const groups = articleSevenRules.securityGroups.filter(({ name }) => name === 'default')
  expect(groups).toHaveLength(2)
  for (const { id, rules } of groups) {
    expect(rules.map(words).sort()).toEqual(
      ['egress IPv4 anyone', 'egress IPv6 anyone', 'ingress IPv4 itself', 'ingress IPv6 itself'].sort(),
    )
    for (const { remoteGroupId } of rules) expect([null, id]).toContain(remoteGroupId)
  }
})
