import { describe, expect, test } from 'vitest'
import { compile, type HostSettings } from '#shared/compile/compile'
import { dutiesOf, sayDuty } from '#shared/explain/duties'
import { explainRuleset } from '#shared/explain/explain-ruleset'
import { explainedDuties } from '#shared/explain/undone-duties'
import { Release } from '#shared/project/schema'
import type { Ruleset } from '#shared/ruleset/ruleset'
import { dutySentences as dutiesEn } from '#shared/texts/en/duties'
import { reasons as english, type ReasonCode } from '#shared/texts/en/reasons'
import { dutySentences as dutiesZh } from '#shared/texts/zh/duties'
import { reasons as chinese } from '#shared/texts/zh/reasons'
import { GROUP, group, OTHER, PORT, port, project, rule, V4, V6 } from '../facts/host-rules.ts'

const SECOND = '11111111-0000-4000-8000-000000000000'
const second = (rest: Parameters<typeof port>[0] = {}) =>
  port({ id: SECOND, macAddress: 'fa:16:3e:00:00:09', fixedIps: [{ subnetId: V4, ipAddress: '91.1.180.5' }], ...rest })
const tcp = { protocol: 'tcp', portRangeMin: 8000, portRangeMax: 8080 }

const parts = {
  ports: [
    port({
      fixedIps: [...port().fixedIps, { subnetId: V6, ipAddress: '2001:db8:1::14' }],
      allowedAddressPairs: [{ ipAddress: '10.0.0.0/24', macAddress: null }],
      name: 'web',
    }),
    second({ name: 'router', portSecurityEnabled: false }),
    second({ id: '22222222-0000-4000-8000-000000000000', name: 'bare', macAddress: 'fa:16:3e:00:00:10', fixedIps: [] }),
    second({
      ...{ id: '33333333-0000-4000-8000-000000000000', name: 'dhcp', macAddress: 'fa:16:3e:00:00:11', securityGroupIds: [] },
      ...{ deviceOwner: 'network:dhcp', fixedIps: [{ subnetId: V4, ipAddress: '91.1.180.2' }] },
    }),
  ],
  groups: [group([rule(tcp), rule({ remoteGroupId: GROUP })], { name: 'servers' }), group([], { id: OTHER })],
}

function rulesetOf(of: Parameters<typeof project>[0], release: Release, settings: HostSettings = {}): Ruleset {
  const ruleset = compile(project(of), 'compute1', { release, ...settings })
  if (!ruleset.ok) throw new Error(JSON.stringify(ruleset.error))
  return ruleset.value
}

/** `chain line reason` of each line. */
const told = (release: Release, language: 'en' | 'zh' = 'en', settings: HostSettings = {}): string[] =>
  explainRuleset(project(parts), rulesetOf(parts, release, settings), language).flatMap(({ name, lines }) =>
    lines.map(({ rule: { text }, reason }) => `${name} ${text} => ${reason}`),
  )
const reasonOfLine = (release: Release, line: RegExp, settings: HostSettings = {}): string[] => [
  ...new Set(
    told(release, 'en', settings)
      .filter((each) => line.test(each))
      .map((each) => each.split(' => ')[1] ?? ''),
  ),
]

describe('each line has its reason', () => {
  test.each<[string, Release, RegExp, string[]]>([
    ['a rule of a group', '2014.2', /8000:8080/, ['Group servers, rule 1: ingress, IPv4, tcp 8000:8080, from anywhere']],
    [
      'a fixed address',
      '25.2',
      /-s 91.1.180.14\/32/,
      ['Anti-spoofing: web may send from its fixed address 91.1.180.14 with fa:16:3e:f3:1e:c0'],
    ],
    [
      'an address pair',
      '25.2',
      /-s6e3\S+ -s 10.0.0.0\/24/,
      ['Anti-spoofing: web may send from its allowed address pair 10.0.0.0/24 with fa:16:3e:f3:1e:c0'],
    ],
    [
      'a link-local address',
      '25.2',
      /-s fe80::f816/,
      ['Anti-spoofing: web may send from fe80::f816:3eff:fef3:1ec0, the link-local address that fa:16:3e:f3:1e:c0 gives itself'],
    ],
    [
      'a MAC alone',
      '25.2',
      /-s22222222-0 -m mac/,
      ['Anti-spoofing: bare has no fixed address, so it may send from any with fa:16:3e:00:00:10'],
    ],
    [
      'port security off',
      '25.2',
      /FORWARD .*tap11111111-00.*ACCEPT/,
      ['Port security of router is off: all that it sends and gets is accepted'],
    ],
    [
      'a trusted port',
      '25.2',
      /FORWARD .*tap33333333-00.*ACCEPT/,
      ['dhcp belongs to a network service: all that it sends and gets is accepted'],
    ],
    [
      'the shortcut of nat',
      '25.2',
      /PREROUTING -m physdev --physdev-out tap6e3/,
      ['Packets of web skip what others have in this table; nothing is filtered here'],
    ],
    ['a zone', '25.2', /qvb6e3.*CT/, ['Connections of web are tracked in zone 4098, apart from those of others']],
    ['a dropped advertisement', '25.2', /-o6e3.*type 134 -j DROP/, ['Built in: web may not announce itself as a router']],
    [
      'an advertisement that is let in',
      '25.2',
      /-i6e3.*type 134 -j RETURN/,
      ['Any router may announce itself to web, which has an IPv6 address'],
    ],
    [
      'DHCP to an address',
      '25.2',
      /-i6e3.*-d 91.1.180.14/,
      ['DHCP answers to 91.1.180.14 may reach web, whichever server sends them'],
    ],
    ['DHCP from a server', '2014.2', /-i6e3.*--sport 67/, ['The DHCP server 91.1.180.2 of the subnet may answer web']],
    ['the common chain', '25.2', /sg-chain .*physdev-out tap6e3/, ['Packets to web are asked by its own chain']],
    [
      'from the unspecified address',
      '25.2',
      /-o6e3.*-s ::\/128/,
      ['Built in: web may ask its neighbours before it has an IPv6 address'],
    ],
    ['the last DROP', '25.2', /sg-fallback -j DROP/, ['Built in: what no rule let through ends here']],
  ])('%s', (_, release, line, want) => expect(reasonOfLine(release, line)).toEqual(want))

  test('one line for each member where ipset is off, and a zone that a network shares', () => {
    const member = reasonOfLine('25.2', /-i22222222-0 -s 91.1.180.14/, { enableIpset: false })
    expect(member).toEqual([
      'Group servers, rule 2: ingress, IPv4, any protocol, from members of servers; one line for each member, here 91.1.180.14',
    ])
  })

  test.each(Release.options)('%s: none is without, in either language, and none leaves a value out', (release) => {
    for (const language of ['en', 'zh'] as const) {
      const lines = told(release, language)
      expect(lines.length).toBeGreaterThan(40)
      expect(lines.filter((line) => / => $|\{\{|undefined| {2}|，，/.test(line))).toEqual([])
      if (language === 'zh') expect(lines.filter((line) => !/ => .*\p{Script=Han}/u.test(line))).toEqual([])
    }
  })

  test('catalogues name the same values', () => {
    const marks = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort()
    for (const code of Object.keys(english) as ReasonCode[]) expect(marks(chinese[code]), code).toEqual(marks(english[code]))
    for (const code of Object.keys(dutiesEn) as (keyof typeof dutiesEn)[])
      expect(marks(dutiesZh[code])).toEqual(marks(dutiesEn[code]))
  })
})

describe('the ten duties', () => {
  const states = (ruleset: Ruleset, portId: string | null = null) =>
    Object.fromEntries(dutiesOf(ruleset, portId).map(({ id, state }) => [id, state]))
  const all = (state: string) =>
    Object.fromEntries(
      [
        'chains',
        'default-drop',
        'anti-spoofing',
        'dhcp-in',
        'dhcp-server',
        'invalid',
        'established',
        'conversion',
        'multiport',
        'families',
      ].map((id) => [id, state]),
    )

  test.each(Release.options)('%s: a port with both families and a range has all ten', (release) =>
    expect(states(rulesetOf(parts, release), PORT)).toEqual(all('done')),
  )
  test('a port that is accepted without being asked has none', () =>
    expect(states(rulesetOf(parts, '25.2'), SECOND)).toEqual(all('missing')))
  test.each([
    ['port security', {}, SECOND, 'Port security is off: the port has no chains, and all is accepted'],
    ['noop', { firewallDriver: 'noop' }, PORT, 'firewall_driver of compute1 is noop: nothing is written'],
    ['groups off', { enableSecurityGroup: false }, null, 'enable_security_group is off on compute1: its agent writes nothing'],
  ] as const)('what is undone says why: %s', (_, settings, portId, why) => {
    const whole = project(parts)
    const changed = { ...whole, hosts: whole.hosts.map((host) => ({ ...host, ...settings })) }
    const ruleset = compile(changed, 'compute1')
    if (!ruleset.ok) throw new Error('the project compiles')
    const duties = explainedDuties(changed, ruleset.value, portId)
    expect(duties.map((duty) => [duty.state, sayDuty('en', duty).why])).toEqual(Array.from({ length: 10 }, () => ['missing', why]))
  })
  test('what a port does not need, and what only one family has', () => {
    const bare = { ports: [port()], groups: [group([])] }
    const want = {
      ...all('done'),
      'anti-spoofing': 'partly',
      'dhcp-in': 'not-needed',
      conversion: 'not-needed',
      multiport: 'not-needed',
    }
    expect(states(rulesetOf(bare, '2014.2'), PORT)).toEqual(want)
    expect(states(rulesetOf(bare, '2014.2', { ipv6: false }), PORT)).toEqual({
      ...want,
      'anti-spoofing': 'done',
      families: 'partly',
    })
  })
  test('a host does what its ports have', () => {
    const own = { ...parts, ports: [parts.ports[0] ?? port()] }
    expect(states(rulesetOf(own, '25.2'))).toEqual(all('done'))
    expect(states(rulesetOf(parts, '25.2'))).toMatchObject({ chains: 'partly', 'dhcp-in': 'done', families: 'partly' })
  })
  test('each leads to its lines', () => {
    const duties = dutiesOf(rulesetOf(parts, '2014.2'), PORT)
    const lines = (id: string) =>
      duties.find((duty) => duty.id === id)?.lines.map(({ family, chain, number, text }) => `${family} ${chain} ${number} ${text}`)
    expect(lines('multiport')).toEqual([
      'ipv4 neutron-openvswi-i6e3f2eda-3 4 -p tcp -m tcp -m multiport --dports 8000:8080 -j RETURN',
    ])
    expect(lines('default-drop')?.at(-1)).toBe('ipv6 neutron-openvswi-sg-fallback 1 -j DROP')
    expect(new Set(duties.flatMap((duty) => duty.lines.map(({ mark }) => mark))).size).toBeGreaterThan(15)
    const [conversion] = duties.filter(({ id }) => id === 'conversion')
    expect(conversion && sayDuty('en', conversion).why).toBe(
      'Lines from rules of groups, by family and protocol: IPv4 tcp 1, IPv4 all 1',
    )
    expect(conversion && sayDuty('zh', conversion).title).toBe('安全组规则转换为行')
  })
})
