import { z } from 'zod'
import type { Kind } from './kinds.ts'

/**
 * Resources of the Networking API v2.0 as far as a project has a place for what they say; all else is carried. What is not said has the
 * API's own default. Ids may be written in capitals, texts may be null.
 */
const id = z.string().transform((text) => text.toLowerCase())
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '')
const flag = (usual: boolean) =>
  z
    .boolean()
    .nullish()
    .transform((value) => value ?? usual)
const list = <T extends z.ZodType>(of: T) =>
  z
    .array(of)
    .nullish()
    .transform((value) => value ?? [])
/** An empty text is none. */
const noText = z
  .string()
  .nullish()
  .transform((value) => value || null)
const noId = noText.transform((value) => value?.toLowerCase() ?? null)

const Network = z.object({
  id,
  name: text,
  'router:external': flag(false),
  port_security_enabled: flag(true),
  /** Said by the subnets themselves. */
  subnets: z.array(id).nullish(),
})

const Subnet = z.object({
  id,
  network_id: id,
  ip_version: z.union([z.literal(4), z.literal(6)]),
  cidr: z.string(),
  gateway_ip: noText,
  enable_dhcp: flag(true),
  ipv6_ra_mode: z.enum(['slaac', 'dhcpv6-stateful', 'dhcpv6-stateless']).nullish(),
})

export const FIXED_IP = ['subnet_id', 'ip_address'] as const
export const ADDRESS_PAIR = ['ip_address', 'mac_address'] as const

const Port = z.object({
  id,
  name: text,
  network_id: noId,
  mac_address: z.string(),
  fixed_ips: list(z.object({ subnet_id: id, ip_address: z.string() })),
  device_id: text,
  device_owner: text,
  'binding:host_id': text,
  security_groups: list(id),
  allowed_address_pairs: list(z.object({ ip_address: z.string(), mac_address: noText })),
  port_security_enabled: flag(true),
})
export type ApiPort = z.infer<typeof Port>

const Rule = z.object({
  id,
  security_group_id: noId,
  direction: z.enum(['ingress', 'egress']).nullish(),
  ethertype: z
    .string()
    .nullish()
    .transform((value) => value ?? 'IPv4'),
  protocol: z.union([z.string(), z.int()]).nullish(),
  port_range_min: z.int().nullish(),
  port_range_max: z.int().nullish(),
  remote_ip_prefix: noText,
  remote_group_id: noId,
  remote_address_group_id: noId,
  description: text,
  /** Worked out from the prefix. */
  normalized_cidr: z.string().nullish(),
})
export type ApiRule = z.infer<typeof Rule>

const SecurityGroup = z.object({ id, name: text, description: text, stateful: flag(true) })
const AddressGroup = z.object({ id, name: text, description: text, addresses: list(z.string()) })
const FloatingIp = z.object({ id, floating_ip_address: noText, fixed_ip_address: noText, port_id: noId, router_id: noId })
export type ApiFloatingIp = z.infer<typeof FloatingIp>

export const SCHEMAS = {
  network: Network,
  subnet: Subnet,
  router: z.object({ id, name: text }),
  floatingip: FloatingIp,
  port: Port,
  security_group: SecurityGroup,
  security_group_rule: Rule,
  address_group: AddressGroup,
} as const satisfies Readonly<Record<Kind, z.ZodType>>
export type Api<K extends Kind> = z.infer<(typeof SCHEMAS)[K]>

/** Names of the fields that are read, by kind. */
export const KNOWN: Readonly<Record<Kind, ReadonlySet<string>>> = {
  network: new Set(Object.keys(SCHEMAS.network.shape)),
  subnet: new Set(Object.keys(SCHEMAS.subnet.shape)),
  router: new Set(Object.keys(SCHEMAS.router.shape)),
  floatingip: new Set(Object.keys(SCHEMAS.floatingip.shape)),
  port: new Set(Object.keys(SCHEMAS.port.shape)),
  security_group: new Set([...Object.keys(SCHEMAS.security_group.shape), 'security_group_rules']),
  security_group_rule: new Set(Object.keys(SCHEMAS.security_group_rule.shape)),
  address_group: new Set(Object.keys(SCHEMAS.address_group.shape)),
}
