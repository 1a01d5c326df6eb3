import { compile, type HostSettings } from '#shared/compile/compile'
import { type CompiledJson, compileJson } from '#shared/compile/compile-json'
import { PROJECT_VERSION } from '#shared/project/migrations'
import {
  type AddressGroup,
  DEFAULT_QUOTAS,
  type Port,
  type Project,
  type Release,
  type SecurityGroup,
  type SecurityGroupRule,
} from '#shared/project/schema'

/** One host, one network of both families, and what a test says of ports and groups. */
export const NET = 'aaaaaaaa-0000-4000-8000-000000000001'
export const V4 = 'bbbbbbbb-0000-4000-8000-000000000004'
export const V6 = 'bbbbbbbb-0000-4000-8000-000000000006'
export const PORT = '6e3f2eda-3230-45e8-9be5-f382af5b83ea'
export const GROUP = '0aff643b-7b34-4384-b482-f37eccef5b90'
export const OTHER = 'f5377a66-803d-481b-b4c3-a6631e8ab456'
const MAC = 'fa:16:3e:f3:1e:c0'

let count = 0
export const rule = (rest: Partial<SecurityGroupRule> = {}): SecurityGroupRule => ({
  ...{ id: `cccccccc-0000-4000-8000-${String(++count).padStart(12, '0')}`, direction: 'ingress', ethertype: 'IPv4' },
  ...{ protocol: null, portRangeMin: null, portRangeMax: null, remoteIpPrefix: null, remoteGroupId: null },
  ...{ remoteAddressGroupId: null, description: '' },
  ...rest,
})

export const group = (rules: readonly SecurityGroupRule[], rest: Partial<SecurityGroup> = {}): SecurityGroup => ({
  ...{ id: GROUP, name: 'group', description: '', stateful: true, rules: [...rules] },
  ...rest,
})

export const port = (rest: Partial<Port> = {}): Port => ({
  ...{ id: PORT, name: '', networkId: NET, macAddress: MAC, fixedIps: [{ subnetId: V4, ipAddress: '91.1.180.14' }] },
  ...{ deviceId: '', deviceOwner: '', hostName: 'compute1', securityGroupIds: [GROUP] },
  ...{ allowedAddressPairs: [], portSecurityEnabled: true },
  ...rest,
})

interface Parts {
  readonly ports?: readonly Port[]
  readonly groups?: readonly SecurityGroup[]
  readonly addressGroups?: readonly AddressGroup[]
}

export const project = ({ ports = [port()], groups = [group([])], addressGroups = [] }: Parts): Project => ({
  ...{ format: 'tapwall-project', version: PROJECT_VERSION, name: 'facts', layout: 'neutron', apiRelease: '25.2' },
  ...{ quotas: DEFAULT_QUOTAS, routers: [], floatingIps: [], outsideHosts: [], vms: [] },
  hosts: [
    {
      ...{ name: 'compute1', release: '25.2', enableSecurityGroup: true, firewallDriver: 'hybrid', enableIpset: true },
      ...{ ipv6: true, comments: false },
    },
  ],
  networks: [{ id: NET, name: 'net', external: false, portSecurityEnabled: true }],
  subnets: [
    { id: V4, networkId: NET, ipVersion: 4, cidr: '91.1.180.0/24', gatewayIp: null, enableDhcp: true },
    { id: V6, networkId: NET, ipVersion: 6, cidr: '2001:db8:1::/64', gatewayIp: null, enableDhcp: true },
  ],
  ...{ ports: [...ports], securityGroups: [...groups], addressGroups: [...addressGroups] },
})

export function compiled(parts: Parts, release: Release, settings: HostSettings = {}): CompiledJson {
  const ruleset = compile(project(parts), 'compute1', { release, ...settings })
  if (!ruleset.ok) throw new Error(JSON.stringify(ruleset.error))
  return compileJson(ruleset.value)
}

export const codes = (parts: Parts, release: Release, settings: HostSettings = {}): string[] => {
  const ruleset = compile(project(parts), 'compute1', { release, ...settings })
  return ruleset.ok ? [] : ruleset.error.map(({ code }) => code)
}

/** The lines of one chain without their beginning; `i`, `o`, `s` stand for the port's chains. */
export function chain(json: CompiledJson, name: string, family: 'iptables' | 'ip6tables' = 'iptables', table = 'filter'): string[] {
  const full = /^[ios]$/.test(name) ? `neutron-openvswi-${name}${PORT.slice(0, 10)}` : name
  return (json[family][table] ?? []).filter((line) => line.startsWith(`-A ${full} `)).map((line) => line.slice(full.length + 4))
}

/** What one rule of a group becomes in the port's chain; the lines that every port has are left out. */
export function linesOf(
  of: Partial<SecurityGroupRule>,
  release: Release,
  parts: Parts = {},
  settings: HostSettings = {},
): string[] {
  const made = rule(of)
  const family = made.ethertype === 'IPv4' ? 'iptables' : 'ip6tables'
  const letter = made.direction === 'ingress' ? 'i' : 'o'
  const lines = (rules: readonly SecurityGroupRule[]) =>
    chain(compiled({ ...parts, groups: [group(rules), ...(parts.groups ?? [])] }, release, settings), letter, family)
  const bare = lines([])
  return lines([made]).filter((line) => !bare.includes(line))
}
