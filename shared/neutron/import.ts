import { decodeIssues } from '../decode-issues.ts'
import { type Issue, issue } from '../errors.ts'
import { shown } from '../net/address.ts'
import { checkProject } from '../project/check.ts'
import { PROJECT_VERSION } from '../project/migrations.ts'
import { DEFAULT_QUOTAS, Id, NEWEST_RELEASE, Project } from '../project/schema.ts'
import { err, ok, type Result } from '../result.ts'
import { ApiDocument, type ApiPort, type ApiRule } from './api-schema.ts'

/**
 * A document of the Networking API v2.0 (`{ networks, subnets, routers, floatingips, ports, security_groups }`, each as its list call
 * answers) as a project. Hosts come from `binding:host_id` and get the settings of the article's hosts; VMs from the ports of `compute:…`
 * owners, one for each device. Floating IPs that are not associated do nothing and are left out. What a project cannot say is an issue.
 */
export function importNeutron(value: unknown): Result<Project, Issue[]> {
  const decoded = ApiDocument.safeParse(value)
  if (!decoded.success) return err(decodeIssues(decoded.error, value))
  const unsupported = findUnsupported(decoded.data)
  if (unsupported.length > 0) return err(unsupported)
  // Lengths, ids and MAC addresses are checked by the project's own schema.
  const drawn = toProject(decoded.data)
  const project = Project.safeParse(drawn)
  if (!project.success) return err(decodeIssues(project.error, drawn))
  const issues = checkProject(project.data)
  return issues.length > 0 ? err(issues) : ok(project.data)
}

function findUnsupported(document: ApiDocument): Issue[] {
  const issues: Issue[] = []
  document.security_groups.forEach((group, at) => {
    const path = ['security_groups', at]
    group.security_group_rules.forEach((rule, ruleAt) => {
      const place = [...path, 'security_group_rules', ruleAt]
      if (!/^ipv[46]$/i.test(rule.ethertype))
        issues.push(
          issue([...place, 'ethertype'], 'import.ethertype', `${shown(rule.ethertype)} is no ethertype. Write IPv4 or IPv6.`, {
            ethertype: shown(rule.ethertype),
          }),
        )
    })
  })
  return issues
}

/** A document says nothing of its hosts' agents. */
const HOST = {
  release: NEWEST_RELEASE,
  enableSecurityGroup: true,
  firewallDriver: 'hybrid',
  enableIpset: true,
  ipv6: true,
  comments: true,
} as const

function toProject(document: ApiDocument): unknown {
  const hostNames = new Set(document.ports.map((port) => port['binding:host_id']).filter((name) => name !== ''))
  const isVm = (port: ApiPort): boolean => port.device_owner.startsWith('compute:')
  const vms = new Map<string, string>()
  for (const port of document.ports.filter(isVm)) {
    const vmId = deviceId(port)
    if (!vms.get(vmId)) vms.set(vmId, port.name)
  }
  return {
    format: 'tapwall-project',
    version: PROJECT_VERSION,
    name: 'Imported from Neutron',
    layout: 'neutron',
    apiRelease: NEWEST_RELEASE,
    quotas: DEFAULT_QUOTAS,
    hosts: [...hostNames].map((name) => ({ ...HOST, name })),
    networks: document.networks.map((network) => ({
      id: network.id,
      name: network.name,
      external: network['router:external'],
      portSecurityEnabled: network.port_security_enabled,
    })),
    subnets: document.subnets.map((subnet) => ({
      id: subnet.id,
      networkId: subnet.network_id,
      ipVersion: subnet.ip_version,
      cidr: subnet.cidr,
      gatewayIp: subnet.gateway_ip ?? null,
      enableDhcp: subnet.enable_dhcp,
      ...(subnet.ipv6_ra_mode ? { ipv6RaMode: subnet.ipv6_ra_mode } : {}),
    })),
    routers: document.routers.map(({ id, name }) => ({ id, name })),
    floatingIps: document.floatingips.flatMap(({ id, floating_ip_address, fixed_ip_address, port_id, router_id }) =>
      port_id && router_id && fixed_ip_address
        ? [{ id, floatingIp: floating_ip_address, routerId: router_id, portId: port_id, fixedIp: fixed_ip_address }]
        : [],
    ),
    outsideHosts: [],
    vms: [...vms].map(([id, name]) => ({ id, name: name || `vm-${id.slice(0, 8)}` })),
    ports: document.ports.map((port) => ({
      id: port.id,
      name: port.name,
      networkId: port.network_id,
      macAddress: port.mac_address,
      fixedIps: port.fixed_ips.map((ip) => ({ subnetId: ip.subnet_id, ipAddress: ip.ip_address })),
      deviceId: isVm(port) ? deviceId(port) : port.device_id,
      deviceOwner: port.device_owner,
      hostName: port['binding:host_id'] || null,
      securityGroupIds: port.security_groups,
      allowedAddressPairs: port.allowed_address_pairs.map((pair) => ({
        ipAddress: pair.ip_address,
        macAddress: pair.mac_address ?? null,
      })),
      portSecurityEnabled: port.port_security_enabled,
    })),
    securityGroups: document.security_groups.map(({ id, name, description, stateful, security_group_rules }) => ({
      id,
      name,
      description,
      stateful,
      rules: security_group_rules.map(toRule),
    })),
    addressGroups: document.address_groups,
  }
}

const toRule = (rule: ApiRule) => ({
  id: rule.id,
  direction: rule.direction,
  ethertype: /^ipv6$/i.test(rule.ethertype) ? 'IPv6' : 'IPv4',
  protocol: rule.protocol === null || rule.protocol === undefined ? null : String(rule.protocol),
  portRangeMin: rule.port_range_min ?? null,
  portRangeMax: rule.port_range_max ?? null,
  remoteIpPrefix: rule.remote_ip_prefix || null,
  remoteGroupId: rule.remote_group_id ?? null,
  remoteAddressGroupId: rule.remote_address_group_id ?? null,
  description: rule.description,
})

/** The VM of a port. nova's ids are UUIDs; another text becomes one, the same for the same text, and a port without device its own. */
function deviceId(port: ApiPort): string {
  const text = (port.device_id || port.id).toLowerCase()
  return Id.safeParse(text).success ? text : uuidFrom(text)
}

/** Not random: FNV-1a over the text, once for each of the four 32-bit words. */
function uuidFrom(text: string): string {
  const hex = [1, 2, 3, 4].map((salt) => fnv1a(`${salt} ${text}`).toString(16).padStart(8, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
