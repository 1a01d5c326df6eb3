import { describe, expect, test } from 'vitest'
import type { HostSettings } from '#shared/compile/compile'
import { type Caution, cautionsOfOrigin, sayCaution } from '#shared/explain/caution'
import { cautionsOf } from '#shared/explain/cautions'
import { Release } from '#shared/project/schema'
import { type CautionCode, cautions as english } from '#shared/texts/en/cautions'
import { cautions as chinese } from '#shared/texts/zh/cautions'
import { GROUP, group, OTHER, PORT, port, project, rule, V4, V6 } from '../facts/host-rules.ts'

type Parts = Parameters<typeof project>[0]
const ADDRESSES = 'dddddddd-0000-4000-8000-000000000001'
const SECOND = '11111111-0000-4000-8000-000000000000'
const addressGroups = [{ id: ADDRESSES, name: 'offices', description: '', addresses: ['10.0.0.0/8'] }]
const both = { fixedIps: [...port().fixedIps, { subnetId: V6, ipAddress: '2001:db8:1::14' }] }
const second = (rest: Parameters<typeof port>[0] = {}) =>
  port({ id: SECOND, macAddress: 'fa:16:3e:00:00:09', fixedIps: [{ subnetId: V4, ipAddress: '91.1.180.5' }], ...rest })

const found = (parts: Parts, release: Release, settings: HostSettings = {}): Caution[] =>
  cautionsOf(project(parts), 'compute1', { release, ...settings })
const codesOf = (parts: Parts, release: Release, settings: HostSettings = {}): CautionCode[] =>
  found(parts, release, settings).map(({ code }) => code)
const withRule = (of: Parameters<typeof rule>[0], rest: Parts = {}): Parts => ({
  ports: [port(both)],
  ...rest,
  groups: [group([rule(of)]), ...(rest.groups ?? [])],
})
const tcp = { protocol: 'tcp', portRangeMin: 80, portRangeMax: 80 }
const everywhere = Release.options
const old = ['2014.2', '2015.1'] as const
const recent = ['21.0', '25.2'] as const

/** A project in which the caution applies, the releases in which it does, and the like project in which it never does. */
const ofRules: readonly [CautionCode, Parts, readonly Release[], Parts][] = [
  ['rule.number-loses-ports', withRule({ ...tcp, protocol: '6' }), old, withRule(tcp)],
  ['rule.number-loses-type', withRule({ protocol: '1', portRangeMin: 8 }), old, withRule({ protocol: '1' })],
  [
    'rule.word-loses-type',
    withRule({ ethertype: 'IPv6', protocol: 'ipv6-icmp', portRangeMin: 128 }),
    old,
    withRule({ ethertype: 'IPv6', protocol: 'icmpv6', portRangeMin: 128 }),
  ],
  ['rule.port-zero', withRule({ ...tcp, portRangeMin: 0 }), old, withRule({ ...tcp, portRangeMin: 1 })],
  ['rule.type-zero', withRule({ protocol: 'icmp', portRangeMin: 0 }), old, withRule({ protocol: 'icmp' })],
  [
    'rule.code-zero',
    withRule({ protocol: 'icmp', portRangeMin: 8, portRangeMax: 0 }),
    old,
    withRule({ protocol: 'icmp', portRangeMin: 3, portRangeMax: 4 }),
  ],
  ['rule.ports-ignored', withRule({ ...tcp, protocol: 'sctp' }), old, withRule({ protocol: 'sctp' })],
  [
    'rule.address-group-open',
    withRule({ remoteAddressGroupId: ADDRESSES }, { addressGroups }),
    ['21.0'],
    withRule({ remoteIpPrefix: '10.0.0.0/8' }, { addressGroups }),
  ],
  ['rule.address-group-ignored', withRule({ remoteAddressGroupId: ADDRESSES }, { addressGroups }), old, withRule({})],
  [
    'rule.remote-empty',
    withRule({ remoteGroupId: OTHER }, { groups: [group([], { id: OTHER })] }),
    old,
    withRule(
      { remoteGroupId: OTHER },
      { ports: [port(both), second({ securityGroupIds: [OTHER] })], groups: [group([], { id: OTHER })] },
    ),
  ],
  ['rule.invalid-passes', withRule({ direction: 'egress' }), ['2015.1', ...recent], withRule({ direction: 'egress', ...tcp })],
  ['rule.invalid-passes', withRule({ remoteIpPrefix: '0.0.0.0/0' }), ['2015.1', ...recent], withRule({ remoteGroupId: GROUP })],
]

const stateless = { stateful: false }
const pair = (ipAddress: string) => ({ allowedAddressPairs: [{ ipAddress, macAddress: null }] })
const ofOthers: readonly [CautionCode, Parts, readonly Release[], Parts][] = [
  ['port.security-ignored', { ports: [port({ ...both, portSecurityEnabled: false })] }, ['2014.2'], { ports: [port(both)] }],
  [
    'port.security-off',
    { ports: [port(both), second({ portSecurityEnabled: false })] },
    ['2015.1', ...recent],
    { ports: [port({ portSecurityEnabled: false })] },
  ],
  [
    'port.trusted',
    { ports: [port(both), second({ deviceOwner: 'network:dhcp', securityGroupIds: [] })] },
    recent,
    { ports: [port({ deviceOwner: 'network:dhcp', securityGroupIds: [] })] },
  ],
  ['port.no-address', { ports: [port({ fixedIps: [] })] }, everywhere, { ports: [port(both)] }],
  [
    'port.pair-any',
    { ports: [port({ ...both, ...pair('0.0.0.0/0') })] },
    everywhere,
    { ports: [port({ ...both, ...pair('0.0.0.0/1') })] },
  ],
  ['port.family-unchecked', { ports: [port()] }, everywhere, { ports: [port(both)] }],
  [
    'port.stateless-mixed',
    {
      ports: [port({ ...both, securityGroupIds: [OTHER, GROUP] })],
      groups: [group([rule()]), group([rule()], { id: OTHER, ...stateless })],
    },
    recent,
    { ports: [port(both)], groups: [group([rule()], stateless)] },
  ],
  [
    'port.stateless-undecided',
    { ports: [port(both)], groups: [group([], stateless)] },
    recent,
    { ports: [port(both)], groups: [group([rule()], stateless)] },
  ],
  [
    'port.stateless-service',
    { ports: [port({ ...both, deviceOwner: 'neutron:x' })], groups: [group([rule()], stateless)] },
    recent,
    { ports: [port(both)], groups: [group([rule()], stateless)] },
  ],
  ['group.stateless-ignored', { ports: [port(both)], groups: [group([], stateless)] }, old, { ports: [port(both)] }],
  [
    'group.no-port',
    { groups: [group([]), group([rule()], { id: OTHER })] },
    everywhere,
    { groups: [group([]), group([], { id: OTHER })] },
  ],
  ['host.icmpv6-first', { ports: [port(both)] }, old, { ports: [] }],
  ['host.dhcp-any-source', { ports: [port(both)] }, ['2014.2'], { ports: [] }],
  ['host.connections-stay', { ports: [port(both)] }, old, { ports: [] }],
  ['host.no-zones', { ports: [port(both), second()] }, old, { ports: [port(both)] }],
]

describe.each([...ofRules, ...ofOthers])('%s', (code, parts, releases, other) => {
  test.each(everywhere)('%s: where it applies, and only there', (release) => {
    expect(codesOf(parts, release).includes(code)).toBe(releases.includes(release))
    expect(codesOf(other, release)).not.toContain(code)
  })
})

describe('what depends on settings of the host', () => {
  test('a prefix in a set of single addresses', () => {
    const parts = withRule(
      { remoteGroupId: OTHER },
      { ports: [port(both), second({ securityGroupIds: [OTHER], ...pair('10.1.0.0/30') })], groups: [group([], { id: OTHER })] },
    )
    const [one] = found(parts, '2014.2').filter(({ code }) => code === 'rule.set-written-out')
    expect(one?.values).toMatchObject({ prefix: '10.1.0.0/30', count: 4 })
    expect(codesOf(parts, '2015.1')).not.toContain('rule.set-written-out')
    expect(codesOf(parts, '2014.2', { enableIpset: false })).not.toContain('rule.set-written-out')
  })
  test('without ipset a port is no remote of itself', () => {
    const parts = withRule({ remoteGroupId: GROUP })
    expect(codesOf(parts, '25.2', { enableIpset: false })).toContain('rule.remote-own')
    expect(codesOf(parts, '25.2')).not.toContain('rule.remote-own')
  })
  test('a firewall that is off, and a host without IPv6', () => {
    const parts = withRule({ ethertype: 'IPv6' })
    expect(codesOf(parts, '25.2', { enableSecurityGroup: false })).toEqual(['host.off'])
    expect(codesOf(parts, '25.2', { firewallDriver: 'noop' })).toEqual(['host.off'])
    expect(codesOf(parts, '2014.2', { ipv6: false })).toEqual(['host.connections-stay', 'host.dhcp-any-source', 'host.ipv6-off'])
    expect(codesOf(parts, '25.2')).not.toContain('host.ipv6-off')
  })
  test('rules of two groups that come to one line', () => {
    const parts = {
      ports: [port({ ...both, securityGroupIds: [GROUP, OTHER] })],
      groups: [group([rule(tcp)]), group([rule(tcp)], { id: OTHER })],
    }
    const told = found(parts, '25.2').filter(({ code }) => code === 'rule.same-line')
    expect(told.map(({ about }) => about.kind === 'rule' && about.groupId)).toEqual([OTHER])
  })
})

describe('what a caution says', () => {
  test('no project that has nothing of all this has any', () =>
    expect(codesOf({ ports: [port(both)], groups: [group([rule(tcp)])] }, '25.2')).toEqual([]))
  test('one that does not compile, or an unknown host, has none', () => {
    expect(codesOf(withRule({ protocol: 'nonsense' }), '25.2')).toEqual([])
    expect(cautionsOf(project({}), 'elsewhere')).toEqual([])
  })
  test('in English and Chinese with the same values', () => {
    const marks = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort()
    for (const code of Object.keys(english) as CautionCode[]) expect(marks(chinese[code]), code).toEqual(marks(english[code]))
  })
  test('with every value filled in', () => {
    const all = [...ofRules, ...ofOthers].flatMap(([, parts]) => everywhere.flatMap((release) => found(parts, release)))
    for (const each of all)
      for (const language of ['en', 'zh'] as const)
        for (const [, name] of { en: english, zh: chinese }[language][each.code].matchAll(/\{\{(\w+)\}\}/g))
          expect(each.values[name ?? ''], `${each.code} ${name}`).not.toBeUndefined()
    const [one] = found(withRule({ ...tcp, protocol: '6' }), '2014.2').filter(({ about }) => about.kind === 'rule')
    expect(one && sayCaution('en', one)).toBe(
      '2014.2 compares protocols as texts, so the ports 80 of protocol 6 are lost and all of tcp is open. Write tcp instead of the number.',
    )
    const mixed = found(ofOthers.find(([code]) => code === 'port.stateless-mixed')?.[1] ?? {}, '25.2')
    const said = mixed.filter(({ code }) => code === 'port.stateless-mixed').map((each) => sayCaution('zh', each))
    expect(said.join()).toMatch(/的连接不被跟踪。$/)
  })
  test('beside the lines that it explains', () => {
    const parts = withRule({ ...tcp, protocol: '6' })
    const cautions = found({ ...parts, ports: [port({ ...both, ...pair('0.0.0.0/0') })] }, '2014.2')
    const of = (origin: Parameters<typeof cautionsOfOrigin>[1]) => cautionsOfOrigin(cautions, origin).map(({ code }) => code)
    const ruleId = parts.groups?.[0]?.rules[0]?.id ?? ''
    expect(of({ kind: 'group-rule', portId: PORT, groupId: GROUP, ruleId, member: null })).toEqual(['rule.number-loses-ports'])
    expect(of({ kind: 'base', portId: PORT, what: 'icmpv6' })).toEqual(['host.icmpv6-first'])
    expect(of({ kind: 'base', portId: PORT, what: 'dhcp-client' })).toEqual(['host.dhcp-any-source'])
    expect(of({ kind: 'anti-spoofing', portId: PORT, address: '0.0.0.0/0', mac: 'x' })).toEqual(['port.pair-any'])
    expect(of({ kind: 'skeleton' })).toEqual([])
  })
})
