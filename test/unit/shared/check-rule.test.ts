import { describe, expect, test } from 'vitest'
import { articleSevenRules } from '#shared/project/article'
import { checkRule } from '#shared/project/check-rule'
import type { Project, SecurityGroupRule } from '#shared/project/schema'

const GROUP = '0aff643b-7b34-4384-b482-f37eccef5b90'
const rule: SecurityGroupRule = {
  id: '00000000-0000-4000-8000-0000000000aa',
  direction: 'ingress',
  ethertype: 'IPv4',
  protocol: 'tcp',
  portRangeMin: 443,
  portRangeMax: 443,
  remoteIpPrefix: null,
  remoteGroupId: null,
  remoteAddressGroupId: null,
  description: '',
}
/** Of a server of today; what each release answers has tests of its own. */
const project: Project = { ...articleSevenRules, apiRelease: '25.2' }
const found = (change: Partial<SecurityGroupRule>) =>
  checkRule({ ...rule, ...change }, project, GROUP).map(({ code, path }) => [code, ...path].join(' '))
const noPorts = { portRangeMin: null, portRangeMax: null }

describe('a rule may be', () => {
  test.each<[string, Partial<SecurityGroupRule>]>([
    ['one port', {}],
    ['a range', { portRangeMin: 1, portRangeMax: 65535 }],
    ['any protocol', { ...noPorts, protocol: null }],
    ['a protocol by number', { ...noPorts, protocol: '50' }],
    ['TCP by number, with a port', { protocol: '6' }],
    ['an ICMP type', { protocol: 'icmp', portRangeMin: 8, portRangeMax: null }],
    ['an ICMP type and code', { protocol: 'icmp', portRangeMin: 3, portRangeMax: 255 }],
    ['ICMPv6', { ...noPorts, protocol: 'ipv6-icmp', ethertype: 'IPv6' }],
    ['icmp of IPv6', { ...noPorts, protocol: 'icmp', ethertype: 'IPv6' }],
    ['from a prefix with host bits', { remoteIpPrefix: '10.0.0.5/24' }],
    ['from its own group', { remoteGroupId: GROUP }],
  ])('%s', (_, change) => expect(found(change)).toEqual([]))
})

describe('a rule may not have', () => {
  test.each<[string, Partial<SecurityGroupRule>]>([
    ['rule.port-above-65535 portRangeMin', { portRangeMin: 70000, portRangeMax: 70000 }],
    ['rule.port-above-65535 portRangeMax', { portRangeMin: 1, portRangeMax: 65536 }],
    ['rule.port-below-0 portRangeMin', { portRangeMin: -1, portRangeMax: 5 }],
    ['rule.ports-reversed portRangeMin', { portRangeMin: 9, portRangeMax: 8 }],
    ['rule.ports-no-last portRangeMax', { portRangeMax: null }],
    ['rule.ports-no-first portRangeMin', { portRangeMin: null }],
    ['rule.ports-without-protocol protocol', { protocol: null }],
    ['rule.ports-not-for-protocol portRangeMin', { protocol: 'gre' }],
    ['rule.icmp-type portRangeMin', { protocol: 'icmp', portRangeMin: 256, portRangeMax: null }],
    ['rule.icmp-code portRangeMax', { protocol: 'icmp', portRangeMin: 8, portRangeMax: 256 }],
    ['rule.icmp-code-without-type portRangeMin', { protocol: 'icmp', portRangeMin: null, portRangeMax: 1 }],
    ['rule.protocol-unknown protocol', { ...noPorts, protocol: 'any' }],
    ['rule.protocol-unknown protocol', { ...noPorts, protocol: '' }],
    ['rule.protocol-above-255 protocol', { ...noPorts, protocol: '256' }],
    ['rule.protocol-not-ipv4 protocol', { ...noPorts, protocol: 'ipv6-icmp' }],
    ['rule.protocol-not-ipv4 protocol', { ...noPorts, protocol: '58' }],
    ['rule.prefix-bad remoteIpPrefix', { remoteIpPrefix: '10.0.0.0/33' }],
    ['rule.prefix-family remoteIpPrefix', { remoteIpPrefix: '2001:db8::/32' }],
    ['rule.prefix-family remoteIpPrefix', { remoteIpPrefix: '0.0.0.0/0', ethertype: 'IPv6' }],
    ['rule.two-remotes remoteIpPrefix', { remoteIpPrefix: '10.0.0.0/8', remoteGroupId: GROUP }],
    ['rule.remote-group-unknown remoteGroupId', { remoteGroupId: '00000000-0000-4000-8000-0000000000bb' }],
    ['rule.same', { portRangeMin: 80, portRangeMax: 80, description: 'told otherwise' }],
    ['rule.same', { portRangeMin: 80, portRangeMax: 80, protocol: 'TCP' }],
  ])('%s', (code, change) => expect(found(change)).toEqual([code]))

  test('the sentence says what to write instead', () => {
    const [issue] = checkRule({ ...rule, portRangeMin: 70000, portRangeMax: 70000 }, articleSevenRules, GROUP)
    expect(issue?.message).toBe('70000 is above 65535. Write one port (22) or a range (8000:8080).')
  })

  test('but a rule is not the same as itself', () => {
    const own = articleSevenRules.securityGroups[0]?.rules[0]
    if (own === undefined) throw new Error('the example has no rules')
    expect(checkRule(own, articleSevenRules, GROUP)).toEqual([])
    expect(checkRule({ ...own, id: rule.id }, articleSevenRules, GROUP).map(({ code }) => code)).toEqual(['rule.same'])
  })

  test('a group that is not there', () =>
    expect(checkRule(rule, articleSevenRules, rule.id).map(({ code }) => code)).toEqual(['rule.group-unknown']))
})
