import { z } from 'zod'
import { PROJECT_VERSION } from './migrations.ts'

/**
 * The project: the document that a person edits. Its fields are those of the Networking API v2.0 in camel case, so that what is
 * drawn here can be said to a real Neutron. Only shape and size are checked here; sense (dangling ids, port ranges, prefixes of
 * the wrong family) is checked by `check.ts`.
 */

export const Id = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'value.not-id')
const HostName = z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$/, 'value.not-host-name')
/** A device of Linux that rules can name: no `+` at its end, which iptables takes for any rest, and no hyphen in front. */
export const DeviceName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$/, 'value.not-device')
/** Neutron's API keeps the spelling: dashes and capitals too. */
const Mac = z.string().regex(/^[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}$/, 'value.not-mac')

/** A text of at most `longest` characters, counted as Neutron's Python counts them: a character outside of the BMP is one. */
const Text = (longest: number) =>
  z.string().check(({ value, issues }) => {
    // There are never fewer UTF-16 units than characters, nor more than twice as many.
    if (value.length <= longest || (value.length <= 2 * longest && [...value].length <= longest)) return
    issues.push({ code: 'too_big', origin: 'string', maximum: longest, inclusive: true, input: value })
  })

/** What edits can add to has its limits by name, so that an edit is refused before the project could not be read again. */
export const MOST = {
  hosts: 100,
  networks: 1000,
  subnets: 1000,
  vms: 10_000,
  ports: 10_000,
  groups: 10_000,
  rulesOfGroup: 10_000,
  groupsOfPort: 100,
  addressGroups: 1000,
  addressesOfGroup: 10_000,
  fixedIpsOfPort: 50,
  pairsOfPort: 100,
  carriedFields: 500,
} as const

/** Neutron keeps names of at most 255 characters (attributes.py, NAME_MAX_LEN) and answers 400 to a longer one. */
export const Name = Text(255)
/** Free comments stay with us, so they are not held to Neutron's 255. */
export const Description = Text(10_000)

/** Releases of Neutron that can be compiled to: Juno (2014.2.0 to .3), Kilo (2015.1.4), Zed and 2024.2. */
export const Release = z.enum(['2014.2', '2015.1', '21.0', '25.2'])
export type Release = z.infer<typeof Release>
/** Neutron of today, for what names no release. */
export const NEWEST_RELEASE: Release = '25.2'

/**
 * Fields of the Networking API that mean nothing to a firewall (revision numbers, tags, dates): carried from a document that was read
 * to the one that is written.
 */
const Carried = z
  .record(Text(255), z.json())
  .check(({ value, issues }) => {
    if (Object.keys(value).length > MOST.carriedFields)
      issues.push({ code: 'too_big', origin: 'array', maximum: MOST.carriedFields, inclusive: true, input: value })
  })
  .optional()

export const Layout = z.enum(['neutron'])
export type Layout = z.infer<typeof Layout>

/** `hybrid`: OVSHybridIptablesFirewallDriver; `iptables`: IptablesFirewallDriver of the Linux bridge agent; `noop`: NoopFirewallDriver. */
export const FirewallDriver = z.enum(['hybrid', 'iptables', 'noop'])
export type FirewallDriver = z.infer<typeof FirewallDriver>

/** A compute node and the settings of its L2 agent. */
export const Host = z.strictObject({
  name: HostName,
  /** Whose words its agent writes. */
  release: Release,
  /** `[securitygroup] enable_security_group`: off, the agent writes nothing. */
  enableSecurityGroup: z.boolean(),
  /** `[securitygroup] firewall_driver`. */
  firewallDriver: FirewallDriver,
  /** `[securitygroup] enable_ipset`. */
  enableIpset: z.boolean(),
  /** The host has IPv6; without it ip6tables is not called. */
  ipv6: z.boolean(),
  /** `[AGENT] comment_iptables_rules`, from 2015.1 on. */
  comments: z.boolean(),
})
export type Host = z.infer<typeof Host>
/** What a host is set to where nothing says otherwise: Neutron of today with its hybrid driver. */
export const DEFAULT_HOST: Omit<Host, 'name'> = {
  ...{
    release: NEWEST_RELEASE,
    enableSecurityGroup: true,
    firewallDriver: 'hybrid',
    enableIpset: true,
    ipv6: true,
    comments: true,
  },
}

/** `portSecurityEnabled`: what its ports inherit when nothing else is said (port security extension, from 2015.1 on). */
export const Network = z.strictObject({
  id: Id,
  name: Name,
  external: z.boolean(),
  portSecurityEnabled: z.boolean(),
  carried: Carried,
})
export type Network = z.infer<typeof Network>

export const RaMode = z.enum(['slaac', 'dhcpv6-stateful', 'dhcpv6-stateless'])
export type RaMode = z.infer<typeof RaMode>

/** `ipv6RaMode`: how Neutron itself sends router advertisements; absent when it does not. */
export const Subnet = z.strictObject({
  id: Id,
  networkId: Id,
  ipVersion: z.union([z.literal(4), z.literal(6)]),
  cidr: Text(64),
  gatewayIp: Text(64).nullable(),
  enableDhcp: z.boolean(),
  ipv6RaMode: RaMode.optional(),
  carried: Carried,
})
export type Subnet = z.infer<typeof Subnet>

/** A router's interfaces are ports whose `deviceId` is the router's id. */
export const Router = z.strictObject({ id: Id, name: Name, carried: Carried })
export type Router = z.infer<typeof Router>

/** 1:1 NAT on a router: `floatingIp` outside, `fixedIp` of port `portId` inside. */
export const FloatingIp = z.strictObject({
  id: Id,
  floatingIp: Text(64),
  routerId: Id,
  portId: Id,
  fixedIp: Text(64),
  carried: Carried,
})
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

/** The card of a VM that nova did not plug: what its device on the host is called, and the bridge that it is in. */
export const Vif = z.strictObject({ deviceName: DeviceName, bridgeName: DeviceName })
export type Vif = z.infer<typeof Vif>

/**
 * `vif`: absent, device and bridge are named as nova and the agent name them, after the port's id. `deviceOwner` as in
 * Neutron: `compute:…` a VM, `network:router_interface`, `network:router_gateway`, `network:dhcp`.
 */
export const Port = z.strictObject({
  id: Id,
  name: Name,
  networkId: Id,
  macAddress: Mac,
  fixedIps: z.array(FixedIp).max(MOST.fixedIpsOfPort),
  deviceId: Text(255),
  deviceOwner: Text(255),
  hostName: HostName.nullable(),
  securityGroupIds: z.array(Id).max(MOST.groupsOfPort),
  allowedAddressPairs: z.array(AllowedAddressPair).max(MOST.pairsOfPort),
  portSecurityEnabled: z.boolean(),
  vif: Vif.optional(),
  carried: Carried,
})
export type Port = z.infer<typeof Port>

export const Direction = z.enum(['ingress', 'egress'])
export type Direction = z.infer<typeof Direction>
export const Ethertype = z.enum(['IPv4', 'IPv6'])
export type Ethertype = z.infer<typeof Ethertype>

/**
 * `protocol`: a name or a number as text, null for any. For ICMP `portRangeMin` is the type and `portRangeMax` the code.
 * At most one of `remoteIpPrefix`, `remoteGroupId` and `remoteAddressGroupId` is set.
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
  remoteAddressGroupId: Id.nullable(),
  description: Description,
  carried: Carried,
})
export type SecurityGroupRule = z.infer<typeof SecurityGroupRule>

/** `stateful`: false leaves its ports' packets out of connection tracking (from 16.0, Ussuri, on). */
export const SecurityGroup = z.strictObject({
  id: Id,
  name: Name,
  description: Description,
  stateful: z.boolean(),
  rules: z.array(SecurityGroupRule).max(MOST.rulesOfGroup),
  carried: Carried,
})
export type SecurityGroup = z.infer<typeof SecurityGroup>

/** Prefixes under one name, which rules can name as their remote (from 17.0, Victoria, on). */
export const AddressGroup = z.strictObject({
  id: Id,
  name: Name,
  description: Description,
  addresses: z.array(Text(64)).max(MOST.addressesOfGroup),
  carried: Carried,
})
export type AddressGroup = z.infer<typeof AddressGroup>

/** How many a tenant may have (`[QUOTAS]` quota_security_group and quota_security_group_rule); -1 for as many as he likes. */
export const Quotas = z.strictObject({
  securityGroups: z.int().min(-1).max(1_000_000),
  securityGroupRules: z.int().min(-1).max(1_000_000),
})
export type Quotas = z.infer<typeof Quotas>
/** Neutron's own: 10 groups with the default group, 100 rules with those that groups begin with. */
export const DEFAULT_QUOTAS: Quotas = { securityGroups: 10, securityGroupRules: 100 }

export const Project = z.strictObject({
  format: z.literal('tapwall-project'),
  version: z.literal(PROJECT_VERSION),
  name: Name,
  layout: Layout,
  /** Whose server answers what is asked of it: names of protocols, ports, errors. */
  apiRelease: Release,
  quotas: Quotas,
  hosts: z.array(Host).max(MOST.hosts),
  networks: z.array(Network).max(MOST.networks),
  subnets: z.array(Subnet).max(MOST.subnets),
  routers: z.array(Router).max(100),
  floatingIps: z.array(FloatingIp).max(10_000),
  outsideHosts: z.array(OutsideHost).max(100),
  vms: z.array(Vm).max(MOST.vms),
  ports: z.array(Port).max(MOST.ports),
  securityGroups: z.array(SecurityGroup).max(MOST.groups),
  addressGroups: z.array(AddressGroup).max(MOST.addressGroups),
  carried: Carried,
})
export type Project = z.infer<typeof Project>
