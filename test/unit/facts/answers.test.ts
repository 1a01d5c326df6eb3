import { describe, expect, test } from 'vitest'
import { apiErrorOf } from '#shared/project/answers/api-errors'
import type { Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import type { Port, Project, Release, SecurityGroup, SecurityGroupRule } from '#shared/project/schema'
import { GROUP, group, OTHER, PORT, port, project, rule } from './host-rules.ts'

/** Section 12 of the facts: what the server answers to edits, row by row, with Neutron's error and ours. */
const FREE = '99999999-0000-4000-8000-000000000009'
const DEFAULT = 'dddddddd-0000-4000-8000-00000000000d'
const own: Port = port({ securityGroupIds: [GROUP], deviceOwner: '' })

const world = (rest: Partial<Project> = {}): Project => ({
  ...project({
    ports: [own],
    groups: [
      group([rule({ protocol: 'tcp', portRangeMin: 22, portRangeMax: 22 }), rule({ remoteIpPrefix: '10.1.1.1' })]),
      group([rule({ remoteGroupId: OTHER })], { id: OTHER, name: 'other' }),
      group([], { id: DEFAULT, name: 'default' }),
    ],
  }),
  ...rest,
})

/** `409 SecurityGroupInUse`, `done`, or ours alone. */
function answer(edit: Edit, before: Project = world()): string {
  const edited = applyEdit(before, edit)
  if (edited.ok) return 'done'
  const [first] = edited.error
  const error = apiErrorOf(first?.code ?? '', before.apiRelease)
  return error === null ? (first?.code ?? '') : `${error.status} ${error.type}`
}

const addRule = (rest: Partial<SecurityGroupRule>): Edit => ({
  do: 'rule.create',
  groupId: GROUP,
  rule: { ...rule(rest), id: FREE },
})
const changePort = (change: Partial<Port>): Edit => ({ do: 'port.update', portId: PORT, change })
const of = (apiRelease: Release): Project => world({ apiRelease })
const tcp = { protocol: 'tcp' }

describe('facts 12: groups', () => {
  test.each<[string, string, Edit]>([
    [
      'a new group named default',
      '409 SecurityGroupDefaultAlreadyExists',
      { do: 'group.create', id: FREE, name: 'Default', description: '' },
    ],
    ['one renamed to default', '409 SecurityGroupDefaultAlreadyExists', { do: 'group.update', id: GROUP, name: 'DEFAULT' }],
    ['the default group renamed', '409 SecurityGroupCannotUpdateDefault', { do: 'group.update', id: DEFAULT, name: 'web' }],
    ['the default group described', 'done', { do: 'group.update', id: DEFAULT, description: 'what it is' }],
    ['the default group deleted', '409 SecurityGroupCannotRemoveDefault', { do: 'group.delete', id: DEFAULT }],
    ['a bound group deleted', '409 SecurityGroupInUse', { do: 'group.delete', id: GROUP }],
    ['a group that is only named as remote', 'done', { do: 'group.delete', id: OTHER }],
    ['two groups of one name', 'done', { do: 'group.create', id: FREE, name: 'other', description: '' }],
    ['a group that is not there', '404 SecurityGroupNotFound', { do: 'group.delete', id: FREE }],
    ['a rule that is not there', '404 SecurityGroupRuleNotFound', { do: 'rule.delete', groupId: GROUP, ruleId: FREE }],
    ['a bound group made stateless', '409 SecurityGroupInUse', { do: 'group.update', id: GROUP, stateful: false }],
    ['a free group made stateless', 'done', { do: 'group.update', id: OTHER, stateful: false }],
  ])('%s: %s', (_, expected, edit) => expect(answer(edit)).toBe(expected))

  test('the rules that name a deleted group vanish with it', () => {
    const named = { ...world(), securityGroups: [group([rule({ remoteGroupId: OTHER })]), group([], { id: OTHER })] }
    const edited = applyEdit(named, { do: 'group.delete', id: OTHER })
    expect(edited.ok && edited.value.securityGroups.map(({ rules }) => rules.length)).toEqual([0])
  })
  test('a bound default group: in use is answered first', () => {
    const bound = world({ ports: [{ ...own, securityGroupIds: [DEFAULT] }] })
    expect(answer({ do: 'group.delete', id: DEFAULT }, bound)).toBe('409 SecurityGroupInUse')
  })
})

describe('facts 12: quotas', () => {
  const full = (quotas: Partial<Project['quotas']>): Project => ({ ...world(), quotas: { ...world().quotas, ...quotas } })
  const create: Edit = { do: 'group.create', id: FREE, name: 'web', description: '' }
  test.each<[string, string, Edit, Partial<Project['quotas']>]>([
    ['one more group', '409 OverQuota', create, { securityGroups: 3 }],
    ['the default group counts', 'done', create, { securityGroups: 4 }],
    ['as many as one likes', 'done', create, { securityGroups: -1 }],
    ['one more rule', '409 OverQuota', addRule({ protocol: 'udp' }), { securityGroupRules: 3 }],
    [
      'rules that a group begins with count',
      '409 OverQuota',
      { ...create, rules: [rule({ direction: 'egress' }), rule({ direction: 'egress', ethertype: 'IPv6' })] },
      { securityGroupRules: 4 },
    ],
    [
      'a deletion is never refused for it',
      'done',
      { do: 'rule.delete', groupId: OTHER, ruleId: world().securityGroups[1]?.rules[0]?.id ?? '' },
      { securityGroupRules: 0 },
    ],
  ])('%s: %s', (_, expected, edit, quotas) => {
    const before = full(quotas)
    const again = edit.do === 'rule.delete' ? { ...edit, ruleId: before.securityGroups[1]?.rules[0]?.id ?? '' } : edit
    expect(answer(again, before)).toBe(expected)
  })
})

describe('facts 12: rules', () => {
  test.each<[string, string, Partial<SecurityGroupRule>]>([
    ['the same again', '409 SecurityGroupRuleExists', { ...tcp, portRangeMin: 22, portRangeMax: 22 }],
    ['the same by number', '409 SecurityGroupRuleExists', { protocol: '6', portRangeMin: 22, portRangeMax: 22 }],
    [
      'the same from everywhere',
      '409 SecurityGroupRuleExists',
      { ...tcp, portRangeMin: 22, portRangeMax: 22, remoteIpPrefix: '0.0.0.0/0' },
    ],
    ['the same with its length', '409 SecurityGroupRuleExists', { remoteIpPrefix: '10.1.1.1/32' }],
    ['other host bits', 'done', { remoteIpPrefix: '10.1.1.1/24' }],
    ['min above max', '400 SecurityGroupInvalidPortRange', { ...tcp, portRangeMin: 9, portRangeMax: 8 }],
    ['only one of the two', '400 SecurityGroupInvalidPortRange', { ...tcp, portRangeMin: 9 }],
    ['port 0', '400 SecurityGroupInvalidPortValue', { ...tcp, portRangeMin: 0, portRangeMax: 80 }],
    ['below 0', '400 SecurityGroupInvalidPortValue', { ...tcp, portRangeMin: -1, portRangeMax: 80 }],
    ['above 65535', '400 SecurityGroupInvalidPortValue', { ...tcp, portRangeMin: 1, portRangeMax: 65536 }],
    ['ports without protocol', '400 SecurityGroupProtocolRequiredWithPorts', { portRangeMin: 80, portRangeMax: 80 }],
    ['all ports without protocol', 'done', { portRangeMin: 1, portRangeMax: 65535 }],
    [
      'ports of another protocol',
      '400 SecurityGroupInvalidProtocolForPort',
      { protocol: 'gre', portRangeMin: 80, portRangeMax: 80 },
    ],
    ['ICMP type above 255', '400 SecurityGroupInvalidIcmpValue', { protocol: 'icmp', portRangeMin: 256 }],
    ['ICMP code above 255', '400 SecurityGroupInvalidIcmpValue', { protocol: 'icmp', portRangeMin: 3, portRangeMax: 256 }],
    ['ICMP code without type', '400 SecurityGroupMissingIcmpType', { protocol: 'icmp', portRangeMax: 3 }],
    ['protocol any', '400 SecurityGroupRuleInvalidProtocol', { protocol: 'any' }],
    ['protocol empty', '400 SecurityGroupRuleInvalidProtocol', { protocol: '' }],
    ['protocol 256', '400 SecurityGroupRuleInvalidProtocol', { protocol: '256' }],
    ...['icmpv6', 'ipv6-icmp', 'ipv6-frag', '58', '41', '43', '44', '59', '60'].map(
      (protocol): [string, string, Partial<SecurityGroupRule>] => [
        `${protocol} with IPv4`,
        '400 SecurityGroupEthertypeConflictWithProtocol',
        { protocol },
      ],
    ),
    ['prefix of the other family', '400 SecurityGroupRuleParameterConflict', { remoteIpPrefix: '2001:db8::/32' }],
    ['every IPv4 address in IPv6', '400 SecurityGroupRuleParameterConflict', { ethertype: 'IPv6', remoteIpPrefix: '0.0.0.0/0' }],
    ['bad prefix', '400 InvalidCIDR', { remoteIpPrefix: '10.0.0.0/33' }],
    ['prefix and group', '400 SecurityGroupMultipleRemoteEntites', { remoteIpPrefix: '10.0.0.0/8', remoteGroupId: OTHER }],
    ['unknown remote group', '404 SecurityGroupNotFound', { remoteGroupId: FREE }],
    ['unknown address group', '404 AddressGroupNotFound', { remoteAddressGroupId: FREE }],
  ])('%s: %s', (_, expected, rest) => expect(answer(addRule(rest))).toBe(expected))

  test('in a group that is not there: 404 SecurityGroupNotFound', () => {
    expect(answer({ do: 'rule.create', groupId: FREE, rule: rule() })).toBe('404 SecurityGroupNotFound')
  })

  test.each<[string, string, Partial<SecurityGroupRule>]>([
    ['port 0', 'done', { ...tcp, portRangeMin: 0, portRangeMax: 80 }],
    ['sctp', '400 SecurityGroupRuleInvalidProtocol', { protocol: 'sctp' }],
    ['a number', 'done', { protocol: '132' }],
    ['6 beside tcp', 'done', { protocol: '6', portRangeMin: 22, portRangeMax: 22 }],
    ['from everywhere beside from anyone', 'done', { ...tcp, portRangeMin: 22, portRangeMax: 22, remoteIpPrefix: '0.0.0.0/0' }],
    ['prefix and group', '400 SecurityGroupRemoteGroupAndRemoteIpPrefix', { remoteIpPrefix: '10.0.0.0/8', remoteGroupId: OTHER }],
  ])('2014.2 and 2015.1, %s: %s', (_, expected, rest) => {
    for (const release of ['2014.2', '2015.1'] as const) expect(answer(addRule(rest), of(release))).toBe(expected)
  })
})

describe('facts 12: what is stored', () => {
  const stored = (rest: Partial<SecurityGroupRule>, release: Release = '25.2') => {
    const edited = applyEdit(of(release), addRule(rest))
    if (!edited.ok) throw new Error(JSON.stringify(edited.error))
    return edited.value.securityGroups[0]?.rules.at(-1)
  }
  test.each<[string, Partial<SecurityGroupRule>, Partial<SecurityGroupRule>]>([
    ['a missing length', { remoteIpPrefix: '10.0.0.5' }, { remoteIpPrefix: '10.0.0.5/32' }],
    ['host bits', { remoteIpPrefix: '10.0.0.5/24' }, { remoteIpPrefix: '10.0.0.5/24' }],
    ['capitals', { protocol: 'UDP' }, { protocol: 'udp' }],
    ['all ports', { ...tcp, portRangeMin: 1, portRangeMax: 65535 }, { portRangeMin: null, portRangeMax: null }],
    ['icmp of IPv6', { ethertype: 'IPv6', protocol: 'icmp' }, { protocol: 'ipv6-icmp' }],
    ['icmpv6', { ethertype: 'IPv6', protocol: 'icmpv6' }, { protocol: 'ipv6-icmp' }],
    ['58', { ethertype: 'IPv6', protocol: '58' }, { protocol: '58' }],
  ])('%s', (_, rest, kept) => expect(stored(rest)).toMatchObject(kept))
  test('2014.2 keeps all ports as they are', () => {
    expect(stored({ ...tcp, portRangeMin: 1, portRangeMax: 65535 }, '2014.2')).toMatchObject({
      portRangeMin: 1,
      portRangeMax: 65535,
    })
  })
})

describe('facts 12: ports', () => {
  const pair = { ipAddress: '10.0.0.5', macAddress: null }
  const withPair = world({ ports: [{ ...own, securityGroupIds: [], allowedAddressPairs: [pair] }] })
  const off = world({ ports: [{ ...own, securityGroupIds: [], portSecurityEnabled: false }] })
  const many = Array.from({ length: 11 }, (_, n) => ({ ipAddress: `10.0.0.${n + 1}`, macAddress: null }))
  test.each<[string, string, Edit, Project]>([
    ['an unknown group', '404 SecurityGroupNotFound', changePort({ securityGroupIds: [FREE] }), world()],
    ['a group twice', '400 HTTPBadRequest', changePort({ securityGroupIds: [OTHER, OTHER] }), world()],
    [
      'port security off while groups remain',
      '409 PortSecurityPortHasSecurityGroup',
      changePort({ portSecurityEnabled: false }),
      world(),
    ],
    ['off while pairs remain', '409 AddressPairAndPortSecurityRequired', changePort({ portSecurityEnabled: false }), withPair],
    ['off with everything cleared', 'done', changePort({ portSecurityEnabled: false, securityGroupIds: [] }), world()],
    [
      'groups without port security',
      '400 PortSecurityAndIPRequiredForSecurityGroups',
      { do: 'port.bind', portId: PORT, groupId: GROUP },
      off,
    ],
    ['pairs without port security', '409 AddressPairAndPortSecurityRequired', changePort({ allowedAddressPairs: [pair] }), off],
    [
      'a pair without an address',
      '400 AllowedAddressPairsMissingIP',
      changePort({ allowedAddressPairs: [{ ...pair, ipAddress: '' }] }),
      world(),
    ],
    [
      "a pair twice, once with the port's own MAC address",
      '400 DuplicateAddressPairInRequest',
      changePort({ allowedAddressPairs: [pair, { ...pair, macAddress: own.macAddress.toUpperCase() }] }),
      world(),
    ],
    [
      'a pair again with another MAC address',
      'done',
      changePort({ allowedAddressPairs: [pair, { ...pair, macAddress: 'fa:16:3e:00:00:99' }] }),
      world(),
    ],
    ['a pair twice', '400 DuplicateAddressPairInRequest', changePort({ allowedAddressPairs: [pair, pair] }), world()],
    ['eleven pairs', '400 AllowedAddressPairExhausted', changePort({ allowedAddressPairs: many }), world()],
    ['a bad address', '400 HTTPBadRequest', changePort({ allowedAddressPairs: [{ ...pair, ipAddress: '10.0.0' }] }), world()],
  ])('%s: %s', (_, expected, edit, before) => expect(answer(edit, before)).toBe(expected))

  test('stateful and stateless groups on one port: 409 SecurityGroupConflict', () => {
    const groups: SecurityGroup[] = [group([]), group([], { id: OTHER, stateful: false })]
    expect(answer({ do: 'port.bind', portId: PORT, groupId: OTHER }, world({ securityGroups: groups }))).toBe(
      '409 SecurityGroupConflict',
    )
  })
  test('2014.2 knows no port security, and old servers no address groups and no stateless ones', () => {
    expect(answer(changePort({ portSecurityEnabled: false, securityGroupIds: [] }), of('2014.2'))).toBe('400 HTTPBadRequest')
    const list = { id: FREE, name: 'offices', description: '', addresses: [] }
    expect(answer({ do: 'address-group.create', group: list }, of('2015.1'))).toBe('404 HTTPNotFound')
    expect(answer({ do: 'group.update', id: OTHER, stateful: false }, of('2015.1'))).toBe('400 HTTPBadRequest')
  })
})

describe('facts 12: address groups', () => {
  const list = { id: FREE, name: 'offices', description: '', addresses: ['10.0.0.0/8'] }
  const used = { ...world(), addressGroups: [list], securityGroups: [group([rule({ remoteAddressGroupId: FREE })])] }
  test.each<[string, string, Edit, Project]>([
    ['one that a rule names', '409 AddressGroupInUse', { do: 'address-group.delete', id: FREE }, used],
    ['one that is not there', '404 AddressGroupNotFound', { do: 'address-group.delete', id: OTHER }, world()],
    [
      'an address twice',
      '400 AddressesAlreadyExist',
      { do: 'address-group.create', group: { ...list, addresses: ['10.0.0.0/8', '10.0.0.1/8'] } },
      world(),
    ],
    ['a bad address', '400 HTTPBadRequest', { do: 'address-group.create', group: { ...list, addresses: ['10.0.0'] } }, world()],
  ])('%s: %s', (_, expected, edit, before) => expect(answer(edit, before)).toBe(expected))
})

test('a document may hold what no server of today would take', () => {
  const held = world({ securityGroups: [group([rule({ ...tcp, portRangeMin: 0, portRangeMax: 80 }), rule(), rule()])] })
  expect(answer({ do: 'project.rename', name: 'kept' }, held)).toBe('done')
})
