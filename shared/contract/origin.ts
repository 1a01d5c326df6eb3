import { z } from 'zod'

/** Why a line of ours is there: `Origin` of shared/ruleset/ruleset.ts as it travels. */
export const OriginState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('skeleton') }),
  z.object({ kind: z.literal('port'), portId: z.string() }),
  z.object({
    kind: z.literal('base'),
    portId: z.string(),
    what: z.enum(['invalid', 'established', 'fallback', 'dhcp-client', 'dhcp-server', 'icmpv6', 'router-advertisement']),
  }),
  z.object({
    kind: z.literal('accepted-port'),
    portId: z.string(),
    why: z.enum(['port-security-off', 'trusted', 'nat-shortcut']),
  }),
  z.object({ kind: z.literal('zone'), portId: z.string(), zone: z.int().nullable() }),
  z.object({ kind: z.literal('anti-spoofing'), portId: z.string(), address: z.string().nullable(), mac: z.string().nullable() }),
  z.object({
    kind: z.literal('provider'),
    portId: z.string(),
    what: z.enum(['dhcp', 'router-advertisement']),
    by: z.enum(['server', 'own-address']),
    address: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('group-rule'),
    portId: z.string(),
    groupId: z.string(),
    ruleId: z.string(),
    member: z.string().nullable(),
  }),
])
