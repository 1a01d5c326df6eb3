import { describe, expect, test } from 'vitest'
import { csv } from '#shared/listing/csv'
import { list } from '#shared/listing/list'
import { textTable } from '#shared/listing/text-table'
import { textWidth } from '#shared/listing/text-width'
import { readDocument } from '#shared/neutron/document'
import { articleSevenRules } from '#shared/project/article'
import { applyEdit } from '#shared/project/edits'
import type { Project } from '#shared/project/schema'

const SSH = '0aff643b-7b34-4384-b482-f37eccef5b90'
const DEFAULT = 'c98a2a3f-1b06-429d-b419-aa862662f116'
const P1 = '29eaea66-6614-47e3-b251-0104ff9f12e2'
const plain = { column: [], json: false }
const NETWORK = '11111111-0000-4000-8000-000000000001'
const server = '1214b1b4-7c3a-41ad-ad8e-1e520b9c2830'
const port = (id: string, mac: string, subnet: string, ip: string) => ({
  ...{ id, name: '', network_id: NETWORK, mac_address: mac, device_id: server, device_owner: 'compute:nova' },
  ...{ fixed_ips: [{ subnet_id: subnet, ip_address: ip }], security_groups: [DEFAULT] },
})
const subnet = (id: string, cidr: string) => ({
  id,
  network_id: NETWORK,
  ip_version: 4,
  cidr,
  gateway_ip: null,
  enable_dhcp: false,
})

/** The article's 3.2 as the Networking API would tell it. */
function article(): Project {
  const read = readDocument(
    JSON.stringify({
      networks: [{ id: NETWORK, name: 'net', 'router:external': false }],
      subnets: [
        subnet('d803eaa3-63c9-4c2b-834a-9780db31df70', '100.1.250.0/24'),
        subnet('4ac56c61-84f3-4d00-b87a-1ab2441e8437', '100.1.150.0/24'),
      ],
      security_groups: [
        { id: SSH, name: 'sg-all-ssh', description: 'allow ssh', security_group_rules: [] },
        { id: DEFAULT, name: 'default', description: 'default', security_group_rules: [] },
        { id: 'f5377a66-803d-481b-b4c3-a6631e8ab456', name: 'default', description: 'default', security_group_rules: [] },
      ],
      ports: [
        port(P1, 'fa:16:3e:bc:52:eb', 'd803eaa3-63c9-4c2b-834a-9780db31df70', '100.1.250.1'),
        port('a7e26c3e-c1ae-4c65-a0e4-2d81266a11b3', 'fa:16:3e:b8:f9:ad', '4ac56c61-84f3-4d00-b87a-1ab2441e8437', '100.1.150.1'),
        {
          ...port(
            '402fe6b1-7670-4b6b-84a3-097beed64015',
            'fa:16:3e:45:6b:8b',
            'd803eaa3-63c9-4c2b-834a-9780db31df70',
            '100.1.250.5',
          ),
        },
      ].map((each, at) => (at === 2 ? { ...each, security_groups: ['f5377a66-803d-481b-b4c3-a6631e8ab456'] } : each)),
    }),
  )
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return { ...read.value.project, apiRelease: '2014.2' }
}

const table = (project: Project, kind: 'groups' | 'ports' | 'rules', options = {}): string => {
  const listed = list(project, kind, { ...plain, ...options })
  if (!listed.ok) throw new Error(listed.error)
  return listed.value
}

describe('list', () => {
  test('groups: the table of the article, line by line', () => {
    expect(table(article(), 'groups')).toBe(
      [
        '+--------------------------------------+------------+-------------+',
        '| id                                   | name       | description |',
        '+--------------------------------------+------------+-------------+',
        '| 0aff643b-7b34-4384-b482-f37eccef5b90 | sg-all-ssh | allow ssh   |',
        '| c98a2a3f-1b06-429d-b419-aa862662f116 | default    | default     |',
        '| f5377a66-803d-481b-b4c3-a6631e8ab456 | default    | default     |',
        '+--------------------------------------+------------+-------------+',
      ].join('\n'),
    )
  })

  test('ports of a group: the two of the article; a cleared one shows [] and is no longer of the group', () => {
    const rows = table(article(), 'ports', { group: DEFAULT }).split('\n').slice(3, -1)
    expect(rows).toEqual([
      `| [u'${DEFAULT}'] | ${P1} | fa:16:3e:bc:52:eb | {"subnet_id": "d803eaa3-63c9-4c2b-834a-9780db31df70", "ip_address": "100.1.250.1"} | ${server} |`,
      `| [u'${DEFAULT}'] | a7e26c3e-c1ae-4c65-a0e4-2d81266a11b3 | fa:16:3e:b8:f9:ad | {"subnet_id": "4ac56c61-84f3-4d00-b87a-1ab2441e8437", "ip_address": "100.1.150.1"} | ${server} |`,
    ])
    const cleared = applyEdit(article(), { do: 'port.unbind', portId: P1, groupId: DEFAULT })
    if (!cleared.ok) throw new Error('not cleared')
    expect(table(cleared.value, 'ports', { port: P1 })).toContain(`\n| [] ${' '.repeat(13)}`.trimEnd())
    expect(table(cleared.value, 'ports', { group: DEFAULT })).not.toContain(P1)
    const again = applyEdit(cleared.value, { do: 'port.bind', portId: P1, groupId: SSH })
    expect(again.ok && table(again.value, 'ports', { port: P1, column: ['security_groups'] })).toContain(`| [u'${SSH}'] |`)
    // Python 3 has no u, and both groups of a name are meant.
    expect(table({ ...article(), apiRelease: '25.2' }, 'ports', { group: 'default', column: ['security_groups'] })).toContain(
      `| ['${DEFAULT}'] |`,
    )
    expect(JSON.parse(table(article(), 'ports', { group: 'default', json: true }))).toHaveLength(3)
  })

  test('rules, by group and by VM', () => {
    const rules = table(articleSevenRules, 'rules', { port: 'vm1' })
    expect(
      rules
        .split('\n')[1]
        ?.split('|')
        .map((word) => word.trim()),
    ).toEqual(['', 'id', 'security_group', 'direction', 'ethertype', 'protocol/port', 'remote', ''])
    expect(rules.split('\n')).toHaveLength(7 + 4)
    expect(rules).toMatch(/\| ingress {3}\| IPv4 {6}\| 110\/tcp {7}\| 15\.5\.0\.0\/16 \(CIDR\) {4}\|/)
  })

  test('says what is not there', () => {
    expect(list(articleSevenRules, 'ports', { ...plain, group: 'web' })).toMatchObject({ ok: false, error: /no group web/ })
    expect(list(articleSevenRules, 'rules', { ...plain, port: 'vm9' })).toMatchObject({ ok: false, error: /no port or VM vm9/ })
    const column = list(articleSevenRules, 'groups', { ...plain, column: ['colour'] })
    expect(column).toMatchObject({ ok: false, error: /no column colour. Columns: id, name/ })
  })
})

describe('a table', () => {
  test('keeps its borders straight with wide characters, marks and pictures', () => {
    expect(['安全组', 'ｗｅｂ', 'e\u0301', '🔥', '中\u200d', ''].map(textWidth)).toEqual([6, 6, 1, 2, 2, 0])
    const lines = textTable(
      ['name', 'n'],
      [
        [['安全组'], ['1']],
        [['web'], ['22']],
        [['한글'], ['3', '4']],
      ],
    ).split('\n')
    expect(new Set(lines.map(textWidth))).toEqual(new Set([15]))
    expect(lines).toHaveLength(4 + 4)
    expect(lines.at(-2)).toBe('|        | 4  |')
  })

  test('makes harmless what a terminal obeys', () => {
    const drawn = textTable(['name'], [[['\u001b]0;mine\u0007\r\u202eabc']]])
    for (const obeyed of ['\u001b', '\u0007', '\r', '\u202e']) expect(drawn).not.toContain(obeyed)
    expect(drawn).toContain('\\u001b]0;mine\\u0007\\u000d\\u202eabc')
  })
})

test('as CSV, a cell of several lines stays one cell, and quotes are doubled', () => {
  expect(csv(['id', 'name'], [[['1'], ['a "b"', 'c,d']]])).toBe('"id","name"\r\n"1","a ""b""\nc,d"\r\n')
})
