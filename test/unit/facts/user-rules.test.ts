import { describe, expect, test } from 'vitest'
import { chain, codes, compiled, GROUP, group, linesOf, OTHER, port, rule, V4 } from './host-rules.ts'

/** Section 7 of the facts: how a rule of a group becomes lines. */
const OLD = ['2014.2', '2015.1'] as const
const NEW = ['21.0', '25.2'] as const

describe('facts 7: protocols', () => {
  test.each([
    ['tcp without ports', { protocol: 'tcp' }, '-p tcp -m tcp -j RETURN', '-p tcp -j RETURN'],
    [
      '6 with a port',
      { protocol: '6', portRangeMin: 80, portRangeMax: 80 },
      '-p tcp -j RETURN',
      '-p tcp -m tcp --dport 80 -j RETURN',
    ],
    [
      '58 with a type',
      { protocol: '58', portRangeMin: 128, ethertype: 'IPv6' },
      '-p ipv6-icmp -j RETURN',
      '-p ipv6-icmp -m icmp6 --icmpv6-type 128 -j RETURN',
    ],
    ['112', { protocol: '112' }, '-p vrrp -j RETURN', '-p vrrp -j RETURN'],
    ['200', { protocol: '200' }, '-p 200 -j RETURN', '-p 200 -j RETURN'],
    ['pgm', { protocol: 'pgm' }, '-p 113 -j RETURN', '-p 113 -j RETURN'],
    [
      'icmp in IPv6',
      { protocol: 'icmp', ethertype: 'IPv6', direction: 'ingress' },
      '-p ipv6-icmp -j RETURN',
      '-p ipv6-icmp -j RETURN',
    ],
  ] as const)('%s', (_, of, old, now) => {
    for (const release of OLD) expect(linesOf(of, release)).toEqual([old])
    for (const release of NEW) expect(linesOf(of, release)).toEqual([now])
  })
})

describe('facts 7: ports', () => {
  test.each([
    ['one port', { protocol: 'udp', portRangeMin: 53, portRangeMax: 53 }, '-p udp -m udp --dport 53 -j RETURN'],
    [
      'a range',
      { protocol: 'tcp', portRangeMin: 8000, portRangeMax: 8100 },
      '-p tcp -m tcp -m multiport --dports 8000:8100 -j RETURN',
    ],
    [
      'all, as the driver writes them',
      { protocol: 'udp', portRangeMin: 1, portRangeMax: 65535 },
      '-p udp -m udp -m multiport --dports 1:65535 -j RETURN',
    ],
  ] as const)('%s', (_, of, line) => {
    for (const release of [...OLD, ...NEW]) expect(linesOf(of, release)).toEqual([line])
  })
  test.each([
    ['sctp', { protocol: 'sctp', portRangeMin: 80, portRangeMax: 80 }, '-p sctp -j RETURN', '-p sctp -m sctp --dport 80 -j RETURN'],
    [
      'udplite, one',
      { protocol: 'udplite', portRangeMin: 80, portRangeMax: 80 },
      '-p udplite -j RETURN',
      '-p udplite -m multiport --dports 80 -j RETURN',
    ],
    [
      'udplite, a range',
      { protocol: 'udplite', portRangeMin: 80, portRangeMax: 90 },
      '-p udplite -j RETURN',
      '-p udplite -m multiport --dports 80:90 -j RETURN',
    ],
    [
      'tcp 0-80',
      { protocol: 'tcp', portRangeMin: 0, portRangeMax: 80 },
      '-p tcp -m tcp -j RETURN',
      '-p tcp -m tcp -m multiport --dports 0:80 -j RETURN',
    ],
  ] as const)('%s', (_, of, old, now) => {
    for (const release of OLD) expect(linesOf(of, release)).toEqual([old])
    for (const release of NEW) expect(linesOf(of, release)).toEqual([now])
  })
})

describe('facts 7: ICMP', () => {
  test.each([
    [
      'type 8',
      { protocol: 'icmp', portRangeMin: 8 },
      '-p icmp -m icmp --icmp-type 8 -j RETURN',
      '-p icmp -m icmp --icmp-type 8 -j RETURN',
    ],
    [
      'type 8 code 0',
      { protocol: 'icmp', portRangeMin: 8, portRangeMax: 0 },
      '-p icmp -m icmp --icmp-type 8 -j RETURN',
      '-p icmp -m icmp --icmp-type 8/0 -j RETURN',
    ],
    ['type 0', { protocol: 'icmp', portRangeMin: 0 }, '-p icmp -j RETURN', '-p icmp -m icmp --icmp-type 0 -j RETURN'],
  ] as const)('%s', (_, of, old, now) => {
    for (const release of OLD) expect(linesOf(of, release)).toEqual([old])
    for (const release of NEW) expect(linesOf(of, release)).toEqual([now])
  })
})

describe('facts 7: prefixes', () => {
  test.each([
    ['host bits', '10.0.0.5/24', '-s 10.0.0.0/24 -j RETURN'],
    ['a single address', '10.0.0.5', '-s 10.0.0.5/32 -j RETURN'],
    ['every address', '0.0.0.0/0', '-j RETURN'],
  ] as const)('%s', (_, remoteIpPrefix, line) => {
    for (const release of [...OLD, ...NEW]) expect(linesOf({ remoteIpPrefix }, release)).toEqual([line])
  })
  test('egress looks at the destination', () => {
    expect(linesOf({ direction: 'egress', remoteIpPrefix: '10.0.0.0/8' }, '25.2')).toEqual(['-d 10.0.0.0/8 -j RETURN'])
  })
})

describe('facts 7: equal lines', () => {
  const ssh = { protocol: 'tcp', portRangeMin: 22, portRangeMax: 22 }
  const web = { protocol: 'tcp', portRangeMin: 80, portRangeMax: 80 }
  const twice = {
    groups: [group([rule(ssh), rule(web)]), group([rule(ssh)], { id: OTHER })],
    ports: [port({ securityGroupIds: [GROUP, OTHER] })],
  }
  const order = (release: (typeof OLD)[number] | (typeof NEW)[number]) =>
    chain(compiled(twice, release), 'i').flatMap((line) => /--dport (22|80)/.exec(line)?.[1] ?? [])
  test.each(OLD)('%s: the last place counts', (release) => expect(order(release)).toEqual(['80', '22']))
  test.each(NEW)('%s: the first place counts', (release) => expect(order(release)).toEqual(['22', '80']))
  test.each(OLD)('%s: 10.0.0.5/24 and 10.0.0.0/24 are two', (release) => {
    const groups = [group([rule({ remoteIpPrefix: '10.0.0.5/24' }), rule({ remoteIpPrefix: '10.0.0.0/24' })])]
    expect(chain(compiled({ groups }, release), 'i').filter((line) => line.startsWith('-s 10.'))).toHaveLength(2)
  })
  test.each([...OLD, ...NEW])('%s: a rule that says what is built in moves it to its own place', (release) => {
    const groups = [group([rule({ direction: 'egress', ethertype: 'IPv6', protocol: 'icmpv6' })])]
    const lines = chain(compiled({ groups }, release), 'o', 'ip6tables')
    expect(lines.filter((line) => line === '-p ipv6-icmp -j RETURN')).toHaveLength(1)
    expect(lines.indexOf('-p ipv6-icmp -j RETURN')).toBeGreaterThan(lines.indexOf('-m state --state RELATED,ESTABLISHED -j RETURN'))
  })
})

describe('facts 7: remote groups', () => {
  const member = port({
    ...{ id: '11111111-0000-4000-8000-000000000000', macAddress: 'fa:16:3e:00:00:09', securityGroupIds: [OTHER] },
    ...{ fixedIps: [{ subnetId: V4, ipAddress: '91.1.180.5' }], hostName: null },
    allowedAddressPairs: [{ ipAddress: '0.0.0.0/0', macAddress: null }],
  })
  const parts = { ports: [port({ securityGroupIds: [GROUP, OTHER] }), member], groups: [group([], { id: OTHER })] }
  test.each(['2015.1', ...NEW] as const)('%s: a prefix of length 0 is two halves in a set', (release) => {
    const json = compiled({ ...parts, groups: [group([rule({ remoteGroupId: OTHER })]), ...parts.groups] }, release)
    expect(json.ipset.map((line) => line.split(' ')[2]).slice(1)).toEqual(['91.1.180.14', '91.1.180.5', '0.0.0.0/1', '128.0.0.0/1'])
  })
  test('2014.2: hash:ip cannot hold it, which is told before loading', () => {
    const groups = [group([rule({ remoteGroupId: OTHER })]), ...parts.groups]
    expect(codes({ ...parts, groups }, '2014.2')).toEqual(['set.prefix-not-single'])
  })
  test.each([...OLD, ...NEW])('%s: without ipset a line a member, but for the own address', (release) => {
    expect(linesOf({ remoteGroupId: OTHER }, release, parts, { enableIpset: false })).toEqual([
      '-s 91.1.180.5/32 -j RETURN',
      '-j RETURN',
    ])
  })
  test.each(OLD)('%s: a group without members has no set, and its rule no line', (release) => {
    expect(linesOf({ remoteGroupId: OTHER }, release, { groups: parts.groups })).toEqual([])
  })
  test.each(NEW)('%s: a group without members has an empty set', (release) => {
    const json = compiled({ groups: [group([rule({ remoteGroupId: OTHER })]), ...parts.groups] }, release)
    expect(json.ipset).toEqual(['create NIPv4f5377a66-803d-481b-b4c3- hash:net family inet hashsize 1024 maxelem 65536'])
    expect(chain(json, 'i')).toContain('-m set --match-set NIPv4f5377a66-803d-481b-b4c3- src -j RETURN')
  })
})

describe('facts 7: address groups', () => {
  const lists = [{ id: OTHER, name: 'offices', description: '', addresses: ['10.1.0.0/16', '2001:db8::/32'] }]
  const parts = { addressGroups: lists }
  const of = { remoteAddressGroupId: OTHER }
  test('21.0: the set is made and forgotten: open to everyone (LP 2058138)', () => {
    expect(linesOf(of, '21.0', parts)).toEqual(['-j RETURN'])
    expect(compiled({ ...parts, groups: [group([rule(of)])] }, '21.0').ipset).toHaveLength(2)
  })
  test('25.2: matched', () => {
    expect(linesOf(of, '25.2', parts)).toEqual(['-m set --match-set NIPv4f5377a66-803d-481b-b4c3- src -j RETURN'])
    expect(linesOf(of, '25.2', parts, { enableIpset: false })).toEqual(['-s 10.1.0.0/16 -j RETURN'])
  })
  test.each(OLD)('%s does not know them', (release) => expect(linesOf(of, release, parts)).toEqual([]))
})

describe('facts 12: MAC addresses as typed', () => {
  const dashed = port({ macAddress: 'FA-16-3E-F3-1E-C0' })
  test.each(OLD)('%s would hand dashes to iptables, which is told before loading', (release) => {
    expect(codes({ ports: [dashed] }, release)).toEqual(['port.mac-dashes'])
  })
  test.each(NEW)('%s writes colons, but not for a port without addresses', (release) => {
    expect(codes({ ports: [dashed] }, release)).toEqual([])
    expect(codes({ ports: [{ ...dashed, fixedIps: [] }] }, release)).toEqual(['port.mac-dashes'])
  })
})
