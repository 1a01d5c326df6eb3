import { z } from 'zod'

/**
 * A netfilter rule as data, and nothing of what made it. It is what the compiler writes, what the printer prints in the words of
 * iptables-save, what the parser reads back, and what crosses the pipe to the lab: data, never text.
 */

export const Family = z.enum(['ipv4', 'ipv6'])
export type Family = z.infer<typeof Family>
export const TableName = z.enum(['raw', 'mangle', 'nat', 'filter'])
export type TableName = z.infer<typeof TableName>

/**
 * Linux: IFNAMSIZ is 16 with the closing NUL. Only what our own names are made of: the kernel takes nearly anything, but a hyphen in
 * front is an option to the tools, and a `#` begins a comment in what `ip -batch` reads.
 */
export const InterfaceName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$/)
/** A trailing `+` is iptables' wildcard. */
const InterfacePattern = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,13}[A-Za-z0-9_.+-]?$/)
/** iptables refuses names of 29 bytes and more. */
export const ChainName = z.string().regex(/^[A-Za-z0-9_.:-]{1,28}$/)
/** The kernel's limit is IPSET_MAXNAMELEN 32 with the closing NUL. */
export const SetName = z.string().regex(/^[A-Za-z0-9_.:-]{1,31}$/)
const Address = z.string().regex(/^[0-9a-fA-F:.]{2,45}(\/\d{1,3})?$/)
const Port = z.int().min(0).max(65535)
const PortRange = z.strictObject({ from: Port, to: Port })
export type PortRange = z.infer<typeof PortRange>

export const ConnState = z.enum(['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'])
export type ConnState = z.infer<typeof ConnState>

/** Matches in the order in which they are tried and printed. */
export const Match = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('physdev'),
    in: InterfacePattern.optional(),
    out: InterfacePattern.optional(),
    isBridged: z.boolean(),
  }),
  /** `-m tcp --sport A --dport B` and the like; both absent prints the bare `-m tcp`. */
  z.strictObject({
    kind: z.literal('ports'),
    protocol: z.enum(['tcp', 'udp', 'sctp', 'dccp']),
    source: PortRange.optional(),
    destination: PortRange.optional(),
  }),
  z.strictObject({ kind: z.literal('multiport-destination'), ports: z.array(PortRange).min(1).max(15) }),
  z.strictObject({
    kind: z.literal('icmp'),
    version: z.union([z.literal(4), z.literal(6)]),
    type: z.int().min(0).max(255),
    code: z.int().min(0).max(255).optional(),
  }),
  z.strictObject({ kind: z.literal('mac-source'), mac: z.string().regex(/^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$/) }),
  z.strictObject({ kind: z.literal('state'), states: z.array(ConnState).min(1).max(5) }),
  z.strictObject({ kind: z.literal('set'), name: SetName, flag: z.enum(['src', 'dst']) }),
  z.strictObject({ kind: z.literal('comment'), text: z.string().max(256) }),
])
export type Match = z.infer<typeof Match>

export const Target = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('accept') }),
  z.strictObject({ kind: z.literal('drop') }),
  z.strictObject({ kind: z.literal('return') }),
  z.strictObject({ kind: z.literal('jump'), chain: ChainName }),
  /** `-j CT --zone N`: connection tracking keeps this packet's connections apart from those of other zones. */
  z.strictObject({ kind: z.literal('zone'), zone: z.int().min(1).max(65535) }),
  /** `-j CT --notrack` */
  z.strictObject({ kind: z.literal('notrack') }),
])
export type Target = z.infer<typeof Target>

export const RuleSpec = z.strictObject({
  source: Address.optional(),
  destination: Address.optional(),
  inInterface: InterfacePattern.optional(),
  /** As iptables-save prints it: `tcp`, `udp`, `icmp`, `ipv6-icmp`, `sctp`, another name, or a number. */
  protocol: z
    .string()
    .regex(/^[a-z0-9-]{1,20}$/)
    .optional(),
  matches: z.array(Match).max(16),
  target: Target,
})
export type RuleSpec = z.infer<typeof RuleSpec>

/** A set as `ipset save` would print it: `create NAME TYPE family F hashsize H maxelem M`, then one `add` for each member. */
export const SetSpec = z.strictObject({
  name: SetName,
  type: z.enum(['hash:ip', 'hash:net']),
  family: z.enum(['inet', 'inet6']),
  members: z.array(Address).max(65536),
})
export type SetSpec = z.infer<typeof SetSpec>
