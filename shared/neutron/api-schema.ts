import { z } from 'zod'

/**
 * Resources of the Networking API v2.0 as they are listed, as far as they are read here. Fields that are not named are passed over;
 * a list that is missing is empty. Ids may be written in capitals, texts may be null.
 */
const id = z.string().transform((text) => text.toLowerCase())
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '')
const list = <T extends z.ZodType>(of: T) => z.array(of).default([])

const Network = z.object({
  id,
  name: text,
  'router:external': z.boolean().default(false),
  port_security_enabled: z.boolean().default(true),
})

const Subnet = z.object({
  id,
  network_id: id,
  ip_version: z.union([z.literal(4), z.literal(6)]),
  cidr: z.string(),
  gateway_ip: z.string().nullish(),
  enable_dhcp: z.boolean().default(true),
  ipv6_ra_mode: z.enum(['slaac', 'dhcpv6-stateful', 'dhcpv6-stateless']).nullish(),
})

const Port = z.object({
  id,
  name: text,
  network_id: id,
  mac_address: z.string(),
  fixed_ips: list(z.object({ subnet_id: id, ip_address: z.string() })),
  device_id: text,
  device_owner: text,
  'binding:host_id': text,
  security_groups: z
    .array(id)
    .nullish()
    .transform((value) => value ?? []),
  allowed_address_pairs: list(z.object({ ip_address: z.string(), mac_address: z.string().nullish() })),
  port_security_enabled: z.boolean().default(true),
})
export type ApiPort = z.infer<typeof Port>

const Rule = z.object({
  id,
  direction: z.enum(['ingress', 'egress']),
  ethertype: z.string().default('IPv4'),
  protocol: z.union([z.string(), z.int()]).nullish(),
  port_range_min: z.int().nullish(),
  port_range_max: z.int().nullish(),
  remote_ip_prefix: z.string().nullish(),
  remote_group_id: id.nullish(),
  remote_address_group_id: id.nullish(),
  description: text,
})
export type ApiRule = z.infer<typeof Rule>

const SecurityGroup = z.object({
  id,
  name: text,
  description: text,
  stateful: z.boolean().default(true),
  security_group_rules: list(Rule),
})

const FloatingIp = z.object({
  id,
  floating_ip_address: z.string(),
  fixed_ip_address: z.string().nullish(),
  port_id: id.nullish(),
  router_id: id.nullish(),
})

export const ApiDocument = z.object({
  networks: list(Network),
  subnets: list(Subnet),
  routers: list(z.object({ id, name: text })),
  floatingips: list(FloatingIp),
  ports: z.array(Port),
  security_groups: list(SecurityGroup),
  address_groups: list(z.object({ id, name: text, description: text, addresses: list(z.string()) })),
})
export type ApiDocument = z.infer<typeof ApiDocument>
