import { TraceQuestion } from '#shared/contract/trace'
import { type Issue, invalid, issue, type TapwallError } from '#shared/errors'
import { parsePrefix } from '#shared/net/prefix'
import { hasPorts, ICMP, ICMPV6 } from '#shared/net/protocol'
import { type Family, InterfaceName } from '#shared/netfilter/rule-spec'
import { err, ok, type Result } from '#shared/result'
import { deviceOf, numberOf, protocolOf, readKeyWords } from '#shared/walk/key-words'

const KEYS = ['proto', 'src', 'dst', 'sport', 'dport', 'type', 'code', 'in'] as const

/** Which packets are to be followed, as `proto=icmp src=10.0.0.0/24`. What is left out may be anything; answers are followed, too. */
export function readTraceWords(words: readonly string[]): Result<TraceQuestion, TapwallError> {
  const issues: Issue[] = []
  const given = readKeyWords(words, KEYS, issues)
  const family = familyOf(given, issues)
  const protocol = protocolOf(given['proto'], family, issues)
  const number = (key: string, most: number) => numberOf(given, key, { most }, issues)
  const fields = {
    ...{ sourcePort: number('sport', 65535), destinationPort: number('dport', 65535) },
    ...{ icmpType: number('type', 255), icmpCode: number('code', 255), device: deviceOf(given, 'in', issues) },
  }
  const isIcmp = protocol === (family === 'ipv4' ? ICMP : ICMPV6)
  if (protocol !== undefined && !isIcmp && (given['type'] ?? given['code']) !== undefined)
    issues.push(issue(['type'], 'packet.type-of-no-icmp', 'type and code are of ICMP. Write proto=icmp, or leave them out.'))
  if (protocol !== undefined && !hasPorts(protocol) && (given['sport'] ?? given['dport']) !== undefined)
    issues.push(
      issue(['dport'], 'packet.no-ports', 'sport and dport are of tcp, udp and the like. Write proto=tcp, or leave them out.'),
    )
  const device = fields.device
  if (device !== undefined && !InterfaceName.safeParse(device).success)
    issues.push(
      issue(['in'], 'trace.device', `in: packets cannot be followed by a device that is called ${device}. Leave in= out.`, {
        device,
      }),
    )
  if (protocol === 0) issues.push(issue(['proto'], 'trace.protocol', 'Packets are followed by protocol. Write one of 1 to 255.'))
  if (issues.length > 0 || protocol === undefined) return err(invalid(issues))
  const asked = TraceQuestion.safeParse({
    ...{ family, protocol, source: given['src'] ?? null, destination: given['dst'] ?? null, bothWays: true },
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
  })
  return asked.success ? ok(asked.data) : err({ kind: 'bug', detail: asked.error.message })
}

/** Of the addresses; without one IPv4, unless the protocol is ICMPv6 by name. */
function familyOf(given: ReturnType<typeof readKeyWords>, issues: Issue[]): Family {
  const families = (['src', 'dst'] as const).flatMap((key): Family[] => {
    const text = given[key]
    if (text === undefined) return []
    const read = parsePrefix(text)
    if (read.ok) return [read.value.version === 4 ? 'ipv4' : 'ipv6']
    issues.push(issue([key], 'packet.address', `${key}: ${read.error}`, { key, reason: read.error }))
    return []
  })
  if (new Set(families).size > 1)
    issues.push(issue(['dst'], 'packet.two-families', 'src and dst are of two IP versions. Write both as IPv4 or both as IPv6.'))
  return families[0] ?? (/^(icmpv6|ipv6-icmp|58)$/.test(given['proto'] ?? '') ? 'ipv6' : 'ipv4')
}
