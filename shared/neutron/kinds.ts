/** The resources of the Networking API v2.0 that are read here, and how a document calls them and their fields. */
export const KINDS = [
  'network',
  'subnet',
  'router',
  'floatingip',
  'port',
  'security_group',
  'security_group_rule',
  'address_group',
] as const
export type Kind = (typeof KINDS)[number]

/** As a list call answers. */
export const LIST_NAMES: Readonly<Record<Kind, string>> = {
  network: 'networks',
  subnet: 'subnets',
  router: 'routers',
  floatingip: 'floatingips',
  port: 'ports',
  security_group: 'security_groups',
  security_group_rule: 'security_group_rules',
  address_group: 'address_groups',
}

const lists = new Map<string, Kind>(KINDS.map((kind) => [LIST_NAMES[kind], kind]))
const singulars = new Set<string>(KINDS)

export const kindOfList = (name: string): Kind | null => lists.get(name) ?? null
export const isKind = (name: string): name is Kind => singulars.has(name)

/**
 * Columns of `openstack ... list -f json` and names of `openstack ... show -f json` (python-openstackclient, openstackclient/network/v2)
 * by the API's own. What `show` names as the API does is not listed.
 */
const EVERYWHERE = {
  ID: 'id',
  Name: 'name',
  Description: 'description',
  Project: 'project_id',
  Status: 'status',
  State: 'admin_state_up',
  Shared: 'shared',
  Tags: 'tags',
  'Availability Zones': 'availability_zones',
  'Availability zones': 'availability_zones',
}
const OF_KIND: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  network: { Subnets: 'subnets', 'Network Type': 'provider:network_type', 'Router Type': 'router:external' },
  subnet: {
    Network: 'network_id',
    Subnet: 'cidr',
    DHCP: 'enable_dhcp',
    'Name Servers': 'dns_nameservers',
    'Allocation Pools': 'allocation_pools',
    'Host Routes': 'host_routes',
    'IP Version': 'ip_version',
    Gateway: 'gateway_ip',
    'Service Types': 'service_types',
  },
  router: {
    Distributed: 'distributed',
    HA: 'ha',
    Routes: 'routes',
    'External gateway info': 'external_gateway_info',
    'External Gateway Info': 'external_gateway_info',
  },
  floatingip: {
    'Floating IP Address': 'floating_ip_address',
    'Fixed IP Address': 'fixed_ip_address',
    Port: 'port_id',
    Router: 'router_id',
    'Floating Network': 'floating_network_id',
    'DNS Name': 'dns_name',
    'DNS Domain': 'dns_domain',
  },
  port: {
    'MAC Address': 'mac_address',
    'Fixed IP Addresses': 'fixed_ips',
    'Security Groups': 'security_groups',
    security_group_ids: 'security_groups',
    'Device Owner': 'device_owner',
    'Device ID': 'device_id',
    Network: 'network_id',
    'Network ID': 'network_id',
    Host: 'binding:host_id',
    'Host ID': 'binding:host_id',
    binding_host_id: 'binding:host_id',
    binding_profile: 'binding:profile',
    binding_vif_details: 'binding:vif_details',
    binding_vif_type: 'binding:vif_type',
    binding_vnic_type: 'binding:vnic_type',
  },
  security_group: { rules: 'security_group_rules', Rules: 'security_group_rules', Stateful: 'stateful' },
  security_group_rule: {
    'IP Protocol': 'protocol',
    Ethertype: 'ethertype',
    ether_type: 'ethertype',
    'IP Range': 'remote_ip_prefix',
    'Port Range': 'port_range',
    Direction: 'direction',
    'Remote Security Group': 'remote_group_id',
    'Remote Address Group': 'remote_address_group_id',
    'Security Group': 'security_group_id',
  },
  address_group: { Addresses: 'addresses' },
}
const columns = new Map(KINDS.map((kind) => [kind, new Map(Object.entries({ ...EVERYWHERE, ...OF_KIND[kind] }))]))

/** The API's name of a field, by any of the names that it is given. */
export const fieldName = (kind: Kind, name: string): string => columns.get(kind)?.get(name) ?? name

/** What only resources of one kind have; the first that fits. A group has nothing of its own but its rules, so it comes last. */
const SIGNS: readonly (readonly [Kind, (has: (...names: string[]) => boolean) => boolean])[] = [
  ['port', (has) => has('mac_address', 'MAC Address')],
  ['floatingip', (has) => has('floating_ip_address', 'Floating IP Address')],
  [
    'security_group_rule',
    (has) => has('direction', 'Direction', 'IP Protocol', 'Port Range', 'IP Range', 'ether_type', 'ethertype'),
  ],
  ['subnet', (has) => has('cidr', 'ip_version', 'IP Version') || (has('Subnet') && has('Network'))],
  ['network', (has) => has('Subnets', 'subnets', 'router:external', 'Router Type', 'provider:network_type')],
  [
    'router',
    (has) =>
      has('external_gateway_info', 'External gateway info', 'External Gateway Info', 'distributed', 'Distributed', 'ha', 'HA'),
  ],
  ['address_group', (has) => has('Addresses', 'addresses') && !has('flavor', 'Flavor', 'image', 'Image')],
  ['security_group', (has) => has('security_group_rules', 'rules', 'stateful', 'Stateful')],
  ['router', (has) => has('State', 'admin_state_up') && has('Status', 'status') && !has('Networks')],
  ['security_group', (has) => has('Description') && has('Project') && has('Tags')],
]

/** What a single resource is that nothing else names: one of a list of the command line, or what `show` printed. Null when none fits. */
export function kindOf(record: Readonly<Record<string, unknown>>): Kind | null {
  const has = (...names: string[]): boolean => names.some((name) => Object.hasOwn(record, name))
  if (!has('id', 'ID')) return null
  return SIGNS.find(([, fits]) => fits(has))?.[0] ?? null
}
