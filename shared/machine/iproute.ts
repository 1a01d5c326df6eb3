import { z } from 'zod'
import { err, ok, type Result } from '../result.ts'

/**
 * What iproute2 prints as JSON (`ip -j -d link`, `ip -j addr`, `ip -j neigh`, `bridge -j fdb`). Fields that are not asked for are left
 * out, and one entry that cannot be understood does not cost the others. Seen with iproute2 6.1.
 */
const Name = z.string().min(1).max(64)
const Mac = z.string().max(64)

export const Link = z.object({
  ifname: Name,
  flags: z.array(z.string()).default([]),
  address: Mac.optional(),
  link_type: z.string().optional(),
  master: Name.optional(),
  ifalias: z.string().optional(),
  linkinfo: z
    .object({
      info_kind: z.string().optional(),
      info_slave_kind: z.string().optional(),
      info_data: z
        .object({
          /** Of a tun device: `tap` or `tun`. */
          type: z.string().optional(),
          vlan_filtering: z.number().optional(),
          nf_call_iptables: z.number().optional(),
          nf_call_ip6tables: z.number().optional(),
        })
        .optional()
        .catch(undefined),
    })
    .optional(),
})
export type Link = z.infer<typeof Link>

export const LinkAddresses = z.object({
  ifname: Name,
  addr_info: z.array(z.object({ local: z.string().optional(), prefixlen: z.number().optional(), scope: z.string().optional() })),
})
export type LinkAddresses = z.infer<typeof LinkAddresses>

/** `state` has FAILED or INCOMPLETE where nobody answered. */
export const Neighbour = z.object({
  dst: z.string(),
  dev: Name,
  lladdr: Mac.optional(),
  state: z.array(z.string()).default([]),
})
export type Neighbour = z.infer<typeof Neighbour>

/** `state` is empty for what was learned, `static` for what was told, `permanent` for the device's own addresses. */
export const Forwarding = z.object({
  mac: Mac,
  ifname: Name,
  master: Name.optional(),
  flags: z.array(z.string()).default([]),
  state: z.string().default(''),
})
export type Forwarding = z.infer<typeof Forwarding>

export interface Entries<T> {
  readonly entries: readonly T[]
  /** How many could not be understood. */
  readonly unread: number
}

/** Reads a list of iproute2. An empty text is an empty list, as iproute2 has it. The error is a sentence. */
export function readEntries<T>(schema: z.ZodType<T>, text: string): Result<Entries<T>, string> {
  if (text.trim() === '') return ok({ entries: [], unread: 0 })
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch (error) {
    return err(`What it printed is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!Array.isArray(list)) return err('What it printed is no list.')
  const entries: T[] = []
  let unread = 0
  for (const item of list) {
    // iproute2 prints an empty object for an entry that a filter left out.
    if (typeof item === 'object' && item !== null && Object.keys(item).length === 0) continue
    const read = schema.safeParse(item)
    if (read.success) entries.push(read.data)
    else unread += 1
  }
  return ok({ entries, unread })
}
