import { z } from 'zod'
import { decodeIssues } from '../decode-issues.ts'
import { type Issue, issue } from '../errors.ts'
import { parseAddress } from '../net/address.ts'
import { parseMac } from '../net/mac.ts'
import { hasPorts } from '../net/protocol.ts'
import { Family } from '../netfilter/rule-spec.ts'
import { err, ok, type Result } from '../result.ts'
import { deviceOf, type KeyWords, numberOf, protocolOf, readKeyWords } from './key-words.ts'
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

/** `words`: those of the command line, or one that is a JSON object. Every word that is wrong gets an issue with what may stand there. */
export function readPacketWords(words: readonly string[]): Result<AskedPacket, Issue[]> {
  if (words.length === 1 && words[0]?.trimStart().startsWith('{')) return readPacketJson(words[0])
  const issues: Issue[] = []
  const asked = askedOf(readKeyWords(words, KEYS, issues), issues)
  return asked === null || issues.length > 0 ? err(issues) : ok(asked)
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

function askedOf(given: KeyWords, issues: Issue[]): AskedPacket | null {
  const { src, dst } = given
  if (src === undefined || dst === undefined) {
    const missing = src === undefined ? 'src' : 'dst'
    issues.push(issue([missing], 'packet.missing', `${missing} is missing. Write ${missing}=ADDRESS.`, { key: missing }))
    return null
  }
  const family = familyOf(src, dst, issues)
  if (family === null) return null
  const protocol = protocolOf(given['proto'], family, issues)
  const number = (key: string, most: number, least = 0) => numberOf(given, key, { least, most }, issues)
  const device = (key: string) => deviceOf(given, key, issues)
  const isIcmp = protocol === 1 || protocol === 58
  const [type, code] = [number('type', 255), number('code', 255)]
  if (!isIcmp && (type !== undefined || code !== undefined))
    issues.push(issue(['type'], 'packet.type-of-no-icmp', 'type and code are of ICMP. Write proto=icmp, or leave them out.'))
  if (protocol !== undefined && !hasPorts(protocol) && (given['sport'] ?? given['dport']) !== undefined)
    issues.push(
      issue(['dport'], 'packet.no-ports', 'sport and dport are of tcp, udp and the like. Write proto=tcp, or leave them out.'),
    )
  if (protocol !== undefined && protocol !== 6 && given['flags'] !== undefined)
    issues.push(issue(['flags'], 'packet.flags-of-no-tcp', 'flags are of TCP. Write proto=tcp, or leave them out.'))
  const flags = flagsOf(given['flags'], issues)
  const [sourceMac, destinationMac] = [macOf(given, 'smac', issues), macOf(given, 'dmac', issues)]
  const state = stateOf(given['state'], issues)
  return {
    packet: {
      ...{ family, source: plainAddress(src), destination: plainAddress(dst), protocol: protocol ?? 0 },
      ...defined({
        ...{ sourcePort: number('sport', 65535), destinationPort: number('dport', 65535) },
        ...{ icmpType: type, icmpCode: code ?? (type === undefined ? undefined : 0) },
        ...{ flags, sourceMac, destinationMac, ttl: number('ttl', 255), length: number('len', 65535, 20) },
      }),
    },
    ...{ in: device('in'), out: device('out'), bridge: device('bridge'), state, mark: number('mark', 0xffffffff) },
    isRouted: given['routed'] !== undefined && given['routed'] !== 'no',
  }
}

/** Without the keys that have no value: a field that is there and undefined is another thing to a decoder. */
const defined = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

/** As the kernel prints it, since it is compared as a text. */
const plainAddress = (text: string): string => {
  const read = parseAddress(text)
  return read.ok ? read.value.text : text
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

function macOf(given: KeyWords, key: string, issues: Issue[]): string | undefined {
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
