import { describe, expect, test } from 'vitest'
import { articleSevenRules, articleWithoutGroup } from '#shared/project/article'
import { changesBetween } from '#shared/project/changes'
import { checkProject } from '#shared/project/check'
import { printProject, readProject } from '#shared/project/file'
import type { Port, Project } from '#shared/project/schema'

const P1 = '6e3f2eda-3230-45e8-9be5-f382af5b83ea'
const GROUP = '0aff643b-7b34-4384-b482-f37eccef5b90'
const NOBODY = '00000000-0000-4000-8000-000000000000'
const withPort = (change: Partial<Port>): Project => ({
  ...articleSevenRules,
  ports: articleSevenRules.ports.map((port) => (port.id === P1 ? { ...port, ...change } : port)),
})
const subnetId = articleSevenRules.subnets[0]?.id ?? ''
const codes = (project: Project) => checkProject(project).map(({ code, path }) => `${code} ${path.join('.')}`)

describe('a project', () => {
  test('of the article is in order', () => {
    expect(codes(articleSevenRules)).toEqual([])
    expect(codes(articleWithoutGroup)).toEqual([])
  })

  test.each<[string, Project]>([
    ['network.unknown ports.0.networkId', withPort({ networkId: NOBODY, fixedIps: [] })],
    ['subnet.unknown ports.0.fixedIps.0.subnetId', withPort({ fixedIps: [{ subnetId: NOBODY, ipAddress: '91.1.180.14' }] })],
    [
      'subnet.of-other-network ports.0.fixedIps.0.subnetId',
      withPort({ fixedIps: [{ subnetId: articleSevenRules.subnets[2]?.id ?? '', ipAddress: '81.1.180.9' }] }),
    ],
    ['address.outside-subnet ports.0.fixedIps.0.ipAddress', withPort({ fixedIps: [{ subnetId, ipAddress: '91.1.181.14' }] })],
    ['address.outside-subnet ports.0.fixedIps.0.ipAddress', withPort({ fixedIps: [{ subnetId, ipAddress: '2001:db8::1' }] })],
    ['address.bad ports.0.fixedIps.0.ipAddress', withPort({ fixedIps: [{ subnetId, ipAddress: '91.1.180.014' }] })],
    ['host.unknown ports.0.hostName', withPort({ hostName: 'compute9' })],
    ['vm.unknown ports.0.deviceId', withPort({ deviceId: 'vm1' })],
    ['group.unknown ports.0.securityGroupIds.0', withPort({ securityGroupIds: [NOBODY] })],
    ['port.group-twice ports.0.securityGroupIds.1', withPort({ securityGroupIds: [GROUP, GROUP] })],
    [
      'address.bad ports.0.allowedAddressPairs.0.ipAddress',
      withPort({ allowedAddressPairs: [{ ipAddress: '10.0.0.0/40', macAddress: null }] }),
    ],
    ['address.taken ports.1.fixedIps.0.ipAddress', withPort({ fixedIps: [{ subnetId, ipAddress: '91.1.180.5' }] })],
    ['mac.taken ports.1.macAddress', withPort({ macAddress: 'FA:16:3E:45:6B:8B' })],
    ['port.chains-merge ports.1.id', withPort({ id: '402fe6b1-7999-4b6b-84a3-097beed64015' })],
    ['id.twice ports.1.id', withPort({ id: '402fe6b1-7670-4b6b-84a3-097beed64015', hostName: 'compute2' })],
  ])('%s', (code, project) => expect(codes(project)).toContain(code))

  test.each<[string, Partial<Project>]>([
    ['id.twice hosts.1.name', { hosts: articleSevenRules.hosts.map((host) => ({ ...host, name: 'compute1' })) }],
    [
      'subnet.cidr-bad subnets.0.cidr',
      { subnets: [{ id: subnetId, networkId: NOBODY, ipVersion: 4, cidr: '91/8', gatewayIp: null, enableDhcp: true }] },
    ],
    [
      'subnet.cidr-host-bits subnets.0.cidr',
      { subnets: [{ id: subnetId, networkId: NOBODY, ipVersion: 4, cidr: '91.1.180.1/24', gatewayIp: null, enableDhcp: true }] },
    ],
    [
      'subnet.cidr-family subnets.0.cidr',
      { subnets: [{ id: subnetId, networkId: NOBODY, ipVersion: 6, cidr: '91.1.180.0/24', gatewayIp: null, enableDhcp: true }] },
    ],
    [
      'subnet.gateway-outside subnets.0.gatewayIp',
      {
        subnets: [
          { id: subnetId, networkId: NOBODY, ipVersion: 4, cidr: '91.1.180.0/24', gatewayIp: '91.1.181.1', enableDhcp: true },
        ],
      },
    ],
    ['router.unknown floatingIps.0.routerId', { routers: [] }],
    [
      'floating-ip.fixed-ip floatingIps.0.fixedIp',
      { floatingIps: articleSevenRules.floatingIps.map((f) => ({ ...f, fixedIp: '91.1.180.15' })) },
    ],
    [
      'outside-host.address-outside outsideHosts.0.address',
      { outsideHosts: articleSevenRules.outsideHosts.map((h) => ({ ...h, address: '10.0.0.1' })) },
    ],
  ])('%s', (code, change) => expect(codes({ ...articleSevenRules, ...change })).toContain(code))

  test('a rule issue leads to the rule', () => {
    const groups = articleSevenRules.securityGroups.map((group, g) => ({
      ...group,
      rules: group.rules.map((rule, r) => (g === 0 && r === 2 ? { ...rule, portRangeMin: 99999 } : rule)),
    }))
    expect(codes({ ...articleSevenRules, securityGroups: groups })).toEqual([
      'rule.port-above-65535 securityGroups.0.rules.2.portRangeMin',
    ])
  })
})

describe('a project file', () => {
  const text = printProject(articleSevenRules)
  test('is indented, ends with a line end, and keeps the order of its keys', () => {
    expect(text.startsWith('{\n  "format": "tapwall-project",\n  "version": 3,')).toBe(true)
    expect(text.endsWith('}\n')).toBe(true)
    const reversed = Object.fromEntries(Object.entries(JSON.parse(text)).reverse())
    const read = readProject(JSON.stringify(reversed))
    expect(read.ok && printProject(read.value)).toBe(text)
  })

  test.each([
    ['file.ends-early', '', 'This file ends too early, at line 1, column 1. A part of it is missing.'],
    ['file.syntax', '{\n  "format": x\n}', 'This file is not JSON: line 2, column 13 cannot be read. Correct that place.'],
    ['file.syntax', '{"a":1,}', 'This file is not JSON: line 1, column 8 cannot be read. Correct that place.'],
    ['file.too-deep', '['.repeat(100), 'This file nests more than 64 brackets at line 1, column 65.'],
    ['file.format', '{}', 'This file is not a Tapwall project: its "format" is not "tapwall-project".'],
    ['file.format', '[]', 'This file is not a Tapwall project: its "format" is not "tapwall-project".'],
    [
      'file.version',
      '{"format":"tapwall-project","version":9}',
      'This project has file version 9; this program reads versions 1 to 3. Open it with the program that wrote it.',
    ],
  ])('%s for %j', (code, broken, message) => {
    const read = readProject(broken)
    expect(read.ok ? [] : read.error.map((issue) => [issue.code, issue.message])).toEqual([[code, message]])
  })

  test('an unknown field is refused, with its path', () => {
    const read = readProject(text.replace('"name": "compute1"', '"name": "compute1", "colour": "red"'))
    expect(read.ok ? [] : read.error.map(({ path }) => path)).toEqual([['hosts', 0]])
  })
})

describe('changes', () => {
  test('from the article without a group to the seven rules', () => {
    const { count, groups, rules, ports } = changesBetween(articleWithoutGroup, {
      ...articleSevenRules,
      name: articleWithoutGroup.name,
    })
    expect([...groups]).toEqual([[GROUP, 'added']])
    expect(rules.size).toBe(7)
    expect([...ports]).toEqual([[P1, { added: [GROUP], removed: [] }]])
    expect(count).toBe(9)
  })

  test('are counted one by one', () => {
    const edited = structuredClone(articleSevenRules)
    const group = edited.securityGroups[0]
    const first = group?.rules[0]
    if (group === undefined || first === undefined) throw new Error('the example has no group')
    group.name = 'renamed'
    first.portRangeMax = 111
    group.rules.splice(1, 1)
    edited.hosts = edited.hosts.map((host) => ({ ...host, enableIpset: false }))
    const { count, groups, rules } = changesBetween(articleSevenRules, edited)
    expect([...groups.values()]).toEqual(['changed'])
    expect([...rules.values()]).toEqual(['changed', 'removed'])
    expect(count).toBe(5)
  })
})
