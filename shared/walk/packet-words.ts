import { z } from 'zod'
import { decodeIssues } from '../decode-issues.ts'
import { type Issue, issue } from '../errors.ts'
import { parseAddress } from '../net/address.ts'
import { parseMac } from '../net/mac.ts'
import { protocolNumber } from '../net/protocol.ts'
import { Family } from '../netfilter/rule-spec.ts'
import { err, ok, type Result } from '../result.ts'
import { PacketState, TcpFlag, WalkPacket } from './packet.ts'

/**
 * A packet and where it crosses a machine, as a person writes it for the command line: `in=tap6e3f2eda-32 out=qvb6e3f2eda-32
 * src=91.1.180.14 dst=192.168.1.15 proto=icmp type=8 state=NEW`. What is left out is not known.
 */
export interface AskedPacket {
  readonly packet: WalkPacket
  /** Ports of the bridge, or with `routed` the interfaces. */
  readonly in: string | undefined
  readonly out: string | undefined
  readonly bridge: string | undefined
  readonly state: PacketState | undefined
  readonly mark: number | undefined
  /** By the machine's own IP, not across a bridge. */
  readonly isRouted: boolean
}

/** The same as JSON: a packet with the other words beside it. */
const AskedJson = z.strictObject({
  ...WalkPacket.shape,
  family: Family.optional(),
  in: z.string().max(15).optional(),
  out: z.string().max(15).optional(),
  bridge: z.string().max(15).optional(),
  state: PacketState.optional(),
  mark: z.int().min(0).max(0xffffffff).optional(),
  routed: z.boolean().optional(),
})

/** Words that may be written, with what they fill. */
const KEYS = [
  ...['src', 'dst', 'proto', 'sport', 'dport', 'type', 'code', 'flags', 'in', 'out', 'bridge', 'state', 'smac', 'dmac'],
  ...['ttl', 'len', 'mark', 'routed'],
] as const

type Words = Readonly<Partial<Record<string, string>>>

/** `words`: those of the command line, or one that is a JSON object. Every word that is wrong gets an issue with what may stand there. */
export function readPacketWords(words: readonly string[]): Result<AskedPacket, Issue[]> {
  if (words.length === 1 && words[0]?.trimStart().startsWith('{')) return readPacketJson(words[0])
  const issues: Issue[] = []
  const given: Record<string, string> = {}
  for (const word of words) {
    const at = word.indexOf('=')
    const key = at < 0 ? word : word.slice(0, at)
    if (at < 0 && key !== 'routed') issues.push(noWord(word))
    else if (!(KEYS as readonly string[]).includes(key)) issues.push(noWord(word))
    else if (given[key] !== undefined) issues.push(issue([key], 'packet.twice', `${key} is given twice. Write it once.`, { key }))
    else given[key] = at < 0 ? 'yes' : word.slice(at + 1)
  }
  const asked = askedOf(given, issues)
  return asked === null || issues.length > 0 ? err(issues) : ok(asked)
}

function noWord(word: string): Issue {
  const keys = KEYS.join(', ')
  return issue([], 'packet.no-word', `${JSON.stringify(word)} is no word of a packet. Write KEY=VALUE with one of ${keys}.`, {
    ...{ word, keys },
  })
}

function readPacketJson(text: string): Result<AskedPacket, Issue[]> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return err([
      issue([], 'packet.no-json', 'The packet begins like a JSON object and is none. Check its quotes, commas and brackets.'),
    ])
  }
  const read = AskedJson.safeParse(json)
  if (!read.success) return err(decodeIssues(read.error, json))
  const { in: inside, out, bridge, state, mark, routed, family, ...packet } = read.data
  const issues: Issue[] = []
  const found = family ?? familyOf(packet.source, packet.destination, issues)
  if (found === null) return err(issues)
  return ok({ packet: { ...packet, family: found }, in: inside, out, bridge, state, mark, isRouted: routed ?? false })
}

function askedOf(given: Words, issues: Issue[]): AskedPacket | null {
  const { src, dst } = given
  if (src === undefined || dst === undefined) {
    const missing = src === undefined ? 'src' : 'dst'
    issues.push(issue([missing], 'packet.missing', `${missing} is missing. Write ${missing}=ADDRESS.`, { key: missing }))
    return null
  }
  const family = familyOf(src, dst, issues)
  if (family === null) return null
  const protocol = protocolOf(given['proto'], family, issues)
  const number = (key: string, most: number) => numberOf(given, key, most, issues)
  const isIcmp = protocol === 1 || protocol === 58
  const [type, code] = [number('type', 255), number('code', 255)]
  if (!isIcmp && (type !== undefined || code !== undefined))
    issues.push(issue(['type'], 'packet.type-of-no-icmp', 'type and code are of ICMP. Write proto=icmp, or leave them out.'))
  const flags = flagsOf(given['flags'], issues)
  const [sourceMac, destinationMac] = [macOf(given, 'smac', issues), macOf(given, 'dmac', issues)]
  const state = stateOf(given['state'], issues)
  return {
    packet: {
      ...{ family, source: src, destination: dst, protocol: protocol ?? 0 },
      ...defined({
        ...{ sourcePort: number('sport', 65535), destinationPort: number('dport', 65535) },
        ...{ icmpType: type, icmpCode: code ?? (type === undefined ? undefined : 0) },
        ...{ flags, sourceMac, destinationMac, ttl: number('ttl', 255), length: number('len', 65535) },
      }),
    },
    ...{ in: given['in'], out: given['out'], bridge: given['bridge'], state, mark: number('mark', 0xffffffff) },
    isRouted: given['routed'] !== undefined && given['routed'] !== 'no',
  }
}

/** Without the keys that have no value: a field that is there and undefined is another thing to a decoder. */
const defined = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

function familyOf(source: string, destination: string, issues: Issue[]): Family | null {
  const [from, to] = [parseAddress(source), parseAddress(destination)]
  for (const [key, read] of [['src', from] as const, ['dst', to] as const])
    if (!read.ok) issues.push(issue([key], 'packet.address', `${key}: ${read.error}`, { key, reason: read.error }))
  if (!from.ok || !to.ok) return null
  if (from.value.version === to.value.version) return from.value.version === 4 ? 'ipv4' : 'ipv6'
  issues.push(issue(['dst'], 'packet.two-families', 'src and dst are of two IP versions. Write both as IPv4 or both as IPv6.'))
  return null
}

function protocolOf(text: string | undefined, family: Family, issues: Issue[]): number | undefined {
  if (text === undefined) {
    issues.push(issue(['proto'], 'packet.missing', 'proto is missing. Write proto=icmp, tcp, udp or a number.', { key: 'proto' }))
    return undefined
  }
  // `icmp` is what people call ping in both families.
  const number = text === 'icmp' && family === 'ipv6' ? 58 : protocolNumber(text)
  if (number !== null) return number
  const words = `proto: ${JSON.stringify(text)} is no protocol. Write icmp, tcp, udp, sctp or a number from 0 to 255.`
  issues.push(issue(['proto'], 'packet.protocol', words, { protocol: text }))
  return undefined
}

function numberOf(given: Words, key: string, most: number, issues: Issue[]): number | undefined {
  const text = given[key]
  if (text === undefined) return undefined
  const number = /^(\d{1,10}|0x[0-9a-fA-F]{1,8})$/.test(text) ? Number(text) : Number.NaN
  if (number <= most) return number
  const words = `${key}: ${JSON.stringify(text)} is not a number from 0 to ${most}.`
  issues.push(issue([key], 'packet.number', words, { key, text, most }))
  return undefined
}

function macOf(given: Words, key: string, issues: Issue[]): string | undefined {
  const text = given[key]
  if (text === undefined) return undefined
  const read = parseMac(text)
  if (read.ok) return read.value
  issues.push(issue([key], 'packet.address', `${key}: ${read.error}`, { key, reason: read.error }))
  return undefined
}

function flagsOf(text: string | undefined, issues: Issue[]): TcpFlag[] | undefined {
  if (text === undefined) return undefined
  const flags = text.toUpperCase() === 'NONE' ? [] : text.toUpperCase().split(',')
  const read = TcpFlag.array().safeParse(flags)
  if (read.success) return read.data
  const known = TcpFlag.options.join(', ')
  issues.push(
    issue(['flags'], 'packet.flags', `flags: ${JSON.stringify(text)} is not a list of ${known}, nor none.`, { text, known }),
  )
  return undefined
}

function stateOf(text: string | undefined, issues: Issue[]): PacketState | undefined {
  if (text === undefined) return undefined
  const read = PacketState.safeParse(text.toUpperCase())
  if (read.success) return read.data
  const known = PacketState.options.join(', ')
  issues.push(issue(['state'], 'packet.state', `state: ${JSON.stringify(text)} is none of ${known}.`, { text, known }))
  return undefined
}
