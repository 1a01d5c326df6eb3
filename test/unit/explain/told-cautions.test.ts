import { describe, expect, test } from 'vitest'
import { sayCaution } from '#shared/explain/caution'
import { cautionsOf } from '#shared/explain/cautions'
import { type ToldCaution, toldCautions } from '#shared/explain/told-cautions'
import type { Release } from '#shared/project/schema'
import { GROUP, group, port, project, rule, V4, V6 } from '../facts/host-rules.ts'

const everything = (id: string, rest: Parameters<typeof rule>[0] = {}) => rule({ id, direction: 'egress', ...rest })
const more = (at: number, ipv6 = false) =>
  port({
    id: `${at}1111111-0000-4000-8000-000000000000`,
    macAddress: `fa:16:3e:00:00:0${at}`,
    fixedIps: [{ subnetId: V4, ipAddress: `91.1.180.${at}` }, ...(ipv6 ? [{ subnetId: V6, ipAddress: `2001:db8:1::${at}` }] : [])],
  })

/** With a second host like the first. */
const told = (parts: Parameters<typeof project>[0], release: Release = '25.2'): ToldCaution[] => {
  const one = project(parts)
  const whole = { ...one, hosts: one.hosts.flatMap((host) => [host, { ...host, name: 'compute2' }]) }
  return toldCautions(
    whole,
    whole.hosts.flatMap(({ name }) => cautionsOf(whole, name, { release })),
  )
}
const sentences = (cautions: readonly ToldCaution[]) => cautions.map((caution) => sayCaution('en', caution))

describe('what is told once', () => {
  test('rules that let everything through, by their group', () => {
    const groups = [group([everything('r1'), rule({ protocol: 'tcp', id: 'r2' }), everything('r3', { ethertype: 'IPv6' })])]
    const cautions = told({ ports: [more(1, true)], groups })
    expect(cautions.map(({ code, about }) => [code, about])).toEqual([['group.invalid-passes', { kind: 'group', groupId: GROUP }]])
    expect(sentences(cautions)).toEqual([
      'Rules that let everything through (here 1, 3) stand before the line that drops INVALID, so on 25.2 packets that fit no connection pass, too.',
    ])
    expect(sayCaution('zh', cautions[0] as ToldCaution)).toContain('此处为 1, 3')
  })

  test('ports without an address of a family, by their host', () => {
    const parts = { groups: [group([rule({ protocol: 'tcp' })])] }
    expect(sentences(told({ ...parts, ports: [more(1), more(2), more(3, true)] }))).toEqual([
      expect.stringMatching(/^Ports of compute1 without an IPv6 address \([^ ,]+, [^ ,]+\) have no source check for IPv6: /),
    ])
    expect(sentences(told({ ...parts, ports: [1, 2, 3, 4, 5].map((at) => more(at)) }))[0]).toMatch(/\([^ ,]+, [^ ,]+, [^ ,]+, …\)/)
    expect(told({ ...parts, ports: [more(1), more(2, true)] }).map(({ code, about }) => [code, about.kind])).toEqual([
      ['host.family-unchecked', 'host'],
    ])
  })

  test('the same on several hosts, with their names', () => {
    const ports = [more(1, true), { ...more(2, true), hostName: 'compute2' }]
    const groups = [group([rule({ protocol: '6', portRangeMin: 80, portRangeMax: 80 })])]
    const cautions = told({ ports, groups }, '2014.2')
    expect(cautions.find(({ code }) => code === 'rule.number-loses-ports')?.hosts).toEqual(['compute1', 'compute2'])
    expect(cautions.filter(({ code }) => code === 'host.connections-stay')).toHaveLength(1)
    expect(new Set(cautions.map((each) => `${JSON.stringify(each.about)} ${sayCaution('en', each)}`)).size).toBe(cautions.length)
  })
})
