import fc from 'fast-check'
import { exportProject } from '#shared/neutron/export'
import { neutronProject } from './neutron-projects.ts'

/**
 * What a server or a client may answer: documents of random projects in the words of the API, with fields that nobody knows, references
 * that lead nowhere, resources that are said twice, rules apart from their groups, columns of the command line, pages and lists of other
 * services; whole, or in several documents.
 */
type Json = Record<string, unknown>

const KINDS = ['networks', 'subnets', 'routers', 'floatingips', 'ports', 'security_groups', 'address_groups'] as const
const CARRIED = [
  ...['revision_number', 'tags', 'created_at', 'project_id', 'tenant_id', 'status', 'mtu', 'binding:profile', 'constructor'],
  ...['toString', '__proto__', 'hasOwnProperty', 'dns_assignment', 'x'.repeat(256), '', 'ключ', 'Status', 'Project', '0'],
]
const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(null, true, 7, 'ACTIVE', '', [], {}, ['a'], -0, 2 ** 60, '\ud800') },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(JSON.parse('{"__proto__": {"polluted": true}}'), JSON.parse('1e999'), {
      constructor: { prototype: 1 },
    }),
  },
)
const extra = fc.array(fc.tuple(fc.constantFrom(...CARRIED), value), { maxLength: 3 })

const ROUTER = '08010101-0000-4000-8000-000000000001'
const GONE = 'ffffffff-0000-4000-8000-00000000dead'
const change = fc.record({
  kind: fc.constantFrom(...KINDS),
  at: fc.nat(9),
  do: fc.constantFrom('extra', 'extra', 'extra', 'dangle', 'again', 'capitals', 'columns', 'null', 'drop'),
  extra,
})

/** Own properties, also one named `__proto__`. */
const withEntries = (thing: Json, entries: readonly (readonly [string, unknown])[]): Json =>
  Object.fromEntries([...Object.entries(thing), ...entries])

/** The first rule of a group has fields of its own that nobody knows. */
function withRuleEntries(thing: Json, entries: readonly (readonly [string, unknown])[]): Json {
  const rules = thing['security_group_rules']
  if (!Array.isArray(rules)) return thing
  return { ...thing, security_group_rules: rules.map((rule: Json, at) => (at === 0 ? withEntries(rule, entries) : rule)) }
}

const COLUMNS: Readonly<Record<string, string>> = {
  ...{ id: 'ID', name: 'Name', description: 'Description', network_id: 'Network', cidr: 'Subnet', mac_address: 'MAC Address' },
  ...{ fixed_ips: 'Fixed IP Addresses', device_owner: 'Device Owner', addresses: 'Addresses', subnets: 'Subnets' },
}

function changed(thing: Json, { do: what, extra: more }: { do: string; extra: readonly (readonly [string, unknown])[] }): Json[] {
  // A change before may have made it one of the command line.
  const name = 'ID' in thing ? 'ID' : 'id'
  switch (what) {
    case 'dangle':
      return [
        withEntries(thing, [
          ...('security_groups' in thing ? [['security_groups', [GONE, ...(thing['security_groups'] as string[])]] as const] : []),
          ...('port_id' in thing ? [['port_id', GONE] as const] : []),
          ...('security_group_rules' in thing
            ? [
                [
                  'security_group_rules',
                  (thing['security_group_rules'] as Json[]).map((rule, at) =>
                    at === 0 ? { ...rule, remote_group_id: GONE } : rule,
                  ),
                ] as const,
              ]
            : []),
        ]),
      ]
    case 'again':
      return [thing, withEntries({ [name]: thing[name] }, more), { ...thing, name: 'another name' }]
    case 'capitals':
      return [{ ...thing, [name]: String(thing[name]).toUpperCase() }]
    case 'columns':
      return [Object.fromEntries(Object.entries(thing).map(([name, each]) => [COLUMNS[name] ?? name, each]))]
    case 'null':
      return [{ ...thing, name: null, port_security_enabled: null, description: null }]
    default:
      return [withRuleEntries(withEntries(thing, more), more)]
  }
}

/** Without one a router translates nothing. */
const GATEWAY: Json = {
  ...{
    id: '07ffffff-0000-4000-8000-000000000001',
    network_id: '01010101-0000-4000-8000-000000000001',
    mac_address: 'fa:16:3e:00:0f:01',
  },
  ...{ device_id: ROUTER, device_owner: 'network:router_gateway' },
}

const floatingip = (n: number, of: Json | undefined): Json => ({
  id: `fffffff${n}-0000-4000-8000-000000000000`,
  floating_ip_address: `172.24.4.${n}`,
  floating_network_id: GONE,
  ...(of === undefined
    ? { port_id: null, router_id: null, fixed_ip_address: null }
    : {
        port_id: of['id'],
        router_id: n % 2 === 0 ? GONE : ROUTER,
        fixed_ip_address: (of['fixed_ips'] as Json[])[0]?.['ip_address'] ?? null,
      }),
})

export const neutronDocuments: fc.Arbitrary<unknown[]> = fc
  .record({
    project: neutronProject,
    changes: fc.array(change, { maxLength: 8 }),
    floating: fc.array(fc.nat(5), { maxLength: 3 }),
    more: fc.array(fc.tuple(fc.constantFrom('trunks', 'qos_policies', 'ports_links', '__proto__', 'constructor', 'next'), value), {
      maxLength: 3,
    }),
    apart: fc.boolean(),
    noHosts: fc.constantFrom(false, false, false, true),
    split: fc.boolean(),
  })
  .map(({ project, changes, floating, more, apart, noHosts, split }) => {
    const document: Json = { ...exportProject(project) }
    const ports = document['ports'] as Json[]
    if (floating.length > 1) document['ports'] = [...ports, GATEWAY]
    if (noHosts) document['ports'] = (document['ports'] as Json[]).map(({ 'binding:host_id': _, ...port }) => port)
    document['floatingips'] = [...new Set(floating)].map((n) => floatingip(n, ports[n]))
    if (apart) {
      const groups = document['security_groups'] as Json[]
      document['security_group_rules'] = groups.flatMap((group) => group['security_group_rules'] as Json[])
      document['security_groups'] = groups.map(({ security_group_rules: _, ...group }) => group)
    }
    for (const one of changes) {
      const list = document[one.kind] as Json[]
      const thing = list[one.at % Math.max(1, list.length)]
      if (thing === undefined) continue
      const next = one.do === 'drop' && one.kind === 'routers' ? [] : changed(thing, one)
      document[one.kind] = list.flatMap((each) => (each === thing ? next : [each]))
    }
    if (!split) return [withEntries(document, more)]
    const { networks, ports: listed, ...rest } = document
    // The ports as the command line prints a list: without a name of its own.
    return [withEntries({ networks }, more), ...Object.entries(rest).map(([name, list]) => ({ [name]: list })), listed]
  })
