import { z } from 'zod'
import { PROJECT_VERSION } from './migrations.ts'

/**
 * The project: the document that a person edits. Its fields are those of the Networking API v2.0 in camel case, so that what is
 * drawn here can be said to a real Neutron. Only shape and size are checked here; sense (dangling ids, port ranges, prefixes of
 * the wrong family) is checked by `check.ts`.
 */

export const Id = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'value.not-id')
const HostName = z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$/, 'value.not-host-name')
const Mac = z.string().regex(/^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$/, 'value.not-mac')

/** A text of at most `longest` characters, counted as Neutron's Python counts them: a character outside of the BMP is one. */
const Text = (longest: number) =>
  z.string().check(({ value, issues }) => {
    // There are never fewer UTF-16 units than characters, nor more than twice as many.
    if (value.length <= longest || (value.length <= 2 * longest && [...value].length <= longest)) return
    issues.push({ code: 'too_big', origin: 'string', maximum: longest, inclusive: true, input: value })
  })

/** What edits can add to has its limits by name, so that an edit is refused before the project could not be read again. */
export const MOST = { groups: 10_000, rulesOfGroup: 10_000, groupsOfPort: 100 } as const

/** Neutron keeps names of at most 255 characters (attributes.py, NAME_MAX_LEN) and answers 400 to a longer one. */
export const Name = Text(255)
/** Free comments stay with us, so they are not held to Neutron's 255. */
export const Description = Text(10_000)

/** Releases of Neutron that can be compiled to. */
export const Release = z.enum(['2014.2'])
export type Release = z.infer<typeof Release>

export const Layout = z.enum(['neutron'])
export type Layout = z.infer<typeof Layout>

/** `hybrid`: OVSHybridIptablesFirewallDriver; `iptables`: IptablesFirewallDriver of the Linux bridge agent. */
export const FirewallDriver = z.enum(['hybrid', 'iptables'])
export type FirewallDriver = z.infer<typeof FirewallDriver>

/** A compute node and the settings of its L2 agent; `release`: whose words its agent writes. */
export const Host = z.strictObject({
  name: HostName,
  release: Release,
  firewallDriver: FirewallDriver,
  enableIpset: z.boolean(),
  ipv6: z.boolean(),
})
export type Host = z.infer<typeof Host>

export const Network = z.strictObject({ id: Id, name: Name, external: z.boolean() })
export type Network = z.infer<typeof Network>

/** `ipv6RaMode`: how Neutron itself sends router advertisements; absent when it does not. */
export const Subnet = z.strictObject({
  id: Id,
  networkId: Id,
  ipVersion: z.union([z.literal(4), z.literal(6)]),
  cidr: Text(64),
  gatewayIp: Text(64).nullable(),
  enableDhcp: z.boolean(),
  ipv6RaMode: z.enum(['slaac', 'dhcpv6-stateful', 'dhcpv6-stateless']).optional(),
})
export type Subnet = z.infer<typeof Subnet>

/** A router's interfaces are ports whose `deviceId` is the router's id. */
export const Router = z.strictObject({ id: Id, name: Name })
export type Router = z.infer<typeof Router>

/** 1:1 NAT on a router: `floatingIp` outside, `fixedIp` of port `portId` inside. */
export const FloatingIp = z.strictObject({ id: Id, floatingIp: Text(64), routerId: Id, portId: Id, fixedIp: Text(64) })
export type FloatingIp = z.infer<typeof FloatingIp>

export const Vm = z.strictObject({ id: Id, name: Name })
export type Vm = z.infer<typeof Vm>

/** A machine on an external network that is not a VM of ours: where pings from outside start. */
export const OutsideHost = z.strictObject({ id: Id, name: Name, networkId: Id, mac: Mac, address: Text(64) })
export type OutsideHost = z.infer<typeof OutsideHost>

export const FixedIp = z.strictObject({ subnetId: Id, ipAddress: Text(64) })
export type FixedIp = z.infer<typeof FixedIp>

export const AllowedAddressPair = z.strictObject({ ipAddress: Text(64), macAddress: Mac.nullable() })
export type AllowedAddressPair = z.infer<typeof AllowedAddressPair>

/** `deviceOwner` as in Neutron: `compute:…` a VM, `network:router_interface`, `network:router_gateway`, `network:dhcp`. */
export const Port = z.strictObject({
  id: Id,
  name: Name,
  networkId: Id,
  macAddress: Mac,
  fixedIps: z.array(FixedIp).max(50),
  deviceId: Text(255),
  deviceOwner: Text(255),
  hostName: HostName.nullable(),
  securityGroupIds: z.array(Id).max(MOST.groupsOfPort),
  allowedAddressPairs: z.array(AllowedAddressPair).max(100),
  portSecurityEnabled: z.boolean(),
})
export type Port = z.infer<typeof Port>

export const Direction = z.enum(['ingress', 'egress'])
export type Direction = z.infer<typeof Direction>
export const Ethertype = z.enum(['IPv4', 'IPv6'])
export type Ethertype = z.infer<typeof Ethertype>

/**
 * `protocol`: a name or a number as text, null for any. For ICMP `portRangeMin` is the type and `portRangeMax` the code.
 * At most one of `remoteIpPrefix` and `remoteGroupId` is set.
 */
export const SecurityGroupRule = z.strictObject({
  id: Id,
  direction: Direction,
  ethertype: Ethertype,
  protocol: Text(40).nullable(),
  portRangeMin: z.int().nullable(),
  portRangeMax: z.int().nullable(),
  remoteIpPrefix: Text(64).nullable(),
  remoteGroupId: Id.nullable(),
  description: Description,
})
export type SecurityGroupRule = z.infer<typeof SecurityGroupRule>

export const SecurityGroup = z.strictObject({
  id: Id,
  name: Name,
  description: Description,
  rules: z.array(SecurityGroupRule).max(MOST.rulesOfGroup),
})
export type SecurityGroup = z.infer<typeof SecurityGroup>

export const Project = z.strictObject({
  format: z.literal('tapwall-project'),
  version: z.literal(PROJECT_VERSION),
  name: Name,
  layout: Layout,
  hosts: z.array(Host).max(100),
  networks: z.array(Network).max(1000),
  subnets: z.array(Subnet).max(1000),
  routers: z.array(Router).max(100),
  floatingIps: z.array(FloatingIp).max(10_000),
  outsideHosts: z.array(OutsideHost).max(100),
  vms: z.array(Vm).max(10_000),
  ports: z.array(Port).max(10_000),
  securityGroups: z.array(SecurityGroup).max(MOST.groups),
})
export type Project = z.infer<typeof Project>
