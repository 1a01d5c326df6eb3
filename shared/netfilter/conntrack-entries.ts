import { z } from 'zod'
import { Family } from './rule-spec.ts'

/** Entries of connection tracking as `conntrack -L -o extended` (conntrack-tools 1.4) writes them. */

const Port = z.int().min(0).max(65535)
const Byte = z.int().min(0).max(255)
/** No word of a tool can be hidden in it. */
const Address = z.string().regex(/^[0-9a-f:.]{2,45}$/)

/** One way of a connection. TCP, UDP, SCTP, DCCP and UDP-Lite have ports, ICMP has type, code and id, others neither. */
export const ConntrackTuple = z.strictObject({
  source: Address,
  destination: Address,
  sourcePort: Port.optional(),
  destinationPort: Port.optional(),
  icmpType: Byte.optional(),
  icmpCode: Byte.optional(),
  icmpId: Port.optional(),
})
export type ConntrackTuple = z.infer<typeof ConntrackTuple>

export const ConntrackEntry = z.strictObject({
  family: Family,
  protocol: Byte,
  /** 0 where packets were given none. */
  zone: Port,
  /** Of TCP, SCTP and DCCP: ESTABLISHED and the like; null for others. */
  state: z
    .string()
    .regex(/^[A-Z0-9_]{1,24}$/)
    .nullable(),
  /** The other side has answered. */
  isReplied: z.boolean(),
  /** As the first packet was. */
  original: ConntrackTuple,
  /** As answers are; another than `original` turned round where addresses are translated. */
  reply: ConntrackTuple,
})
export type ConntrackEntry = z.infer<typeof ConntrackEntry>

/** All lines that are entries; one that cannot be understood is left out and counted. */
export function parseConntrackEntries(text: string): { readonly entries: ConntrackEntry[]; readonly unread: number } {
  const lines = text.split('\n').filter((line) => line !== '')
  const entries = lines.map(parseLine).filter((entry) => entry !== null)
  return { entries, unread: lines.length - entries.length }
}

const FAMILIES: ReadonlyMap<string, Family> = new Map([
  ['ipv4', 'ipv4'],
  ['ipv6', 'ipv6'],
])
const FIELDS: ReadonlyMap<string, keyof ConntrackTuple> = new Map([
  ['src', 'source'],
  ['dst', 'destination'],
  ['sport', 'sourcePort'],
  ['dport', 'destinationPort'],
  ['type', 'icmpType'],
  ['code', 'icmpCode'],
  ['id', 'icmpId'],
])

/** `ipv4 2 tcp 6 431999 ESTABLISHED src=… dst=… sport=… dport=… src=… dst=… … [ASSURED] mark=0 zone=4097 use=1`. */
function parseLine(line: string): ConntrackEntry | null {
  const [family, , , protocol, , ...rest] = line.trim().split(/\s+/)
  const state = rest[0]?.includes('=') === false && !rest[0].startsWith('[') ? rest[0] : null
  const ways: Record<string, string | number>[] = []
  let zone = 0
  for (const word of rest) {
    const at = word.indexOf('=')
    const name = word.slice(0, at)
    const value = word.slice(at + 1)
    if (at < 0) continue
    if (name === 'src') ways.push({})
    if (name === 'zone') zone = Number(value)
    const field = FIELDS.get(name)
    const way = ways.at(-1)
    // After the two ways stand marks, labels and the like.
    if (field !== undefined && way !== undefined)
      way[field] ??= field === 'source' || field === 'destination' ? value : Number(value)
  }
  const [original, reply] = ways
  const entry = ConntrackEntry.safeParse({
    ...{ family: FAMILIES.get(family ?? ''), protocol: Number(protocol), zone, state, original, reply },
    isReplied: !rest.includes('[UNREPLIED]'),
  })
  return entry.success && ways.length === 2 ? entry.data : null
}

/**
 * The words by which `conntrack -R` deletes exactly this entry. Every part that its protocol has is named: what is left out would
 * fit every entry of its zone.
 */
export function deleteWords({ family, protocol, zone, original }: ConntrackEntry): string {
  const { source, destination, sourcePort, destinationPort, icmpType, icmpCode, icmpId } = original
  const icmp = family === 'ipv4' ? '--icmp' : '--icmpv6'
  const parts: [string, string | number | undefined][] = [
    ['-w', zone],
    ['-f', family],
    ['-p', PROTOCOL_WORDS.get(protocol) ?? protocol],
    ['-s', source],
    ['-d', destination],
    ['--sport', sourcePort],
    ['--dport', destinationPort],
    [`${icmp}-type`, icmpType],
    [`${icmp}-code`, icmpCode],
    [`${icmp}-id`, icmpId],
  ]
  return ['-D', ...parts.flatMap(([flag, value]) => (value === undefined ? [] : [flag, value]))].join(' ')
}

/** Protocols whose parts conntrack reads only when they are named by name. */
const PROTOCOL_WORDS: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [33, 'dccp'],
  [58, 'icmpv6'],
  [132, 'sctp'],
  [136, 'udplite'],
])
