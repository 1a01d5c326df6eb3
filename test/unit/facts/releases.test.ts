import { describe, expect, test } from 'vitest'
import { Release } from '#shared/project/schema'
import { chain, compiled, GROUP, group, OTHER, PORT, port, rule, V4, V6 } from './host-rules.ts'

/** What each release writes, by the numbered sections of the facts about Neutron's drivers. */
const OLD = ['2014.2', '2015.1'] as const
const NEW = ['21.0', '25.2'] as const
const ALL = Release.options

describe('facts 0: what tells the releases apart', () => {
  test.each([
    ['2014.2', ['-m state --state INVALID -j DROP', '-m state --state RELATED,ESTABLISHED -j RETURN']],
    ['2015.1', ['-m state --state RELATED,ESTABLISHED -j RETURN', '-m state --state INVALID -j DROP']],
    ['21.0', ['-m state --state RELATED,ESTABLISHED -j RETURN', '-m state --state INVALID -j DROP']],
    ['25.2', ['-m state --state RELATED,ESTABLISHED -j RETURN', '-m state --state INVALID -j DROP']],
  ] as const)('%s: the order of INVALID and ESTABLISHED', (release, order) => {
    for (const letter of ['i', 'o'])
      expect(chain(compiled({}, release), letter).filter((line) => line.includes('--state'))).toEqual(order)
  })
  test.each(ALL)('%s: nat PREROUTING lets every port pass since 24.0 only', (release) => {
    expect(Object.keys(compiled({}, release).iptables)).toEqual(
      release === '25.2' ? ['raw', 'nat', 'filter'] : release === '21.0' ? ['raw', 'filter'] : ['filter'],
    )
    expect(chain(compiled({}, '25.2'), 'neutron-openvswi-PREROUTING', 'ip6tables', 'nat')).toEqual([
      '-m physdev --physdev-out tap6e3f2eda-32 -j ACCEPT',
      '-m physdev --physdev-in tap6e3f2eda-32 -j ACCEPT',
    ])
  })
})

describe('facts 1: names and lengths', () => {
  test.each(ALL)('%s: eleven characters behind the prefix, ten of the id behind the letter, fourteen of a device', (release) => {
    const lines = compiled({}, release, { firewallDriver: 'iptables' }).iptables['filter'] ?? []
    expect(lines).toContain(
      '-A neutron-linuxbri-sg-chain -m physdev --physdev-out tap6e3f2eda-32 --physdev-is-bridged -j neutron-linuxbri-i6e3f2eda-3',
    )
  })
  test.each([
    ['2014.2', 'IPv4f5377a66-803d-481b-b'],
    ['2015.1', 'NETIPv4f5377a66-803d-481b-b'],
    ['21.0', 'NIPv4f5377a66-803d-481b-b4c3-'],
    ['25.2', 'NIPv4f5377a66-803d-481b-b4c3-'],
  ] as const)('%s: sets are called %s', (release, name) => {
    const parts = { groups: [group([rule({ remoteGroupId: OTHER })]), group([], { id: OTHER })] }
    const member = port({ id: '11111111-0000-4000-8000-000000000000', securityGroupIds: [OTHER], macAddress: 'fa:16:3e:00:00:09' })
    const ports = [port(), { ...member, fixedIps: [{ subnetId: V4, ipAddress: '91.1.180.5' }] }]
    const type = release === '2014.2' ? 'hash:ip' : 'hash:net'
    expect(compiled({ ...parts, ports }, release).ipset).toEqual([
      `create ${name} ${type} family inet hashsize 1024 maxelem 65536`,
      `add ${name} 91.1.180.5`,
    ])
  })
})

describe('facts 2: the skeleton', () => {
  test.each(ALL)('%s: FORWARD and OUTPUT go through filter-top first, INPUT does not', (release) => {
    const json = compiled({}, release)
    expect(chain(json, 'INPUT')).toEqual(['-j neutron-openvswi-INPUT'])
    expect(chain(json, 'FORWARD')).toEqual(['-j neutron-filter-top', '-j neutron-openvswi-FORWARD'])
    expect(chain(json, 'OUTPUT')).toEqual(['-j neutron-filter-top', '-j neutron-openvswi-OUTPUT'])
    expect(chain(json, 'neutron-openvswi-sg-fallback')).toEqual(['-j DROP'])
  })
  test.each(NEW)('%s: ports in the order of their ids', (release) => {
    const first = port({ id: '11111111-0000-4000-8000-000000000000', macAddress: 'fa:16:3e:00:00:01', fixedIps: [] })
    const json = compiled({ ports: [port(), first] }, release)
    expect(chain(json, 'neutron-openvswi-sg-chain').map((line) => /tap\S+/.exec(line)?.[0] ?? line)).toEqual([
      ...['tap11111111-00', 'tap11111111-00', 'tap6e3f2eda-32', 'tap6e3f2eda-32', '-j ACCEPT'],
    ])
  })
})

describe('facts 3: the chain to the VM', () => {
  test.each(OLD)('%s: ICMPv6 130, 131, 132, 135, 136', (release) => {
    expect(types(chain(compiled({}, release), 'i', 'ip6tables'))).toEqual([130, 131, 132, 135, 136])
  })
  test.each(NEW)('%s: ICMPv6 130, 135, 136', (release) => {
    expect(types(chain(compiled({}, release), 'i', 'ip6tables'))).toEqual([130, 135, 136])
  })
  test.each(ALL)('%s: ends in the fallback', (release) => {
    expect(chain(compiled({}, release), 'i').at(-1)).toBe('-j neutron-openvswi-sg-fallback')
  })
})

const types = (lines: readonly string[]): number[] =>
  lines.flatMap((line) =>
    /icmpv6-type (\d+) /.exec(line)?.[1] === undefined ? [] : [Number(/icmpv6-type (\d+) /.exec(line)?.[1])],
  )

describe('facts 4: the chain from the VM', () => {
  test('2014.2: a DHCP request from any address', () => {
    expect(chain(compiled({}, '2014.2'), 'o')[0]).toBe('-p udp -m udp --sport 68 --dport 67 -j RETURN')
  })
  test.each(['2015.1', ...NEW] as const)(
    '%s: a DHCP request from nowhere to everyone, and again behind the source check',
    (release) => {
      expect(chain(compiled({}, release), 'o').slice(0, 4)).toEqual([
        '-s 0.0.0.0/32 -d 255.255.255.255/32 -p udp -m udp --sport 68 --dport 67 -j RETURN',
        '-j neutron-openvswi-s6e3f2eda-3',
        '-p udp -m udp --sport 68 --dport 67 -j RETURN',
        '-p udp -m udp --sport 67 --dport 68 -j DROP',
      ])
    },
  )
  test.each(OLD)('%s: all ICMPv6 before the source check', (release) => {
    const lines = chain(compiled({ ports: [both] }, release), 'o', 'ip6tables')
    expect(lines.indexOf('-p ipv6-icmp -j RETURN')).toBeLessThan(lines.indexOf('-j neutron-openvswi-s6e3f2eda-3'))
  })
  test.each(NEW)('%s: from the unspecified address three types, then the check, then no advertisement', (release) => {
    expect(chain(compiled({ ports: [both] }, release), 'o', 'ip6tables').slice(0, 6)).toEqual([
      ...[131, 135, 143].map((type) => `-s ::/128 -d ff02::/16 -p ipv6-icmp -m icmp6 --icmpv6-type ${type} -j RETURN`),
      '-j neutron-openvswi-s6e3f2eda-3',
      '-p ipv6-icmp -m icmp6 --icmpv6-type 134 -j DROP',
      '-p ipv6-icmp -j RETURN',
    ])
  })
})

const both = port({
  fixedIps: [
    { subnetId: V4, ipAddress: '91.1.180.14' },
    { subnetId: V6, ipAddress: '2001:db8:1::14' },
  ],
})

describe('facts 5: the source check', () => {
  const pairs = port({
    allowedAddressPairs: [
      { ipAddress: '10.20.0.5/16', macAddress: null },
      { ipAddress: '2001:db8:9::1', macAddress: 'FA-16-3E-AA-BB-CC' },
    ],
    fixedIps: both.fixedIps,
  })
  test.each(NEW)('%s: pairs, then addresses, link-local once for each MAC', (release) => {
    const own = 'fa:16:3e:f3:1e:c0'
    const json = compiled({ ports: [pairs] }, release)
    expect(chain(json, 's')).toEqual([
      `-s 10.20.0.0/16 -m mac --mac-source ${own} -j RETURN`,
      `-s 91.1.180.14/32 -m mac --mac-source ${own} -j RETURN`,
      '-j DROP',
    ])
    expect(chain(json, 's', 'ip6tables')).toEqual([
      '-s 2001:db8:9::1/128 -m mac --mac-source fa:16:3e:aa:bb:cc -j RETURN',
      '-s fe80::f816:3eff:feaa:bbcc/128 -m mac --mac-source fa:16:3e:aa:bb:cc -j RETURN',
      `-s 2001:db8:1::14/128 -m mac --mac-source ${own} -j RETURN`,
      `-s fe80::f816:3eff:fef3:1ec0/128 -m mac --mac-source ${own} -j RETURN`,
      '-j DROP',
    ])
  })
  test.each(ALL)('%s: a family without an address has no check', (release) => {
    const json = compiled({}, release)
    expect(chain(json, 's', 'ip6tables')).toEqual([])
    expect(chain(json, 'o', 'ip6tables').some((line) => line.includes('-s6e3f2eda'))).toBe(false)
  })
  test.each(ALL)('%s: a port without addresses may send from any with its MAC', (release) => {
    const json = compiled({ ports: [port({ fixedIps: [] })] }, release)
    for (const family of ['iptables', 'ip6tables'] as const)
      expect(chain(json, 's', family)).toEqual(['-m mac --mac-source fa:16:3e:f3:1e:c0 -j RETURN', '-j DROP'])
  })
  test.each(NEW)('%s: an address and the same with its length are one line', (release) => {
    const twice = port({ allowedAddressPairs: [{ ipAddress: '91.1.180.14/32', macAddress: null }] })
    expect(chain(compiled({ ports: [twice] }, release), 's')).toHaveLength(2)
  })
})

describe('facts 6: provider rules', () => {
  const dhcp = port({
    ...{ id: '22222222-0000-4000-8000-000000000000', macAddress: 'fa:16:3e:00:00:02', deviceOwner: 'network:dhcp' },
    ...{
      fixedIps: [{ subnetId: V4, ipAddress: '91.1.180.3' }],
      securityGroupIds: [],
      hostName: 'compute1',
      portSecurityEnabled: false,
    },
  })
  test.each(OLD)('%s: from each DHCP server', (release) => {
    expect(chain(compiled({ ports: [port(), dhcp] }, release), 'i')).toContain(
      '-s 91.1.180.3/32 -p udp -m udp --sport 67 --dport 68 -j RETURN',
    )
  })
  test.each(NEW)('%s: to the own addresses and to everyone, whoever the server is', (release) => {
    const json = compiled({ ports: [both, dhcp] }, release)
    expect(chain(json, 'i').filter((line) => line.includes('--sport 67'))).toEqual([
      '-d 91.1.180.14/32 -p udp -m udp --sport 67 --dport 68 -j RETURN',
      '-d 255.255.255.255/32 -p udp -m udp --sport 67 --dport 68 -j RETURN',
    ])
    expect(chain(json, 'i', 'ip6tables').slice(4, 7)).toEqual([
      '-p ipv6-icmp -m icmp6 --icmpv6-type 134 -j RETURN',
      '-d 2001:db8:1::14/128 -p udp -m udp --sport 547 --dport 546 -j RETURN',
      '-d fe80::/64 -p udp -m udp --sport 547 --dport 546 -j RETURN',
    ])
  })
})

describe('facts 8: port security off, trusted ports', () => {
  const off = port({ portSecurityEnabled: false, securityGroupIds: [] })
  test('2014.2 does not know the switch', () => {
    expect(chain(compiled({ ports: [off] }, '2014.2'), 'i')).not.toEqual([])
  })
  test.each(['2015.1', ...NEW] as const)('%s: accepted in FORWARD behind those that are checked, no chains, no zone', (release) => {
    const other = port({ id: '77777777-0000-4000-8000-000000000000', macAddress: 'fa:16:3e:00:00:07', fixedIps: [] })
    const json = compiled({ ports: [off, other] }, release)
    expect(chain(json, 'i')).toEqual([])
    expect(chain(json, 'neutron-openvswi-FORWARD')).toEqual([
      '-m physdev --physdev-out tap77777777-00 --physdev-is-bridged -j neutron-openvswi-sg-chain',
      '-m physdev --physdev-in tap77777777-00 --physdev-is-bridged -j neutron-openvswi-sg-chain',
      '-m physdev --physdev-out tap6e3f2eda-32 --physdev-is-bridged -j ACCEPT',
      '-m physdev --physdev-in tap6e3f2eda-32 --physdev-is-bridged -j ACCEPT',
    ])
    expect(chain(json, 'neutron-openvswi-INPUT').at(-1)).toBe(
      '-m physdev --physdev-in tap6e3f2eda-32 --physdev-is-bridged -j ACCEPT',
    )
    expect(JSON.stringify(json.iptables['raw'] ?? [])).not.toContain('6e3f2eda')
  })
  test.each(ALL)('%s: a port of a service is trusted, by name since 13.0', (release) => {
    const router = port({ deviceOwner: 'network:floatingip', securityGroupIds: [], portSecurityEnabled: false })
    const json = compiled({ ports: [router] }, release)
    const known = release === '21.0' || release === '25.2'
    expect(chain(json, 'neutron-openvswi-FORWARD')).toHaveLength(known ? 2 : 0)
    expect(chain(json, 'neutron-openvswi-INPUT')).toEqual([])
  })
})

describe('facts 9: zones of connection tracking', () => {
  test.each(NEW)('%s: one a port where each has a bridge of its own, one a network where it has not', (release) => {
    const second = port({ id: '77777777-0000-4000-8000-000000000000', macAddress: 'fa:16:3e:00:00:07', fixedIps: [] })
    const zones = (driver: 'hybrid' | 'iptables') =>
      (compiled({ ports: [second, port()] }, release, { firewallDriver: driver }).ip6tables['raw'] ?? []).flatMap(
        (line) => /--zone (\d+)/.exec(line)?.[1] ?? [],
      )
    expect(zones('hybrid')).toEqual(['4097', '4097', '4097', '4098', '4098', '4098'])
    expect(zones('iptables')).toEqual(['4097', '4097', '4097', '4097', '4097', '4097'])
  })
  test.each(NEW)('%s: a comment is written there also with comments off', (release) => {
    const raw = (driver: 'hybrid' | 'iptables') => compiled({}, release, { firewallDriver: driver }).iptables['raw']?.at(-1)
    expect(raw('hybrid')).toBe(
      `-A neutron-openvswi-PREROUTING -m physdev --physdev-in tap6e3f2eda-32 -m comment --comment "Set zone for ${PORT}" -j CT --zone 4097`,
    )
    expect(raw('iptables')).toBe(
      '-A neutron-linuxbri-PREROUTING -m physdev --physdev-in tap6e3f2eda-32 -m comment --comment "Set zone for e3f2eda-32" -j CT --zone 4097',
    )
  })
  const one = [group([rule()], { stateful: false })]
  test.each([
    ['a stateless group with a rule', one, {}, true],
    ['a stateless group without rules', [group([], { stateful: false })], {}, false],
    ['a stateful group', [group([rule()])], {}, false],
    [
      'a stateless group that is not the first',
      [...one, group([rule()], { id: OTHER })],
      { securityGroupIds: [OTHER, GROUP] as string[] },
      false,
    ],
    ['a port of a service', one, { deviceOwner: 'neutron:LOADBALANCERV2' }, false],
  ] as const)('not tracked or in a zone: %s', (_, groups, of, notrack) => {
    for (const release of NEW) {
      const raw = JSON.stringify(compiled({ groups, ports: [port(of)] }, release).iptables['raw'])
      expect([raw.includes('--notrack'), raw.includes('--zone')]).toEqual([notrack, !notrack])
    }
  })
  test.each(OLD)('%s has no zones', (release) => expect(compiled({}, release).iptables['raw']).toBeUndefined())
})
