import { describe, expect, test } from 'vitest'
import { readDocument } from '#shared/neutron/document'
import { exportProject, printDocument } from '#shared/neutron/export'

/** Documents that want to hang, to fill the memory or to reach a prototype. Each ends soon, in a project or in issues. */
const id = (kind: string, n: number) => `${kind.repeat(8)}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`
const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))
const rule = (n: number, group: number) => ({
  ...{ id: id('c', n), security_group_id: id('b', group), direction: 'ingress', ethertype: 'IPv4', protocol: 'tcp' },
  ...{ port_range_min: 1 + (n % 60000), port_range_max: 1 + (n % 60000), created_at: '2024-01-01T00:00:00Z', tags: [] },
})
const nested = (open: string, close: string, depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`
const groups = many(20, (n) => ({ id: id('b', n), name: `g${n}` }))

const DOCUMENTS: Readonly<Record<string, () => string>> = {
  'twenty thousand rules, apart': () =>
    JSON.stringify({ security_groups: groups, security_group_rules: many(20_000, (n) => rule(n, n % 20)) }),
  'twenty thousand rules in one group': () =>
    JSON.stringify({ security_group: { id: id('b', 0), security_group_rules: many(20_000, (n) => rule(n, 0)) } }),
  'one rule twenty thousand times': () =>
    JSON.stringify({ security_groups: groups, security_group_rules: many(20_000, () => rule(1, 1)) }),
  'twenty thousand times the same id, each time otherwise': () =>
    JSON.stringify({ networks: many(20_000, (n) => ({ id: id('a', 1), name: `n${n}`, mtu: n })) }),
  'twenty thousand lines of a client': () =>
    JSON.stringify(
      many(20_000, (n) => ({
        ID: id('c', n),
        'IP Protocol': 'tcp',
        'Port Range': '1:2',
        Direction: 'egress',
        'Security Group': id('d', n),
      })),
    ),
  'a text of twenty thousand rules': () =>
    JSON.stringify({
      id: id('b', 1),
      rules: many(20_000, (n) => `direction='egress', id='${id('c', n)}', x='${"\\'".repeat(3)}'`).join('\n'),
    }),
  'a text that looks like pairs for long': () => JSON.stringify({ id: id('b', 1), rules: `${"a='b', ".repeat(50_000)}!` }),
  'a text of commas': () =>
    JSON.stringify({ ports: [{ id: id('e', 1), mac_address: 'x', security_groups: ', '.repeat(500_000) }] }),
  'deep lists': () => `{"networks":[{"id":"${id('a', 1)}","x":${nested('[', ']', 60_000)}}]}`,
  'deep objects': () => `{"networks":[{"id":"${id('a', 1)}","x":${nested('{"a":', '}', 50)}}]}`,
  'wide objects': () => `{"networks":[{"id":"${id('a', 1)}",${many(50_000, (n) => `"f${n}":${n}`).join()}}]}`,
  'long values': () => JSON.stringify({ networks: many(500, (n) => ({ id: id('a', n), x: 'é'.repeat(60_000) })) }),
  'names of prototypes': () =>
    `{"networks":[{"id":"${id('a', 1)}","constructor":{"prototype":{"polluted":1}},"toString":1,"__proto__":{"polluted":1}}],"__proto__":{"polluted":1},"constructor":[]}`,
  'lists named as prototypes': () => '{"constructor":[{"id":1}],"hasOwnProperty":{}}',
  'huge numbers': () => `{"subnets":[{"id":"${id('d', 1)}","ip_version":1e308,"mtu":1e999}],"networks":[]}`,
  'ids of every kind': () => JSON.stringify({ networks: [{ id: null }, { id: 7 }, {}, { id: {} }, 'x', null, []] }),
}

describe('a hostile document ends in a project or in issues', () => {
  test.each(Object.entries(DOCUMENTS))('%s', { timeout: 180_000 }, (_, make) => {
    const text = make()
    const start = performance.now()
    const read = readDocument(text)
    if (read.ok) {
      const again = readDocument(printDocument(exportProject(read.value.project)))
      expect(again.ok && again.value.project).toEqual(read.value.project)
    } else {
      expect(read.error.length).toBeGreaterThan(0)
      for (const { message } of read.error) expect(message.length).toBeLessThanOrEqual(4000)
    }
    // A second or two on a machine that has nothing else to do.
    expect(performance.now() - start).toBeLessThan(120_000)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  test('twenty thousand rules are all there', { timeout: 180_000 }, () => {
    const read = readDocument(DOCUMENTS['twenty thousand rules, apart']?.() ?? '')
    if (!read.ok) throw new Error(JSON.stringify(read.error))
    expect(read.value.project.securityGroups.map(({ rules }) => rules.length)).toEqual(many(20, () => 1000))
    expect(read.value.losses).toEqual([])
  })
})
