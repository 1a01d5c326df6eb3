import { describe, expect, test } from 'vitest'
import { readDocument, readDocuments } from '#shared/neutron/document'
import { exportProject } from '#shared/neutron/export'
import { exportWithLosses } from '#shared/neutron/export-losses'
import { articleSevenRules } from '#shared/project/article'

const N = 'aaaaaaaa-0000-4000-8000-000000000001'
const G = 'bbbbbbbb-0000-4000-8000-000000000001'
const GONE = 'bbbbbbbb-0000-4000-8000-00000000dead'
const id = (n: number) => `cccccccc-0000-4000-8000-${String(n).padStart(12, '0')}`
const port = {
  id: id(1),
  network_id: N,
  mac_address: 'fa:16:3e:f3:1e:c0',
  device_owner: 'compute:nova',
  device_id: id(2),
  'binding:host_id': 'c1',
}
const network = { id: N, name: 'n' }

const read = (value: unknown, text = JSON.stringify(value)) => {
  const result = readDocument(text)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
const told = (value: unknown, text?: string) =>
  (read(value, text).losses ?? []).map(({ kind, place, issue }) => `${kind} ${place} ${issue.code}`)

describe('of documents', () => {
  test('fields that nobody knows are kept, and come out again', () => {
    const document = {
      networks: [{ ...network, mtu: 1450, tags: ['a'] }],
      ports: [{ ...port, revision_number: 7, 'binding:profile': { a: [1, null] } }],
      security_groups: [
        { id: G, name: 'g', tenant_id: 't', security_group_rules: [{ id: id(3), direction: 'egress', created_at: 'now' }] },
      ],
      trunks: [{ id: id(4) }],
    }
    const { project, losses } = read(document)
    expect(losses).toEqual([])
    expect(exportProject(project)).toMatchObject(document)
  })

  test('a single resource by its name, and a list of answers', () => {
    const { project } = read([
      { network },
      { ports: [port] },
      { security_group: { id: G, security_group_rules: [{ id: id(3), direction: 'ingress' }] } },
    ])
    expect(project.securityGroups[0]?.rules).toHaveLength(1)
    expect(project.ports).toHaveLength(1)
  })

  test('what is left out is told one by one, and nothing is let through by it', () => {
    const rule = { direction: 'ingress', ethertype: 'IPv4' }
    const document = {
      networks: [network],
      ports: [
        {
          ...port,
          security_groups: [G, GONE, G],
          fixed_ips: [],
          allowed_address_pairs: [{ ip_address: '10.0.0.1', active: true }, { ip_address: '10.0.0.1' }],
        },
      ],
      ports_links: [{ rel: 'next', href: 'https://cloud/?marker=x' }],
      security_groups: [
        {
          id: G,
          security_group_rules: [
            { ...rule, id: id(5), remote_group_id: GONE },
            { ...rule, id: id(6), remote_address_group_id: GONE },
            { ...rule, id: id(7), security_group_id: GONE },
            { id: id(8) },
          ],
        },
      ],
      security_group_rules: [
        { ...rule, id: id(9) },
        { ...rule, id: id(10), security_group_id: GONE },
      ],
    }
    expect(told(document).sort()).toEqual(
      [
        'changed security_groups[0].security_group_rules[2].security_group_id import.rule-of-other-group',
        'left-out ports[0].allowed_address_pairs[0].active import.inner-field',
        'left-out ports[0].allowed_address_pairs[1] import.said-again',
        'left-out ports[0].security_groups[1] import.port-group-absent',
        'left-out ports[0].security_groups[2] import.said-again',
        'left-out ports_links import.more-pages',
        'left-out security_group_rules[0] import.rule-without-group',
        'left-out security_group_rules[1] import.rule-group-absent',
        'left-out security_groups[0].security_group_rules[0] import.rule-remote-absent',
        'left-out security_groups[0].security_group_rules[1] import.rule-addresses-absent',
        'left-out security_groups[0].security_group_rules[3] import.rule-without-direction',
      ].sort(),
    )
    expect(read(document).project.securityGroups[0]?.rules.map((one) => one.id)).toEqual([id(7)])
  })

  test('what is said twice otherwise keeps what was said first', () => {
    const again = { networks: [network, { id: N.toUpperCase(), name: 'other', mtu: 9 }] }
    expect(told(again)).toEqual(['left-out networks[1].name import.twice'])
    expect(read(again).project.networks).toMatchObject([{ name: 'n', carried: { mtu: 9 } }])
  })

  test('what no project can hold', () => {
    const text = `{"networks":[{"id":"${N}","__proto__":{"polluted":1},"deep":{"a":{"__proto__":1}},"huge":1e999,"long":12345678901234567890,"${'k'.repeat(300)}":1}]}`
    expect(told(null, text)).toEqual([
      'left-out networks[0].__proto__ import.field-unkeepable',
      'left-out networks[0].deep import.field-unkeepable',
      'left-out networks[0].huge import.field-unkeepable',
      'changed networks[0].long import.number-inexact',
      `left-out networks[0]["${'k'.repeat(79)}…] import.field-unkeepable`,
    ])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(told({ networks: [{ ...network, note: 'x'.repeat(70_000) }] })).toEqual([
      'left-out networks[0].note import.field-too-large',
    ])
  })

  test('a project is not read among answers, and an empty list alone is of nothing', () => {
    const codes = (...texts: string[]) => {
      const result = readDocuments(texts.map((each, at) => ({ name: `${at}.json`, text: each })))
      return result.ok ? result.value.losses : result.error.map(({ code, message }) => [code, message.slice(0, 7)])
    }
    expect(codes('{"format":"tapwall-project"}', '{"ports":[]}')).toEqual([['import.project-among', '0.json ']])
    expect(codes('{"ports":[]}', '{"a":1}')).toEqual([['file.unknown-document', '1.json:']])
    expect(codes('{"ports":[]}', '{')).toEqual([['file.ends-early', '1.json:']])
    expect(codes('[]', '{"ports":[]}')).toEqual([])
    expect(codes('[]')).toEqual([['file.unknown-document', 'This fi']])
    expect(codes('[{"ID":"1","Name":"vm","Status":"ACTIVE","Networks":"n","Image":"","Flavor":""}]')).toEqual([
      ['file.unknown-document', 'This fi'],
    ])
  })
})

describe('of projects', () => {
  test('what the API has no word for is told', () => {
    const { losses } = exportWithLosses(articleSevenRules)
    expect([...new Set(losses.map(({ issue }) => issue.code))].sort()).toEqual([
      'export.host-setting',
      'export.of-tapwall',
      'export.outside-host',
      'export.vm-name',
    ])
    expect(losses.find(({ place }) => place === 'hosts[0].release')?.issue.message).toBe(
      'The API says nothing of an agent: release of host compute1.',
    )
  })

  test('a host and a VM without a port, and a description that a server would refuse', () => {
    const [first, ...others] = articleSevenRules.securityGroups
    if (first === undefined) throw new Error('the example has no group')
    const { losses, document } = exportWithLosses({
      ...articleSevenRules,
      ports: articleSevenRules.ports
        .filter(({ deviceOwner }) => !deviceOwner.startsWith('compute:'))
        .map((each) => ({ ...each, hostName: null })),
      floatingIps: [],
      securityGroups: [{ ...first, description: 'd'.repeat(300) }, ...others],
    })
    const codes = losses.map(({ kind, issue }) => `${kind} ${issue.code}`)
    expect(codes).toContain('left-out export.vm-without-port')
    expect(codes).toContain('left-out export.host-without-port')
    expect(codes).toContain('refused export.description-long')
    expect(JSON.stringify(document)).toContain('d'.repeat(300))
  })
})
