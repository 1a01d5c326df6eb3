import { PROJECT_VERSION } from '#shared/project/migrations'
import { DEFAULT_QUOTAS, type Port, type Project } from '#shared/project/schema'

/** Two VMs behind a router with a floating IP, and two outside hosts: the smallest lab in which everything of the lab occurs. */
export const id = (n: number): string => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`

export const INSIDE = id(10)
export const OUTSIDE = id(11)
export const VM1 = id(70)
export const VM2 = id(71)
export const ROUTER = id(30)
export const PC1 = id(60)
export const PC2 = id(61)
export const TAP1 = `tap${id(51)}`.slice(0, 14)

const port = (n: number, subnet: number, ipAddress: string, rest: Partial<Port>): Port => ({
  ...{ id: id(n), name: '', networkId: INSIDE, macAddress: `FA:16:3E:00:00:${n}`, fixedIps: [{ subnetId: id(subnet), ipAddress }] },
  ...{ deviceId: '', deviceOwner: '', hostName: null, securityGroupIds: [], allowedAddressPairs: [], portSecurityEnabled: true },
  ...rest,
})

const vmPort = (n: number, address: string, vm: string): Port =>
  port(n, 20, address, { deviceId: vm, deviceOwner: 'compute:nova', hostName: 'compute1' })

export const smallProject: Project = {
  ...{ format: 'tapwall-project', version: PROJECT_VERSION, name: 'small', layout: 'neutron' },
  ...{ apiRelease: '2014.2', quotas: DEFAULT_QUOTAS, addressGroups: [] },
  hosts: [
    {
      name: 'compute1',
      release: '2014.2',
      firewallDriver: 'hybrid',
      enableSecurityGroup: true,
      enableIpset: true,
      ipv6: false,
      comments: true,
    },
  ],
  networks: [
    { id: INSIDE, name: 'inside', external: false, portSecurityEnabled: true },
    { id: OUTSIDE, name: 'outside', external: true, portSecurityEnabled: true },
  ],
  subnets: [
    { id: id(20), networkId: INSIDE, ipVersion: 4, cidr: '91.1.180.0/24', gatewayIp: '91.1.180.1', enableDhcp: true },
    { id: id(21), networkId: OUTSIDE, ipVersion: 4, cidr: '192.168.1.0/24', gatewayIp: null, enableDhcp: false },
  ],
  routers: [{ id: ROUTER, name: 'router1' }],
  floatingIps: [{ id: id(40), floatingIp: '192.168.1.104', routerId: ROUTER, portId: id(51), fixedIp: '91.1.180.14' }],
  outsideHosts: [
    { id: PC1, name: 'pc1', networkId: OUTSIDE, mac: 'fa:16:3e:00:01:60', address: '192.168.1.15' },
    { id: PC2, name: 'pc2', networkId: OUTSIDE, mac: 'fa:16:3e:00:01:61', address: '192.168.1.115' },
  ],
  vms: [
    { id: VM1, name: 'vm1' },
    { id: VM2, name: 'vm2' },
  ],
  ports: [
    vmPort(51, '91.1.180.14', VM1),
    vmPort(52, '91.1.180.5', VM2),
    port(53, 20, '91.1.180.1', { deviceId: ROUTER, deviceOwner: 'network:router_interface' }),
    port(54, 21, '192.168.1.100', { networkId: OUTSIDE, deviceId: ROUTER, deviceOwner: 'network:router_gateway' }),
  ],
  addressGroups: [],
  securityGroups: [],
}
