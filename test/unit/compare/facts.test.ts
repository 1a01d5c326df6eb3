import { describe, expect, test } from 'vitest'
import { compare } from '#shared/compare/compare'
import { factSource, sayFact } from '#shared/compare/facts'
import type { HostSettings } from '#shared/compile/compile'
import { type FactCode, facts } from '#shared/texts/en/facts'
import { group, NET, OTHER, port, project, rule, V4, V6 } from '../facts/host-rules.ts'

type Parts = Parameters<typeof project>[0]
const SECOND = '11111111-0000-4000-8000-000000000000'
const ADDRESSES = 'dddddddd-0000-4000-8000-000000000001'
const both = { fixedIps: [...port().fixedIps, { subnetId: V6, ipAddress: '2001:db8:1::14' }] }
const second = (rest: Parameters<typeof port>[0] = {}) =>
  port({ id: SECOND, macAddress: 'fa:16:3e:00:00:09', fixedIps: [{ subnetId: V4, ipAddress: '91.1.180.5' }], ...rest })
const withRules = (...rules: Parameters<typeof rule>[0][]): Parts => ({ ports: [port(both)], groups: [group(rules.map(rule))] })
const server = second({ deviceOwner: 'network:dhcp', securityGroupIds: [], portSecurityEnabled: false, networkId: NET })
const remote = { ...withRules({ protocol: 'tcp', remoteGroupId: OTHER }), ports: [port(), second({ securityGroupIds: [OTHER] })] }
const withRemote: Parts = { ...remote, groups: [...(remote.groups ?? []), group([], { id: OTHER, name: 'other' })] }
const pairOnly = second({
  securityGroupIds: [OTHER],
  fixedIps: [],
  allowedAddressPairs: [{ ipAddress: '10.1.1.1', macAddress: null }],
})
const addressGroups = [{ id: ADDRESSES, name: 'offices', description: '', addresses: ['10.0.0.0/8'] }]

function found(parts: Parts, left: HostSettings, right: HostSettings): { codes: FactCode[]; lines: string[] } {
  const done = compare(project(parts), 'compute1', left, right)
  if (!done.ok) throw new Error(JSON.stringify(done.error))
  const rows = done.value.sections.flatMap((section) =>
    section.rows.map((row) => ({
      text: (section.left[row.left ?? -1] ?? section.right[row.right ?? -1])?.text ?? '',
      facts: row.facts,
    })),
  )
  return {
    codes: [...new Set(done.value.sections.flatMap((section) => [...section.facts, ...section.rows.flatMap((row) => row.facts)]))],
    lines: rows.filter((row) => row.facts.length > 0).map(({ text }) => text),
  }
}

/** A fact, a project, the two sides between which it explains something, and two between which it does not. */
const cases: readonly [FactCode, Parts, readonly [HostSettings, HostSettings], readonly [HostSettings, HostSettings]][] = [
  ['agent-off', {}, [{}, { firewallDriver: 'noop' }], [{}, { release: '21.0' }]],
  ['agent-off', {}, [{ enableSecurityGroup: false }, {}], [{ enableSecurityGroup: false }, { firewallDriver: 'noop' }]],
  ['ipv6-off', {}, [{}, { ipv6: false }], [{ ipv6: false }, { ipv6: false, release: '21.0' }]],
  ['agent-name', {}, [{}, { firewallDriver: 'iptables' }], [{}, { release: '21.0' }]],
  ['comments', {}, [{ comments: true }, {}], [{ release: '2014.2', comments: true }, { release: '2014.2' }]],
  ['ipset', withRemote, [{}, { enableIpset: false }], [{}, { release: '2015.1' }]],
  [
    'stateless-asked',
    {
      ports: [port()],
      groups: [group([rule({ remoteGroupId: OTHER })], { stateful: false }), group([], { id: OTHER, stateful: false })],
    },
    [{}, { enableIpset: false }],
    [{}, { firewallDriver: 'iptables' }],
  ],
  [
    'port-security',
    { ports: [port({ portSecurityEnabled: false, securityGroupIds: [] })] },
    [{ release: '2014.2' }, { release: '2015.1' }],
    [{}, { release: '21.0' }],
  ],
  ['trusted', { ports: [port(), server] }, [{ release: '2015.1' }, { release: '21.0' }], [{}, { release: '21.0' }]],
  ['accept-at-once', { ports: [server] }, [{ release: '2014.2' }, { release: '2015.1' }], [{}, { release: '21.0' }]],
  [
    'port-order',
    { ports: [port(), second()] },
    [{ release: '2015.1' }, { release: '21.0' }],
    [{ release: '2014.2' }, { release: '2015.1' }],
  ],
  ['zones', {}, [{ release: '2015.1' }, { release: '21.0' }], [{ release: '2014.2' }, { release: '2015.1' }]],
  [
    'zone-device',
    {},
    [{}, { firewallDriver: 'iptables' }],
    [{ release: '2014.2' }, { release: '2014.2', firewallDriver: 'iptables' }],
  ],
  ['nat-shortcut', {}, [{ release: '21.0' }, {}], [{ release: '2015.1' }, { release: '21.0' }]],
  ['invalid-last', withRules({}), [{ release: '2014.2' }, { release: '2015.1' }], [{ release: '2015.1' }, { release: '21.0' }]],
  ['dhcp-request', {}, [{ release: '2014.2' }, { release: '2015.1' }], [{ release: '2015.1' }, { release: '21.0' }]],
  [
    'dhcp-answers',
    { ports: [port(), server] },
    [{ release: '2015.1' }, { release: '21.0' }],
    [{ release: '2014.2' }, { release: '2015.1' }],
  ],
  [
    'advertisements-in',
    { ports: [port(both)] },
    [{ release: '2015.1' }, { release: '21.0' }],
    [{ release: '2014.2' }, { release: '2015.1' }],
  ],
  ['icmpv6-in', {}, [{ release: '2015.1' }, { release: '21.0' }], [{ release: '2014.2' }, { release: '2015.1' }]],
  [
    'icmpv6-checked',
    { ports: [port(both)] },
    [{ release: '2015.1' }, { release: '21.0' }],
    [{ release: '2014.2' }, { release: '2015.1' }],
  ],
  ['advertisements-out', {}, [{ release: '2015.1' }, { release: '21.0' }], [{}, { release: '21.0' }]],
  ['link-local', { ports: [port(both)] }, [{ release: '2015.1' }, { release: '21.0' }], [{}, { release: '21.0' }]],
  [
    'mac-spelling',
    {
      ports: [
        port({
          allowedAddressPairs: [
            { ipAddress: '10.1.1.1', macAddress: 'FA:16:3E:F3:1E:C0' },
            { ipAddress: '10.1.1.1', macAddress: 'fa:16:3e:f3:1e:c0' },
          ],
        }),
      ],
    },
    [{ release: '2015.1' }, { release: '21.0' }],
    [{ release: '2014.2' }, { release: '2015.1' }],
  ],
  ['set-name', withRemote, [{ release: '2015.1' }, { release: '21.0' }], [{}, { release: '21.0' }]],
  ['set-type', withRemote, [{ release: '2014.2' }, { release: '2015.1' }], [{ release: '2015.1' }, { release: '21.0' }]],
  ['set-empty', { ...withRemote, ports: [port()] }, [{ release: '2015.1' }, { release: '21.0' }], [{}, { release: '21.0' }]],
  [
    'members-without-address',
    { ...withRemote, ports: [port(), pairOnly] },
    [{}, { firewallDriver: 'iptables' }],
    [{}, { release: '21.0' }],
  ],
  [
    'address-groups',
    { ...withRules({ remoteAddressGroupId: ADDRESSES }), addressGroups },
    [{ release: '21.0' }, {}],
    [{ release: '2014.2' }, { release: '2015.1' }],
  ],
  [
    'zero-lost',
    withRules({ protocol: 'tcp', portRangeMin: 0, portRangeMax: 80 }),
    [{ release: '2015.1' }, { release: '21.0' }],
    [{}, { release: '21.0' }],
  ],
  [
    'protocol-numbers',
    withRules({ protocol: '6', portRangeMin: 80, portRangeMax: 80 }),
    [{ release: '2015.1' }, { release: '21.0' }],
    [{}, { release: '21.0' }],
  ],
  [
    'protocols-with-ports',
    withRules({ protocol: 'sctp', portRangeMin: 80, portRangeMax: 80 }),
    [{ release: '2015.1' }, { release: '21.0' }],
    [{}, { release: '21.0' }],
  ],
  [
    'bare-match',
    withRules({ protocol: 'tcp' }),
    [{ release: '2015.1' }, { release: '21.0' }],
    [{ release: '2014.2' }, { release: '2015.1' }],
  ],
  ['ipip', withRules({ protocol: 'ipip' }), [{ release: '21.0' }, {}], [{ release: '2014.2' }, { release: '21.0' }]],
  [
    'host-bits',
    withRules(
      { protocol: 'tcp', portRangeMin: 1, portRangeMax: 1, remoteIpPrefix: '10.0.0.5/24' },
      { protocol: 'tcp', portRangeMin: 1, portRangeMax: 1, remoteIpPrefix: '10.0.0.0/24' },
    ),
    [{}, { firewallDriver: 'iptables' }],
    [{}, { release: '21.0' }],
  ],
  [
    'equal-lines',
    withRules(
      { protocol: 'tcp', portRangeMin: 1, portRangeMax: 1 },
      { protocol: 'icmp' },
      { protocol: 'tcp', portRangeMin: 1, portRangeMax: 1 },
    ),
    [{ release: '2015.1' }, { release: '21.0' }],
    [{}, { release: '21.0' }],
  ],
  [
    'written-once',
    withRules({ ethertype: 'IPv6', direction: 'egress', protocol: 'ipv6-icmp' }),
    [{ comments: true }, {}],
    [{}, { release: '21.0' }],
  ],
]

describe('facts that explain differences', () => {
  test.each(cases)('%s', (code, parts, [left, right], [one, two]) => {
    expect(found(parts, left, right).codes).toContain(code)
    expect(found(parts, one, two).codes).not.toContain(code)
  })
  test('each has a case here, a sentence and its source', () => {
    const codes = Object.keys(facts) as FactCode[]
    expect(codes.filter((code) => !cases.some(([each]) => each === code))).toEqual([])
    for (const code of codes) {
      expect(sayFact('en', code)).toMatch(/^[A-Z0-9].*\.$/)
      expect(sayFact('zh', code)).toMatch(/[一-鿿].*。$/)
      expect(factSource(code)).toMatch(/neutron\//)
    }
  })
  test('a line that differs in its comment only is explained by that alone', () => {
    const { codes } = found(withRules({ protocol: 'tcp' }), { comments: true }, { comments: false })
    expect(codes).toEqual(['comments'])
  })
  test('lines of groups are the same in all of them, where nothing special is asked for', () => {
    const parts = withRules({ protocol: 'tcp', portRangeMin: 22, portRangeMax: 22 }, { protocol: 'icmp' })
    const { lines } = found(parts, { release: '2014.2' }, { release: '25.2' })
    expect(lines.filter((line) => line.includes('--dport 22') || line === '-p icmp -j RETURN')).toEqual([])
    expect(lines).toContain('-m state --state INVALID -j DROP')
  })
})

test('a port that no side filters has no lines to compare', () => {
  const off = found({ ports: [port({ portSecurityEnabled: false, securityGroupIds: [] })] }, {}, { comments: true })
  expect(off.codes).toEqual(['comments'])
})
