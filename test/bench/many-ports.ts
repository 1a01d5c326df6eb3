import { PROJECT_VERSION } from '#shared/project/migrations'
import { DEFAULT_QUOTAS, type Port, type Project, type Release, type SecurityGroup } from '#shared/project/schema'

const id = (kind: number, n: number): string => `${kind.toString(16)}${n.toString(16).padStart(7, '0')}-0000-4000-8000-000000000000`

/** So many ports of one host, each with a group of its own kind of 20 rules: half IPv4, half IPv6, ten groups in all. */
export function manyPorts(count: number, release: Release): Project {
  const groups = Array.from(
    { length: 10 },
    (_, g): SecurityGroup => ({
      ...{ id: id(4, g), name: `group ${g}`, description: '', stateful: true },
      rules: Array.from({ length: 20 }, (_rule, n) => ({
        ...{ id: id(6, 100 * g + n), direction: n % 4 < 2 ? ('ingress' as const) : ('egress' as const) },
        ethertype: n % 2 === 0 ? ('IPv4' as const) : ('IPv6' as const),
        ...{ protocol: n % 3 === 0 ? 'udp' : 'tcp', portRangeMin: 1000 + n, portRangeMax: n % 5 === 0 ? 2000 + n : 1000 + n },
        remoteIpPrefix: n % 2 === 0 ? `10.${g}.${n}.0/24` : `2001:db8:${g}:${n}::/64`,
        ...{ remoteGroupId: null, remoteAddressGroupId: null, description: '' },
      })),
    }),
  )
  const port = (n: number): Port => ({
    ...{
      id: id(7, n),
      name: '',
      networkId: id(1, 1),
      macAddress: `fa:16:3e:${[n >> 16, (n >> 8) & 255, n & 255].map(hex).join(':')}`,
    },
    fixedIps: [
      { subnetId: id(2, 1), ipAddress: `10.${100 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}` },
      { subnetId: id(2, 2), ipAddress: `2001:db8::${(n + 1).toString(16)}` },
    ],
    ...{ deviceId: '', deviceOwner: 'neutron:bench', hostName: 'compute1', securityGroupIds: [id(4, n % 10)] },
    ...{ allowedAddressPairs: [], portSecurityEnabled: true },
  })
  const subnet = { networkId: id(1, 1), gatewayIp: null, enableDhcp: true }
  return {
    ...{ format: 'tapwall-project', version: PROJECT_VERSION, name: 'many ports', layout: 'neutron' },
    ...{ apiRelease: release, quotas: DEFAULT_QUOTAS, routers: [], floatingIps: [], outsideHosts: [], vms: [], addressGroups: [] },
    hosts: [
      {
        ...{ name: 'compute1', release, enableSecurityGroup: true, firewallDriver: 'hybrid', enableIpset: true },
        ...{ ipv6: true, comments: false },
      },
    ],
    networks: [{ id: id(1, 1), name: 'net', external: false, portSecurityEnabled: true }],
    subnets: [
      { id: id(2, 1), ...subnet, ipVersion: 4, cidr: '10.0.0.0/8' },
      { id: id(2, 2), ...subnet, ipVersion: 6, cidr: '2001:db8::/64' },
    ],
    ports: Array.from({ length: count }, (_, n) => port(n)),
    securityGroups: groups,
  }
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0')
