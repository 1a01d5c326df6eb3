import type { Release } from '../schema.ts'

/** How the Networking API answers: `{"NeutronError": {"type", "message", "detail"}}` with this status. */
export interface ApiError {
  readonly type: string
  readonly status: 400 | 404 | 409
}

const bad = (type: string): ApiError => ({ type, status: 400 })
const missing = (type: string): ApiError => ({ type, status: 404 })
const conflict = (type: string): ApiError => ({ type, status: 409 })

/**
 * Neutron's own error for each issue that a server would answer with: neutron/extensions/securitygroup.py, allowedaddresspairs.py,
 * portsecurity.py and l3.py, neutron/ipam/exceptions.py of 21.0 and neutron_lib/exceptions of its time. What is missing here no server
 * is asked about.
 */
const ERRORS: Readonly<Record<string, ApiError>> = {
  'group.name-default': conflict('SecurityGroupDefaultAlreadyExists'),
  'group.rename-default': conflict('SecurityGroupCannotUpdateDefault'),
  'group.delete-default': conflict('SecurityGroupCannotRemoveDefault'),
  'group.in-use': conflict('SecurityGroupInUse'),
  'group.stateful-in-use': conflict('SecurityGroupInUse'),
  'group.stateless-unknown': bad('HTTPBadRequest'),
  'group.unknown': missing('SecurityGroupNotFound'),
  'rule.group-unknown': missing('SecurityGroupNotFound'),
  'rule.remote-group-unknown': missing('SecurityGroupNotFound'),
  'rule.unknown': missing('SecurityGroupRuleNotFound'),
  'rule.same': conflict('SecurityGroupRuleExists'),
  'rule.twice': conflict('DuplicateSecurityGroupRuleInPost'),
  'rule.ports-reversed': bad('SecurityGroupInvalidPortRange'),
  'rule.ports-no-first': bad('SecurityGroupInvalidPortRange'),
  'rule.ports-no-last': bad('SecurityGroupInvalidPortRange'),
  'rule.port-zero': bad('SecurityGroupInvalidPortValue'),
  'rule.port-below-0': bad('SecurityGroupInvalidPortValue'),
  'rule.port-above-65535': bad('SecurityGroupInvalidPortValue'),
  'rule.ports-not-read': bad('SecurityGroupInvalidPortValue'),
  'rule.ports-without-protocol': bad('SecurityGroupProtocolRequiredWithPorts'),
  'rule.ports-not-for-protocol': bad('SecurityGroupInvalidProtocolForPort'),
  'rule.icmp-type': bad('SecurityGroupInvalidIcmpValue'),
  'rule.icmp-code': bad('SecurityGroupInvalidIcmpValue'),
  'rule.icmp-code-without-type': bad('SecurityGroupMissingIcmpType'),
  'rule.protocol-unknown': bad('SecurityGroupRuleInvalidProtocol'),
  'rule.protocol-above-255': bad('SecurityGroupRuleInvalidProtocol'),
  'rule.protocol-of-release': bad('SecurityGroupRuleInvalidProtocol'),
  'rule.protocol-not-ipv4': bad('SecurityGroupEthertypeConflictWithProtocol'),
  'rule.prefix-bad': bad('InvalidCIDR'),
  'rule.prefix-family': bad('SecurityGroupRuleParameterConflict'),
  'rule.two-remotes': bad('SecurityGroupMultipleRemoteEntites'),
  'rule.remote-address-group-unknown': missing('AddressGroupNotFound'),
  'rule.address-groups-unknown': bad('HTTPBadRequest'),
  'address-group.unknown': missing('AddressGroupNotFound'),
  'address-group.in-use': conflict('AddressGroupInUse'),
  'address-group.of-release': missing('HTTPNotFound'),
  'address-group.address-bad': bad('HTTPBadRequest'),
  'address-group.address-twice': bad('AddressesAlreadyExist'),
  'quota.groups': conflict('OverQuota'),
  'quota.rules': conflict('OverQuota'),
  'port.unknown': missing('PortNotFound'),
  'port.too-many-addresses': bad('InvalidInput'),
  'port.gateway-in-use': conflict('RouterExternalGatewayInUseByFloatingIp'),
  'port.interface-in-use': conflict('RouterInterfaceInUseByFloatingIP'),
  'router.unknown': missing('RouterNotFound'),
  'network.unknown': missing('NetworkNotFound'),
  'network.in-use': conflict('NetworkInUse'),
  'network.external-in-use': conflict('ExternalNetworkInUse'),
  'subnet.unknown': missing('SubnetNotFound'),
  'subnet.in-use': conflict('SubnetInUse'),
  'subnet.of-other-network': bad('InvalidInput'),
  'subnet.overlaps': bad('InvalidInput'),
  'subnet.cidr-bad': bad('HTTPBadRequest'),
  'subnet.cidr-family': bad('InvalidInput'),
  'subnet.cidr-host-bits': bad('HTTPBadRequest'),
  'subnet.gateway-in-use': conflict('GatewayIpInUse'),
  'subnet.mode-without-dhcp': bad('InvalidInput'),
  'subnet.mode-of-ipv4': bad('InvalidInput'),
  'mac.taken': conflict('MacAddressInUse'),
  'address.taken': conflict('IpAddressAlreadyAllocated'),
  'address.outside-subnet': bad('InvalidIpForSubnet'),
  'value.not-mac': bad('HTTPBadRequest'),
  'port.group-twice': bad('HTTPBadRequest'),
  'port.groups-without-security': bad('PortSecurityAndIPRequiredForSecurityGroups'),
  'port.security-off-with-groups': conflict('PortSecurityPortHasSecurityGroup'),
  'port.pairs-without-security': conflict('AddressPairAndPortSecurityRequired'),
  'port.security-of-release': bad('HTTPBadRequest'),
  'port.pair-without-address': bad('AllowedAddressPairsMissingIP'),
  'port.pair-twice': bad('DuplicateAddressPairInRequest'),
  'port.too-many-pairs': bad('AllowedAddressPairExhausted'),
  'port.states-mixed': conflict('SecurityGroupConflict'),
  'address.bad': bad('HTTPBadRequest'),
  'import.ethertype': bad('SecurityGroupRuleInvalidEtherType'),
  // What has not even the shape of a request (neutron/api/v2/attributes.py and neutron-lib's validators).
  'value.missing': bad('HTTPBadRequest'),
  'value.unknown-keys': bad('HTTPBadRequest'),
  'value.not-text': bad('HTTPBadRequest'),
  'value.not-number': bad('HTTPBadRequest'),
  'value.not-whole': bad('HTTPBadRequest'),
  'value.not-yes-or-no': bad('HTTPBadRequest'),
  'value.not-list': bad('HTTPBadRequest'),
  'value.not-one-of': bad('HTTPBadRequest'),
  'value.not-id': bad('HTTPBadRequest'),
  'value.too-long': bad('HTTPBadRequest'),
}

/**
 * Two remotes were one error of their own before there were address groups (2014.2, 2015.1: SecurityGroupRemoteGroupAndRemoteIpPrefix),
 * and addresses were given without pluggable IPAM (db_base_plugin_v2.py, _test_fixed_ips_for_port).
 */
const OLD: Readonly<Record<string, ApiError>> = {
  'address.taken': conflict('IpAddressInUse'),
  'rule.two-remotes': bad('SecurityGroupRemoteGroupAndRemoteIpPrefix'),
}

/**
 * What the server of a release would answer where an issue with this code is found; null when it is not asked. `path`: where, since a
 * word that is none of a list has an error of its own in one field.
 */
export function apiErrorOf(code: string, release: Release, path: readonly (string | number)[] = []): ApiError | null {
  if (code === 'value.not-one-of' && path.at(-1) === 'ethertype') return bad('SecurityGroupRuleInvalidEtherType')
  const old = isOld(release) && Object.hasOwn(OLD, code) ? OLD[code] : undefined
  return old ?? (Object.hasOwn(ERRORS, code) ? ERRORS[code] : undefined) ?? null
}

/** Juno and Kilo: three protocols by name, port 0 allowed, no address groups, no stateless groups. */
export const isOld = (release: Release): boolean => release === '2014.2' || release === '2015.1'
