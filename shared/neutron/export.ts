import type { FloatingIp, Network, Port, Project, Router, SecurityGroup, SecurityGroupRule, Subnet } from '../project/schema.ts'
import { normalizedCidr } from './draw-groups.ts'
import { KINDS, kindOfList, LIST_NAMES } from './kinds.ts'

type Json = Readonly<Record<string, unknown>>
type Carried = Network['carried']

/** One document of the Networking API v2.0 with a list for each kind of resource, as its list calls answer. */
export type ApiDocument = Readonly<Record<string, unknown>>

/**
 * The project in the words of the API, with what was carried from the documents that it was made of. What the API has no word for is not
 * in it; `export-losses.ts` lists it.
 */
export function exportProject(project: Project): ApiDocument {
  const { networks, subnets, routers, floatingIps, ports, securityGroups, addressGroups, carried } = project
  return {
    ...otherLists(carried),
    networks: networks.map((network) => exportNetwork(network, subnets)),
    subnets: subnets.map(exportSubnet),
    routers: routers.map(({ id, name, carried: own }: Router) => withCarried({ id, name }, own)),
    floatingips: [...floatingIps.map(exportFloatingIp), ...notAssociated(carried)],
    ports: ports.map(exportPort),
    security_groups: securityGroups.map(exportGroup),
    address_groups: addressGroups.map(({ carried: own, ...group }) => withCarried(group, own)),
  }
}

/** As a file. */
export const printDocument = (document: ApiDocument): string => `${JSON.stringify(document, null, 1)}\n`

/** What is known wins: it may have been edited since. */
const withCarried = (known: Json, carried: Carried): Json => ({ ...known, ...without(carried, new Set(Object.keys(known))) })

const without = (carried: Carried, names: ReadonlySet<string>): Json =>
  Object.fromEntries(Object.entries(carried ?? {}).filter(([name]) => !names.has(name)))

const OWN_NAMES: ReadonlySet<string> = new Set(KINDS)
const otherLists = (carried: Carried): Json =>
  Object.fromEntries(Object.entries(carried ?? {}).filter(([name]) => kindOfList(name) === null && !OWN_NAMES.has(name)))

function notAssociated(carried: Carried): readonly unknown[] {
  const list = Object.hasOwn(carried ?? {}, LIST_NAMES.floatingip) ? carried?.[LIST_NAMES.floatingip] : []
  return Array.isArray(list) ? list : []
}

const exportNetwork = ({ id, name, external, portSecurityEnabled, carried }: Network, subnets: readonly Subnet[]): Json =>
  withCarried(
    {
      ...{ id, name, 'router:external': external, port_security_enabled: portSecurityEnabled },
      subnets: subnets.filter(({ networkId }) => networkId === id).map((subnet) => subnet.id),
    },
    carried,
  )

const exportSubnet = ({ id, networkId, ipVersion, cidr, gatewayIp, enableDhcp, ipv6RaMode, carried }: Subnet): Json =>
  withCarried(
    {
      ...{ id, network_id: networkId, ip_version: ipVersion, cidr, gateway_ip: gatewayIp, enable_dhcp: enableDhcp },
      ipv6_ra_mode: ipv6RaMode ?? null,
    },
    carried,
  )

const exportFloatingIp = ({ id, floatingIp, routerId, portId, fixedIp, carried }: FloatingIp): Json =>
  withCarried({ id, floating_ip_address: floatingIp, fixed_ip_address: fixedIp, port_id: portId, router_id: routerId }, carried)

const exportPort = (port: Port): Json =>
  withCarried(
    {
      ...{ id: port.id, name: port.name, network_id: port.networkId, mac_address: port.macAddress },
      fixed_ips: port.fixedIps.map(({ subnetId, ipAddress }) => ({ subnet_id: subnetId, ip_address: ipAddress })),
      ...{ device_id: port.deviceId, device_owner: port.deviceOwner, 'binding:host_id': port.hostName ?? '' },
      security_groups: port.securityGroupIds,
      allowed_address_pairs: port.allowedAddressPairs.map(({ ipAddress, macAddress }) => ({
        ip_address: ipAddress,
        ...(macAddress === null ? {} : { mac_address: macAddress }),
      })),
      port_security_enabled: port.portSecurityEnabled,
    },
    port.carried,
  )

const exportGroup = ({ id, name, description, stateful, rules, carried }: SecurityGroup): Json =>
  withCarried({ id, name, description, stateful, security_group_rules: rules.map((rule) => exportRule(rule, id)) }, carried)

const exportRule = (rule: SecurityGroupRule, groupId: string): Json =>
  withCarried(
    {
      ...{ id: rule.id, security_group_id: groupId, direction: rule.direction, ethertype: rule.ethertype, protocol: rule.protocol },
      ...{ port_range_min: rule.portRangeMin, port_range_max: rule.portRangeMax },
      ...{ remote_ip_prefix: rule.remoteIpPrefix, normalized_cidr: normalizedCidr(rule.remoteIpPrefix) },
      ...{ remote_group_id: rule.remoteGroupId, remote_address_group_id: rule.remoteAddressGroupId },
      description: rule.description,
    },
    rule.carried,
  )
