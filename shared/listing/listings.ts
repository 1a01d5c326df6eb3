import type { Port, Project, SecurityGroup, SecurityGroupRule } from '../project/schema.ts'

/**
 * What `list` prints: the columns by name, each with the cell's lines and the value for JSON. Columns and spellings are those of
 * python-neutronclient 2.3.9 and 2.4.0 (neutron/v2_0/securitygroup.py, port.py), which the article shows.
 */
export interface Column<T> {
  readonly lines: (thing: T, project: Project) => readonly string[]
  readonly value: (thing: T, project: Project) => unknown
}
export type Columns<T> = Readonly<Record<string, Column<T>>>

export interface Listing<T> {
  readonly columns: Columns<T>
  readonly shown: readonly string[]
}

function text<T>(of: (thing: T, project: Project) => string | null): Column<T> {
  // A description of several lines is a cell of several lines.
  return { lines: (thing, project) => (of(thing, project) ?? '').split('\n'), value: of }
}

export const groupListing: Listing<SecurityGroup> = {
  columns: {
    id: text(({ id }) => id),
    name: text(({ name }) => name),
    description: text(({ description }) => description),
    stateful: { lines: ({ stateful }) => [stateful ? 'True' : 'False'], value: ({ stateful }) => stateful },
    rules: { lines: ({ rules }) => [String(rules.length)], value: ({ rules }) => rules.length },
  },
  shown: ['id', 'name', 'description'],
}

/** Ids as Python prints a list of them: the clients of 2014.2 and 2015.1 ran on Python 2. */
function idList(ids: readonly string[], { apiRelease }: Project): string {
  const u = apiRelease === '2014.2' || apiRelease === '2015.1' ? 'u' : ''
  return `[${ids.map((id) => `${u}'${id}'`).join(', ')}]`
}

const fixedIpsOf = ({ fixedIps }: Port) =>
  fixedIps.map(({ subnetId, ipAddress }) => ({ subnet_id: subnetId, ip_address: ipAddress }))
const pairsOf = ({ allowedAddressPairs }: Port) =>
  allowedAddressPairs.map(({ ipAddress, macAddress }) => ({
    ip_address: ipAddress,
    ...(macAddress === null ? {} : { mac_address: macAddress }),
  }))
/** As Python's json.dumps writes it, with a space behind each mark. */
const jsonLine = (thing: Readonly<Record<string, string>>): string =>
  `{${Object.entries(thing)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(', ')}}`

export const portListing: Listing<Port> = {
  columns: {
    security_groups: {
      lines: ({ securityGroupIds }, project) => [idList(securityGroupIds, project)],
      value: ({ securityGroupIds }) => securityGroupIds,
    },
    id: text(({ id }) => id),
    name: text(({ name }) => name),
    mac_address: text(({ macAddress }) => macAddress),
    fixed_ips: { lines: (port) => fixedIpsOf(port).map(jsonLine), value: fixedIpsOf },
    device_id: text(({ deviceId }) => deviceId),
    device_owner: text(({ deviceOwner }) => deviceOwner),
    network_id: text(({ networkId }) => networkId),
    host: text(({ hostName }) => hostName),
    port_security_enabled: {
      lines: ({ portSecurityEnabled }) => [portSecurityEnabled ? 'True' : 'False'],
      value: ({ portSecurityEnabled }) => portSecurityEnabled,
    },
    allowed_address_pairs: { lines: (port) => pairsOf(port).map(jsonLine), value: pairsOf },
  },
  shown: ['security_groups', 'id', 'mac_address', 'fixed_ips', 'device_id'],
}

/** A rule with the group that it belongs to. */
export interface ListedRule {
  readonly group: SecurityGroup
  readonly rule: SecurityGroupRule
}

const nameOf = (groups: readonly { readonly id: string; readonly name: string }[], id: string): string =>
  groups.find((group) => group.id === id)?.name || id

/** `22/tcp`, `80-90/tcp`, `icmp (type:8, code:0)`, `any`: protocol and ports in one column, as neutronclient 2.4.0 prints them. */
function protocolAndPorts({ protocol, portRangeMin: min, portRangeMax: max }: SecurityGroupRule): string {
  const name = protocol ?? 'any'
  if (min === null && max === null) return name
  if (/^(icmp|icmpv6|ipv6-icmp|1|58)$/.test(name))
    return `${name} (${[min === null ? '' : `type:${min}`, max === null ? '' : `code:${max}`].filter(Boolean).join(', ')})`
  const [from, to] = [min ?? max, max ?? min]
  return `${from === to ? from : `${from}-${to}`}/${name}`
}

/** The remote with its kind, as neutronclient prints it: `10.0.0.0/8 (CIDR)`, `web (group)`; `any` where there is none. */
function remote({ remoteIpPrefix, remoteGroupId, remoteAddressGroupId }: SecurityGroupRule, project: Project): string {
  if (remoteIpPrefix !== null) return `${remoteIpPrefix} (CIDR)`
  if (remoteGroupId !== null) return `${nameOf(project.securityGroups, remoteGroupId)} (group)`
  if (remoteAddressGroupId !== null) return `${nameOf(project.addressGroups, remoteAddressGroupId)} (address group)`
  return 'any'
}

const ofRule = (field: keyof SecurityGroupRule): Column<ListedRule> => ({
  lines: ({ rule }) => String(rule[field] ?? '').split('\n'),
  value: ({ rule }) => rule[field],
})

export const ruleListing: Listing<ListedRule> = {
  columns: {
    id: ofRule('id'),
    security_group: text(({ group }) => group.name || group.id),
    security_group_id: text(({ group }) => group.id),
    direction: ofRule('direction'),
    ethertype: ofRule('ethertype'),
    'protocol/port': text(({ rule }) => protocolAndPorts(rule)),
    remote: text(({ rule }, project) => remote(rule, project)),
    protocol: ofRule('protocol'),
    port_range_min: ofRule('portRangeMin'),
    port_range_max: ofRule('portRangeMax'),
    remote_ip_prefix: ofRule('remoteIpPrefix'),
    remote_group_id: ofRule('remoteGroupId'),
    remote_address_group_id: ofRule('remoteAddressGroupId'),
    description: ofRule('description'),
  },
  shown: ['id', 'security_group', 'direction', 'ethertype', 'protocol/port', 'remote'],
}
