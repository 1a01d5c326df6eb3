import { describe, expect, test } from 'vitest'
import { checkRulesetNames } from '#shared/compile/check-names'
import { compile } from '#shared/compile/compile'
import { compileJson } from '#shared/compile/compile-json'
import { articleSevenRules } from '#shared/project/article'
import type { Ruleset } from '#shared/ruleset/ruleset'
import { issues } from '#shared/texts/zh/issues'
import { rulesetData } from '../../support/ruleset-data.ts'
import { GROUP, group, OTHER, PORT, port, project, rule, V4 } from '../facts/host-rules.ts'

const TWIN = '6e3f2eda-3999-45e8-9be5-f382af5b83ea'
const twins = {
  ports: [
    port({ allowedAddressPairs: [{ ipAddress: '10.1.0.0/24', macAddress: null }] }),
    port({
      id: TWIN,
      macAddress: 'fa:16:3e:00:00:09',
      fixedIps: [{ subnetId: V4, ipAddress: '91.1.180.5' }],
      securityGroupIds: [OTHER],
    }),
  ],
  groups: [
    group([rule({ protocol: 'tcp', portRangeMin: 22, portRangeMax: 22 })]),
    group([rule({ protocol: 'udp', portRangeMin: 53, portRangeMax: 53 })], { id: OTHER }),
  ],
}

describe('ports whose ids share ten characters', () => {
  test('are refused by name', () => {
    const refused = compile(project(twins), 'compute1', { release: '2014.2' })
    expect(refused.ok ? [] : refused.error.map(({ code }) => code)).toEqual(['port.chains-merge'])
  })
  test('as Neutron does it, the chains have the rules of both, equal lines last', () => {
    const merged = compile(project(twins), 'compute1', { release: '2014.2' }, { asNeutron: true })
    if (!merged.ok) throw new Error(JSON.stringify(merged.error))
    const filter = compileJson(merged.value).iptables['filter'] ?? []
    const chain = (letter: string) => {
      const head = `-A neutron-openvswi-${letter}6e3f2eda-3 `
      return filter.filter((line) => line.startsWith(head)).map((line) => line.slice(head.length))
    }
    expect(chain('i')).toEqual([
      '-p tcp -m tcp --dport 22 -j RETURN',
      '-m state --state INVALID -j DROP',
      '-m state --state RELATED,ESTABLISHED -j RETURN',
      '-p udp -m udp --dport 53 -j RETURN',
      '-j neutron-openvswi-sg-fallback',
    ])
    expect(chain('s')).toEqual([
      '-s 10.1.0.0/24 -m mac --mac-source fa:16:3e:f3:1e:c0 -j RETURN',
      '-s 91.1.180.14/32 -m mac --mac-source fa:16:3e:f3:1e:c0 -j RETURN',
      '-s 91.1.180.5/32 -m mac --mac-source fa:16:3e:00:00:09 -j RETURN',
      '-j DROP',
    ])
    expect(
      filter
        .filter((line) => line.includes('sg-chain -m physdev'))
        .map((line) => line.replace(/.*(out|in) (\S+) .* -j \S+-(\w+)-3$/, '$2 $3')),
    ).toEqual([...['tap6e3f2eda-32 i6e3f2eda', 'tap6e3f2eda-32 o6e3f2eda', 'tap6e3f2eda-39 i6e3f2eda', 'tap6e3f2eda-39 o6e3f2eda']])
    const names = merged.value.tables.flatMap(({ family, chains }) => chains.map(({ name }) => `${family} ${name}`))
    expect(new Set(names).size).toBe(names.length)
  })
  test('a project without twins compiles alike', () => {
    const [plain, merged] = [{}, { asNeutron: true }].map((options) =>
      rulesetData(compile(articleSevenRules, 'compute1', {}, options)),
    )
    expect(merged).toEqual(plain)
  })
  test('no other fault is forgiven', () => {
    const wrong = project({ ...twins, groups: [group([rule({ protocol: 'nonsense' })]), ...twins.groups.slice(1)] })
    const refused = compile(wrong, 'compute1', {}, { asNeutron: true })
    expect(refused.ok ? [] : refused.error.map(({ code }) => code)).toEqual(['rule.protocol-unknown'])
  })
})

describe('names that the kernel would refuse', () => {
  test('ids for devices: the line of each tool that would be refused', () => {
    const refused = compile(
      project({ groups: [group([]), group([], { id: GROUP.replace('0', '1') })] }),
      'compute1',
      { release: '2014.2', firewallDriver: 'iptables' },
      { uuidDevices: true },
    )
    const told = refused.ok ? [] : refused.error
    expect(told.map(({ code, values }) => [code, values['tool'], values['line'], values['device']])).toEqual([
      ['name.device-too-long', 'iptables-restore', 21, PORT],
      ['name.device-too-long', 'ip6tables-restore', 20, PORT],
    ])
    expect(told[0]?.message).toContain('must be shorter than IFNAMSIZ (15)')
    expect(told[0]?.message).toContain('Error occurred at line: 21')
  })

  const longest = { device: 'd'.repeat(15), chain: 'c'.repeat(28), set: 's'.repeat(31) }
  const ruleset = ({ device, chain, set }: typeof longest): Ruleset => ({
    host: 'compute1',
    sets: [{ name: set, type: 'hash:ip', family: 'inet', members: [] }],
    tables: [
      {
        family: 'ipv4',
        table: 'filter',
        chains: [
          {
            ...{ name: chain, role: 'local', portId: null },
            rules: [
              {
                spec: { matches: [], inInterface: device, target: { kind: 'accept' } },
                text: `-i ${device} -j ACCEPT`,
                origin: { kind: 'skeleton' },
              },
            ],
          },
        ],
      },
    ],
  })
  test.each(['device', 'chain', 'set'] as const)('one %s of the longest name passes, one more character does not', (kind) => {
    expect(checkRulesetNames(ruleset(longest))).toEqual([])
    const [only, ...others] = checkRulesetNames(ruleset({ ...longest, [kind]: `${longest[kind]}x` }))
    expect([only?.code, others]).toEqual([`name.${kind}-too-long`, []])
    expect(Object.keys(only?.values ?? {})).toEqual(
      expect.arrayContaining([...(issues[only?.code ?? '']?.matchAll(/\{\{(\w+)\}\}/g) ?? [])].map(([, name]) => name)),
    )
  })
})
