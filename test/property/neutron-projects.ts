import fc from 'fast-check'
import { PROJECT_VERSION } from '#shared/project/migrations'
import {
  type AddressGroup,
  DEFAULT_QUOTAS,
  type Host,
  type Network,
  type Port,
  type Project,
  Release,
  type SecurityGroup,
  type SecurityGroupRule,
  type Subnet,
} from '#shared/project/schema'

/**
 * Whole projects with every feature that a release may know or not: both families, several addresses, pairs, port security, service
 * ports, stateless groups, address groups, remote groups, all protocols, each setting of a host. Structurally valid, otherwise as a
 * server's database may hold them.
 */
const uuid = (kind: number, n: number): string =>
  `${(kind * 0x1000000 + n * 0x10101).toString(16).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`
const HOSTS = ['compute1', 'compute2']
const NETWORK = uuid(1, 1)
const VM = uuid(9, 1)
const ROUTER = uuid(8, 1)

const host = (name: string): fc.Arbitrary<Host> =>
  fc.record({
    name: fc.constant(name),
    release: fc.constantFrom(...Release.options),
    enableSecurityGroup: fc.constantFrom(true, true, true, true, false),
    firewallDriver: fc.constantFrom('hybrid', 'hybrid', 'iptables', 'iptables', 'noop'),
    enableIpset: fc.boolean(),
    ipv6: fc.boolean(),
    comments: fc.boolean(),
  })

const networks: readonly Network[] = [1, 2].map((n) => ({
  id: uuid(1, n),
  name: `net${n}`,
  external: false,
  portSecurityEnabled: n === 1,
}))
const subnet = (n: number, ipVersion: 4 | 6, cidr: string, gatewayIp: string | null): Subnet => ({
  ...{ id: uuid(2, n), networkId: uuid(1, n > 2 ? 2 : 1), ipVersion, cidr, gatewayIp, enableDhcp: true },
  ...(ipVersion === 6 && n === 2 ? { ipv6RaMode: 'slaac' as const } : {}),
})
const subnets: readonly Subnet[] = [
  subnet(1, 4, '10.1.0.0/16', '10.1.0.1'),
  subnet(2, 6, '2001:db8:1::/64', '2001:db8:1::1'),
  subnet(3, 4, '10.2.0.0/16', null),
  subnet(4, 6, '2001:db8:2::/64', 'fe80::1'),
]

const octet = fc.integer({ min: 0, max: 255 })
const ipv4 = fc.tuple(octet, octet, octet, octet).map((all) => all.join('.'))
const ipv6 = fc.tuple(fc.nat(0xffff), fc.nat(0xffff)).map(([a, b]) => `2001:db8:${a.toString(16)}::${b.toString(16)}`)
const prefix4 = fc
  .tuple(ipv4, fc.constantFrom(0, 1, 8, 12, 16, 24, 31, 32, null))
  .map(([address, length]) => (length === null ? address : `${address}/${length}`))
const prefix6 = fc
  .tuple(ipv6, fc.constantFrom(0, 1, 32, 48, 64, 127, 128, null))
  .map(([address, length]) => (length === null ? address : `${address}/${length}`))

const NAMES_V4 = [
  'tcp',
  'udp',
  'icmp',
  'sctp',
  'dccp',
  'udplite',
  'gre',
  'esp',
  'ah',
  'vrrp',
  'igmp',
  'ipip',
  'ospf',
  'pgm',
  'rsvp',
  'egp',
]
const NUMBERS = ['0', '1', '2', '4', '6', '17', '47', '50', '89', '94', '112', '113', '132', '136', '200', '255']
const NAMES_V6 = [
  'tcp',
  'udp',
  'icmp',
  'icmpv6',
  'ipv6-icmp',
  'sctp',
  'dccp',
  'udplite',
  'gre',
  'esp',
  'vrrp',
  '58',
  '6',
  '17',
  '200',
]

const bounds = fc
  .tuple(fc.constantFrom(0, 1, 22, 80, 443, 1024, 65534, 65535), fc.constantFrom(0, 1, 22, 80, 443, 1024, 65534, 65535))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
const icmpTypes = fc.tuple(fc.constantFrom(0, 3, 8, 128, 135, 254), fc.constantFrom(null, 0, 1, 4))

const HAVE_PORTS = new Set(['tcp', 'udp', 'sctp', 'dccp', 'udplite', '6', '17', '132', '33', '136'])
const HAVE_TYPES = new Set(['icmp', 'icmpv6', 'ipv6-icmp', '58'])

interface RuleDraft {
  readonly direction: 'ingress' | 'egress'
  readonly protocol4: string | null
  readonly protocol6: string | null
  readonly ethertype: 'IPv4' | 'IPv6'
  readonly ports: readonly [number, number] | null
  readonly icmp: readonly [number, number | null] | null
  readonly remote: { readonly kind: 'any' | 'prefix' | 'group' | 'address-group'; readonly n: number }
  readonly prefix4: string
  readonly prefix6: string
}
const ruleDraft: fc.Arbitrary<RuleDraft> = fc.record({
  direction: fc.constantFrom('ingress', 'egress'),
  ethertype: fc.constantFrom('IPv4', 'IPv4', 'IPv6'),
  protocol4: fc.constantFrom(null, ...NAMES_V4, ...NUMBERS),
  protocol6: fc.constantFrom(null, ...NAMES_V6),
  ports: fc.option(bounds),
  icmp: fc.option(icmpTypes),
  remote: fc.record({ kind: fc.constantFrom('any', 'prefix', 'group', 'address-group'), n: fc.nat(2) }),
  prefix4,
  prefix6,
})

function ruleOf(draft: RuleDraft, id: string): SecurityGroupRule {
  const protocol = draft.ethertype === 'IPv4' ? draft.protocol4 : draft.protocol6
  const range: readonly [number | null, number | null] | null =
    protocol !== null && HAVE_PORTS.has(protocol) ? draft.ports : protocol !== null && HAVE_TYPES.has(protocol) ? draft.icmp : null
  const { kind, n } = draft.remote
  return {
    ...{ id, direction: draft.direction, ethertype: draft.ethertype, protocol },
    ...{ portRangeMin: range?.[0] ?? null, portRangeMax: range?.[1] ?? null },
    remoteIpPrefix: kind === 'prefix' ? (draft.ethertype === 'IPv4' ? draft.prefix4 : draft.prefix6) : null,
    remoteGroupId: kind === 'group' ? uuid(4, n + 1) : null,
    remoteAddressGroupId: kind === 'address-group' ? uuid(5, (n % 2) + 1) : null,
    description: '',
  }
}

const groups: fc.Arbitrary<SecurityGroup[]> = fc
  .tuple(...[1, 2, 3].map(() => fc.tuple(fc.boolean(), fc.array(ruleDraft, { maxLength: 6 }))))
  .map((all) =>
    all.map(([stateful, drafts], at) => ({
      ...{ id: uuid(4, at + 1), name: `group ${at + 1}`, description: '', stateful },
      rules: drafts.map((draft, n) => ruleOf(draft, uuid(6, 100 * (at + 1) + n))),
    })),
  )

const addressGroups: fc.Arbitrary<AddressGroup[]> = fc
  .tuple(...[1, 2].map(() => fc.array(fc.oneof(prefix4, prefix6), { maxLength: 4 })))
  .map((all) => all.map((addresses, at) => ({ id: uuid(5, at + 1), name: `addresses ${at + 1}`, description: '', addresses })))

interface PortDraft {
  readonly network: 1 | 2
  readonly v4: number
  readonly v6: number
  readonly dashed: boolean
  readonly pairs: readonly (readonly [string, boolean])[]
  readonly secure: boolean
  readonly owner: string
  readonly host: string
  readonly groups: readonly number[]
}
const portDraft: fc.Arbitrary<PortDraft> = fc.record({
  network: fc.constantFrom(1, 2),
  v4: fc.nat(2),
  v6: fc.nat(2),
  dashed: fc.constantFrom(false, false, false, true),
  pairs: fc.array(fc.tuple(fc.oneof(prefix4, prefix6), fc.boolean()), { maxLength: 3 }),
  secure: fc.constantFrom(true, true, true, false),
  owner: fc.constantFrom(
    'compute:nova',
    'compute:nova',
    'compute:nova',
    'network:dhcp',
    'network:router_interface',
    'neutron:LOADBALANCERV2',
  ),
  host: fc.constantFrom(...HOSTS),
  groups: fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }),
})

function portOf(draft: PortDraft, n: number): Port {
  const hex = n.toString(16).padStart(2, '0')
  const mac = draft.dashed ? `FA-16-3E-00-00-${hex}` : `fa:16:3e:00:00:${hex}`
  const fixed = (version: 4 | 6, nth: number) => ({
    subnetId: uuid(2, 2 * draft.network - (version === 4 ? 1 : 0)),
    ipAddress: version === 4 ? `10.${draft.network}.${n}.${nth + 1}` : `2001:db8:${draft.network}::${n}:${nth + 1}`,
  })
  const service = draft.owner.startsWith('network:')
  const deviceId = draft.owner.startsWith('compute') ? VM : draft.owner.startsWith('network:router') ? ROUTER : ''
  const pairs = new Map(draft.pairs.map(([ipAddress, foreign]) => [ipAddress, foreign ? 'fa:16:3e:aa:bb:cc' : null]))
  return {
    ...{ id: uuid(7, n), name: `port${n}`, networkId: draft.network === 1 ? NETWORK : uuid(1, 2), macAddress: mac },
    fixedIps: [
      ...Array.from({ length: draft.v4 }, (_, nth) => fixed(4, nth)),
      ...Array.from({ length: draft.v6 }, (_, nth) => fixed(6, nth)),
    ],
    ...{ deviceId, deviceOwner: draft.owner, hostName: draft.host },
    securityGroupIds: service || !draft.secure ? [] : draft.groups.map((group) => uuid(4, group)),
    allowedAddressPairs: service || !draft.secure ? [] : [...pairs].map(([ipAddress, macAddress]) => ({ ipAddress, macAddress })),
    portSecurityEnabled: draft.secure && !service,
  }
}

export const neutronProject: fc.Arbitrary<Project> = fc
  .record({
    hosts: fc.tuple(...HOSTS.map(host)),
    groups,
    addressGroups,
    ports: fc.array(portDraft, { minLength: 1, maxLength: 6 }),
  })
  .map(({ hosts, groups: securityGroups, addressGroups: lists, ports }) => ({
    ...{ format: 'tapwall-project', version: PROJECT_VERSION, name: 'random', layout: 'neutron' },
    ...{ apiRelease: '25.2', quotas: DEFAULT_QUOTAS, hosts: [...hosts], networks: [...networks], subnets: [...subnets] },
    ...{ routers: [{ id: ROUTER, name: 'router' }], floatingIps: [], outsideHosts: [], vms: [{ id: VM, name: 'vm' }] },
    ports: ports.map((draft, at) => portOf(draft, at + 1)),
    ...{ securityGroups, addressGroups: lists },
  }))
