import { describe, expect, test } from 'vitest'
import { compile } from '#shared/compile/compile'
import { compileJson } from '#shared/compile/compile-json'
import { articleSevenRules } from '#shared/project/article'
import type { Port, Project, SecurityGroupRule, Subnet } from '#shared/project/schema'
import { indexMarks } from '#shared/ruleset/rows'

const P1 = '6e3f2eda-3230-45e8-9be5-f382af5b83ea'
const GROUP = '0aff643b-7b34-4384-b482-f37eccef5b90'
const DEFAULT = 'f5377a66-803d-481b-b4c3-a6631e8ab456'
type Rule = Partial<SecurityGroupRule>

function project(rules: Rule[], port: Partial<Port> = {}, subnets: Subnet[] = []): Project {
  const full = rules.map((rule, at) => ({
    id: `0000000${at}-0000-4000-8000-000000000000`,
    direction: 'ingress' as const,
    ethertype: 'IPv4' as const,
    protocol: null,
    portRangeMin: null,
    portRangeMax: null,
    remoteIpPrefix: null,
    remoteGroupId: null,
    remoteAddressGroupId: null,
    description: '',
    ...rule,
  }))
  return {
    ...articleSevenRules,
    subnets: [...articleSevenRules.subnets, ...subnets],
    ports: articleSevenRules.ports.map((p) => (p.id === P1 ? { ...p, ...port } : p)),
    floatingIps: [],
    securityGroups: articleSevenRules.securityGroups.map((group) => (group.id === GROUP ? { ...group, rules: full } : group)),
  }
}

function lines(of: Project, chain: 'i' | 'o' | 's', tool: 'iptables' | 'ip6tables' = 'iptables', enableIpset = true): string[] {
  const result = compile(of, 'compute1', { enableIpset })
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  const head = `-A neutron-openvswi-${chain}6e3f2eda-3 `
  return (compileJson(result.value)[tool]['filter'] ?? []).filter((l) => l.startsWith(head)).map((l) => l.slice(head.length))
}

/** Lines between provider rules and fallback. */
const user = (rules: Rule[], ipset = true) => lines(project(rules), 'i', 'iptables', ipset).slice(4, -1)
const user6 = (rule: Rule) => lines(project([{ ethertype: 'IPv6', ...rule }]), 'i', 'ip6tables').slice(7, -1)

describe('what 2014.2 makes of a rule', () => {
  test.each<[string, Rule, string[]]>([
    ['any', {}, ['-j RETURN']],
    ['number 0 is any', { protocol: '0' }, ['-j RETURN']],
    ['tcp without ports', { protocol: 'tcp' }, ['-p tcp -m tcp -j RETURN']],
    ['letter case', { protocol: 'TCP' }, ['-p tcp -m tcp -j RETURN']],
    ['tcp from port 0 loses its ports', { protocol: 'tcp', portRangeMin: 0, portRangeMax: 80 }, ['-p tcp -m tcp -j RETURN']],
    ['number 6 loses its port', { protocol: '6', portRangeMin: 80, portRangeMax: 80 }, ['-p tcp -j RETURN']],
    ['a number without name', { protocol: '200' }, ['-p 200 -j RETURN']],
    ['ICMP type', { protocol: 'icmp', portRangeMin: 8 }, ['-p icmp -m icmp --icmp-type 8 -j RETURN']],
    ['ICMP code 0 is lost', { protocol: 'icmp', portRangeMin: 8, portRangeMax: 0 }, ['-p icmp -m icmp --icmp-type 8 -j RETURN']],
    ['ICMP code', { protocol: 'icmp', portRangeMin: 3, portRangeMax: 4 }, ['-p icmp -m icmp --icmp-type 3/4 -j RETURN']],
    ['ICMP type 0 opens all of it', { protocol: 'icmp', portRangeMin: 0, portRangeMax: 0 }, ['-p icmp -j RETURN']],
    ['host bits', { remoteIpPrefix: '10.0.0.5/24' }, ['-s 10.0.0.0/24 -j RETURN']],
    ['one address', { remoteIpPrefix: '10.0.0.5' }, ['-s 10.0.0.5/32 -j RETURN']],
    ['/0', { remoteIpPrefix: '0.0.0.0/0' }, ['-j RETURN']],
    ['an empty remote group', { remoteGroupId: 'c98a2a3f-1b06-429d-b419-aa862662f116' }, []],
  ])('%s', (_, rule, want) => expect(user([rule])).toEqual(want))

  test.each<[string, Rule, string[]]>([
    ['icmp', { protocol: 'icmp', portRangeMin: 128 }, ['-p ipv6-icmp -m icmp6 --icmpv6-type 128 -j RETURN']],
    ['icmpv6', { protocol: 'icmpv6' }, ['-p ipv6-icmp -j RETURN']],
    ['a prefix', { remoteIpPrefix: '2001:DB8::1/33' }, ['-s 2001:db8::/33 -j RETURN']],
  ])('IPv6: %s', (_, rule, want) => expect(user6(rule)).toEqual(want))

  test('egress looks at the destination', () => {
    const egress = project([
      { direction: 'egress', remoteIpPrefix: '10.0.0.0/8' },
      { direction: 'egress', remoteGroupId: DEFAULT },
    ])
    expect(lines(egress, 'o').slice(5, -1)).toEqual([
      '-d 10.0.0.0/8 -j RETURN',
      '-m set --match-set IPv4f5377a66-803d-481b-b dst -j RETURN',
    ])
  })

  test('equal lines stand once, in the last place; texts that only the kernel makes equal stand twice', () => {
    const tcp = { protocol: 'tcp', portRangeMin: 0 }
    expect(user([{ ...tcp, portRangeMax: 80 }, {}, { ...tcp, portRangeMax: 90 }])).toEqual(['-j RETURN', '-p tcp -m tcp -j RETURN'])
    expect(user([{ remoteIpPrefix: '10.0.0.5/24' }, { remoteIpPrefix: '10.0.0.6/24' }])).toEqual(
      Array(2).fill('-s 10.0.0.0/24 -j RETURN'),
    )
  })

  test('own fixed addresses are no members without ipset, own pairs are', () => {
    const own = project([{ remoteGroupId: GROUP }], { allowedAddressPairs: [{ ipAddress: '10.9.0.0/24', macAddress: null }] })
    expect(lines(own, 'i', 'iptables', false).slice(4, -1)).toEqual(['-s 10.9.0.0/24 -j RETURN'])
  })
})

describe('source checks', () => {
  test('pairs come first, the last line is DROP, a pair without MAC has that of the port', () => {
    const pairs = [
      { ipAddress: '10.1.0.0/16', macAddress: 'FA:16:3E:AA:BB:CC' },
      { ipAddress: '0.0.0.0/0', macAddress: null },
    ]
    expect(lines(project([], { allowedAddressPairs: pairs }), 's')).toEqual([
      '-s 10.1.0.0/16 -m mac --mac-source fa:16:3e:aa:bb:cc -j RETURN',
      '-m mac --mac-source fa:16:3e:f3:1e:c0 -j RETURN',
      '-s 91.1.180.14/32 -m mac --mac-source fa:16:3e:f3:1e:c0 -j RETURN',
      '-j DROP',
    ])
  })

  test('a port without addresses is held to its MAC in both families', () => {
    const bare = project([], { fixedIps: [] })
    for (const tool of ['iptables', 'ip6tables'] as const)
      expect(lines(bare, 's', tool)).toEqual(['-m mac --mac-source fa:16:3e:f3:1e:c0 -j RETURN', '-j DROP'])
  })

  test('a family without an address has no source check', () => expect(lines(project([]), 's', 'ip6tables')).toEqual([]))
})

describe('providers of IPv6', () => {
  const subnet: Subnet = {
    id: '00000006-0000-4000-8000-000000000006',
    networkId: articleSevenRules.networks[0]?.id ?? '',
    ipVersion: 6,
    cidr: '2001:db8::/64',
    gatewayIp: 'fe80::1',
    enableDhcp: true,
  }
  const provided = (more: Partial<Subnet>, dhcp: string) => {
    const base = project([], {}, [{ ...subnet, ...more }])
    const ports = base.ports.map((port) =>
      port.deviceOwner === 'network:dhcp' && port.fixedIps[0]?.ipAddress === '91.1.180.2'
        ? { ...port, fixedIps: [...port.fixedIps, { subnetId: subnet.id, ipAddress: dhcp }] }
        : port.macAddress === 'fa:16:3e:90:e5:50'
          ? { ...port, fixedIps: [...port.fixedIps, { subnetId: subnet.id, ipAddress: '2001:db8::1' }] }
          : port,
    )
    return lines({ ...base, ports }, 'i', 'ip6tables').slice(7, -1)
  }
  const dhcp = '-s fe80::f816:3eff:fe91:2/128 -p udp -m udp --sport 547 --dport 546 -j RETURN'
  const advertised = (from: string) => `-s ${from}/128 -p ipv6-icmp -m icmp6 --icmpv6-type 134 -j RETURN`

  test('a link-local gateway advertises, a DHCP server answers from its link-local address', () =>
    expect(provided({}, '2001:db8::2')).toEqual([advertised('fe80::1'), dhcp]))
  test('a global gateway that Neutron advertises for has the link-local address of its port', () =>
    expect(provided({ gatewayIp: '2001:db8::1', ipv6RaMode: 'slaac' }, '2001:db8::2')).toEqual([
      advertised('fe80::f816:3eff:fe90:e550'),
      dhcp,
    ]))
  test('another global gateway advertises nothing', () =>
    expect(provided({ gatewayIp: '2001:db8::1' }, '2001:db8::2')).toEqual([dhcp]))
})

describe('sets', () => {
  const withPair = (ipAddress: string) =>
    compile(
      project([{ remoteGroupId: GROUP }, { remoteGroupId: GROUP, ethertype: 'IPv6' }], {
        allowedAddressPairs: [{ ipAddress, macAddress: null }],
      }),
      'compute1',
    )

  test('a prefix is written out, as the kernel does', () => {
    const result = withPair('10.0.0.4/30')
    const set = result.ok ? result.value.sets.find(({ name }) => name.startsWith('IPv40aff')) : undefined
    expect(set?.members).toEqual(['91.1.180.14', '10.0.0.4', '10.0.0.5', '10.0.0.6', '10.0.0.7'])
  })
  test.each(['10.0.0.0/15', '0.0.0.0/0', '2001:db8::/64'])('%s cannot be written out', (prefix) => {
    const result = withPair(prefix)
    expect(result.ok ? [] : result.error.map(({ code }) => code)).toEqual(['set.prefix-not-single'])
  })
})

describe('a ruleset', () => {
  test('leads from a mark to the group rule', () => {
    const result = compile(articleSevenRules, 'compute1')
    if (!result.ok) throw new Error('the example does not compile')
    const icmp = [...indexMarks(result.value)].find(
      ([, { rule, chain }]) => rule.spec.protocol === 'icmp' && chain.role === 'port-in',
    )
    expect(icmp?.[0]).toMatch(/^tw:5e7e0002\.[0-9a-z]{9}$/)
    expect(icmp?.[1].rule.origin).toEqual({
      kind: 'group-rule',
      portId: P1,
      groupId: GROUP,
      ruleId: '5e7e0002-0000-4000-8000-000000000002',
      member: null,
    })
  })

  test('an unknown host, a broken project', () => {
    const codes = (result: ReturnType<typeof compile>) => (result.ok ? [] : result.error.map(({ code }) => code))
    expect(codes(compile(articleSevenRules, 'compute9'))).toEqual(['host.unknown'])
    expect(codes(compile(project([{ remoteIpPrefix: 'x' }]), 'compute1'))).toEqual(['rule.prefix-bad'])
  })
})

describe('a port without a device', () => {
  const compiled = (unplugged: readonly string[], release: '2014.2' | '25.2') => {
    const result = compile(articleSevenRules, 'compute1', { release }, { unplugged: new Set(unplugged) })
    if (!result.ok) throw new Error(JSON.stringify(result.error))
    return { text: JSON.stringify(compileJson(result.value)), sets: result.value.sets, tables: result.value.tables }
  }
  const here = articleSevenRules.ports.filter(
    ({ hostName, deviceOwner }) => hostName === 'compute1' && deviceOwner.startsWith('compute:'),
  )

  test.each(['2014.2', '25.2'] as const)('has no line in %s, and stays a member of its groups', (release) => {
    const [plain, without] = [compiled([], release), compiled([P1], release)]
    expect(plain.text).toContain('6e3f2eda')
    expect(without.tables.flatMap(({ chains }) => chains).some(({ name }) => name.includes('6e3f2eda'))).toBe(false)
    const lines = (of: typeof plain) =>
      of.tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules.map(({ text }) => text)))
    expect(lines(without).filter((line) => line.includes('tap6e3f2eda') || line.includes('qvb6e3f2eda'))).toEqual([])
    for (const set of without.sets) expect(plain.sets).toContainEqual(set)
  })
  test('leaves the conntrack zones of the others as they are', () => {
    const zones = ({ tables }: ReturnType<typeof compiled>) =>
      tables
        .filter(({ table }) => table === 'raw')
        .flatMap(({ chains }) => chains.flatMap(({ rules }) => rules.map(({ text }) => text)))
    for (const { id } of here) {
      const without = zones(compiled([id], '25.2'))
      expect(without.length).toBe(zones(compiled([], '25.2')).length - 6)
      expect(zones(compiled([], '25.2'))).toEqual(expect.arrayContaining(without))
    }
  })
  test('that was the last one leaves the chains that are the agent’s own', () => {
    const { tables } = compiled(
      here.map(({ id }) => id),
      '25.2',
    )
    expect(tables.flatMap(({ chains }) => chains.map(({ name }) => name))).toContain('neutron-openvswi-sg-fallback')
  })
})
