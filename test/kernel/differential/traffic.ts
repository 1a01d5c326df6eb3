import { hasIcmpId, isIcmp, quotes } from '#shared/frames/numbers'
import { hasPorts, protocolNumber } from '#shared/net/protocol'
import type { Family } from '#shared/netfilter/rule-spec'
import type { Port, Project, SecurityGroupRule } from '#shared/project/schema'
import type { TcpFlag, WalkPacket } from '#shared/walk/packet'
import type { Chance } from '../../support/chance.ts'
import { announcement } from './announcements.ts'
import type { Cabling } from './cables.ts'
import { type Conversation, type End, Ends, type Sent, sent, type Upper } from './ends.ts'

/** Random packets and conversations whose fields are mostly those that the rules of a project name, and now and then beside them. */
export class Traffic {
  private readonly ends: Ends
  private readonly project: Project
  private readonly random: Chance

  constructor(project: Project, cabling: Cabling, random: Chance) {
    this.ends = new Ends(project, cabling, random)
    this.project = project
    this.random = random
  }

  next(): Conversation {
    const { random, ends } = this
    const family: Family = random.oneIn(3) ? 'ipv6' : 'ipv4'
    if (random.oneIn(2)) return announcement(ends, random.oneIn(2) ? 'ipv6' : 'ipv4')
    const [a, b] = ends.pair(family)
    const rule = this.ruleBetween(a, b, family)
    const upper = this.upperOf(rule, family)
    const [from, to] = [ends.addressed(a, b, rule, family, 'source'), ends.addressed(b, a, rule, family, 'destination')]
    return this.conversation(family, random.oneIn(5) ? ends.spoofed(from, family) : from, to, upper)
  }

  private ruleBetween(a: End, b: End, family: Family): SecurityGroupRule | null {
    const ethertype = family === 'ipv4' ? 'IPv4' : 'IPv6'
    const of = (port: Port | null, direction: 'ingress' | 'egress') =>
      this.project.securityGroups
        .filter(({ id }) => port?.securityGroupIds.includes(id))
        .flatMap(({ rules }) => rules.filter((rule) => rule.direction === direction && rule.ethertype === ethertype))
    const rules = [...of(a.port, 'egress'), ...of(b.port, 'ingress')]
    if (rules.length === 0 || this.random.oneIn(6)) return null
    // Kinds of rules that are rare are looked for.
    const wish = this.random.pick([() => true, isOfTypes, isOfTypes, isOnePort, isOfRange, isOfGroup, isOfGroup])
    const wished = rules.filter(wish)
    return this.random.pick(wished.length === 0 ? rules : wished)
  }

  private upperOf(rule: SecurityGroupRule | null, family: Family): Upper {
    const { random } = this
    const named = rule?.protocol === null || rule === null ? null : protocolNumber(rule.protocol.toLowerCase())
    const icmp = family === 'ipv4' ? 1 : 58
    const asked = named === 1 ? icmp : named
    const protocol =
      asked === null || !canBeSent(asked, family) || random.oneIn(12)
        ? random.pick([6, 6, 17, 17, icmp, icmp, 132, 33, 136, 47, 112])
        : asked
    const near = (n: number | null | undefined): number | null =>
      n === null || n === undefined ? null : random.oneIn(6) ? Math.min(65535, Math.max(0, n + random.pick([-1, 1]))) : n
    if (protocol === icmp) {
      const types = family === 'ipv4' ? [8, 8, 8, 0, 13, 3] : [128, 128, 129, 135, 136, 134]
      const type = near(rule?.portRangeMin ?? null) ?? random.pick(types)
      const [icmpType, icmpCode] = [sendableType(family, Math.min(255, type)), Math.min(255, near(rule?.portRangeMax ?? null) ?? 0)]
      return {
        protocol,
        icmpType,
        icmpCode,
        ...(quotes(family, icmpType) ? { quoted: this.unheardOf(family) } : {}),
        ...(hasIcmpId(family, icmpType) ? { icmpId: 1 + random.below(60_000) } : {}),
      }
    }
    if (!hasPorts(protocol)) return { protocol, length: 60 + random.below(40) }
    const [min, max] = [rule?.portRangeMin ?? null, rule?.portRangeMax ?? null]
    const within = min === null || max === null ? null : random.pick([min, max, min + random.below(max - min + 1)])
    return {
      protocol,
      sourcePort: random.oneIn(8) ? random.pick([0, 22, 53, 67, 68, 80]) : 1024 + random.below(60_000),
      destinationPort: near(within) ?? random.pick([22, 53, 67, 68, 80, 443, 8080]),
    }
  }

  /** What an error may quote that tells of nothing that was sent. */
  private unheardOf(family: Family): WalkPacket['quoted'] {
    const [source, destination] = [this.ends.anyAddress(family), this.ends.anyAddress(family)]
    return { source, destination, protocol: 17, sourcePort: 1024, destinationPort: 53 }
  }

  private conversation(family: Family, a: End, b: End, upper: Upper): Conversation {
    const { random } = this
    const there = (more: Partial<WalkPacket> = {}): Sent => sent(family, a, b, 'client', { ...upper, ...this.size(), ...more })
    const back = (more: Partial<WalkPacket> = {}): Sent =>
      sent(family, b, a, 'server', { ...turned(family, upper), ...this.size(), ...more })
    const flags = (...all: TcpFlag[]): Partial<WalkPacket> => ({ flags: all })
    if (upper.protocol === 6) {
      const shape = random.below(8)
      const open = [there(flags('SYN')), back(flags('SYN', 'ACK')), there(flags('ACK'))]
      const data = [there(flags('PSH', 'ACK')), back(flags('ACK')), back(flags('PSH', 'ACK')), there(flags('ACK'))]
      const close = [there(flags('FIN', 'ACK')), back(flags('FIN', 'ACK')), there(flags('ACK'))]
      if (shape < 2) return { kind: 'tcp-open', packets: [...open, ...data.slice(0, 2)] }
      if (shape === 2) return { kind: 'tcp-closed', packets: [...open, ...close] }
      if (shape === 3)
        return { kind: 'tcp-refused', packets: [there(flags('SYN')), back(flags('RST', 'ACK')), there(flags('SYN'))] }
      if (shape === 4) return { kind: 'tcp-reset', packets: [...open, there(flags('RST')), back(flags('ACK'))] }
      if (shape === 5) return { kind: 'tcp-middle', packets: [there(flags('ACK')), back(flags('ACK')), there(flags('PSH', 'ACK'))] }
      if (shape === 6) return { kind: 'tcp-error', packets: [there(flags('SYN')), this.error(family, a, b, upper)] }
      const odd = random.pick<TcpFlag[]>([
        ['SYN', 'FIN'],
        [],
        ['FIN', 'PSH', 'URG'],
        ['RST'],
        ['SYN', 'ACK'],
        ['FIN', 'ACK'],
        ['SYN', 'RST'],
        ['SYN', 'ECE', 'CWR'],
      ])
      return { kind: 'tcp-odd', packets: [there({ flags: odd }), there(flags('SYN'))] }
    }
    if (random.oneIn(5)) return { kind: 'error', packets: [there(), this.error(family, a, b, upper), back()] }
    if (random.oneIn(12)) return { kind: 'stray-error', packets: [this.error(family, a, b, upper)] }
    const packets = [there(), back(), there(), back()].slice(0, 1 + random.below(4))
    return { kind: isIcmp(family, upper.protocol) ? 'icmp' : upper.protocol === 17 ? 'udp' : 'other', packets }
  }

  /** Of the receiver, or of somebody on the way, about what was sent. */
  private error(family: Family, a: End, b: End, upper: Upper): Sent {
    const { random } = this
    const { flags: _flags, length: _length, ttl: _ttl, ...headers } = upper
    const quoted = { source: a.address, destination: b.address, ...headers }
    const isError = upper.icmpType !== undefined && quotes(family, upper.icmpType)
    const [icmpType, icmpCode] =
      family === 'ipv4'
        ? random.pick([
            [3, 3],
            [3, 1],
            [11, 0],
            [12, 0],
          ])
        : random.pick([
            [1, 4],
            [1, 0],
            [3, 0],
            [2, 0],
          ])
    const by = random.oneIn(3) ? { ...b, address: family === 'ipv4' ? '198.51.100.1' : '2001:db8:99::1' } : b
    const protocol = family === 'ipv4' ? 1 : 58
    return sent(family, by, a, 'server', {
      protocol,
      icmpType: icmpType ?? 3,
      icmpCode: icmpCode ?? 0,
      quoted: isError ? this.unheardOf(family) : quoted,
    })
  }

  private size(): Partial<WalkPacket> {
    const { random } = this
    return { ttl: random.pick([1, 63, 64, 64, 64, 128, 255]), length: random.pick([100, 100, 128, 200, 576, 1400]) }
  }
}

function turned(family: Family, upper: Upper): Upper {
  const { sourcePort, destinationPort, icmpType } = upper
  if (sourcePort !== undefined && destinationPort !== undefined)
    return { ...upper, sourcePort: destinationPort, destinationPort: sourcePort }
  if (icmpType === undefined) return upper
  const answers: Record<number, number> = family === 'ipv4' ? { 8: 0, 13: 14, 15: 16, 17: 18 } : { 128: 129, 135: 136, 133: 134 }
  return { ...upper, icmpType: answers[icmpType] ?? icmpType }
}

/** What a frame can carry: no headers between, and no ICMP of the other family. */
const canBeSent = (protocol: number, family: Family): boolean =>
  family === 'ipv4' || ![0, 1, 43, 44, 51, 59, 60, 135].includes(protocol)

const isOfTypes = ({ protocol, portRangeMin }: SecurityGroupRule): boolean =>
  portRangeMin !== null && ['icmp', 'icmpv6', 'ipv6-icmp', '58', '1'].includes(protocol ?? '')
const isOnePort = (rule: SecurityGroupRule): boolean =>
  rule.portRangeMin !== null && rule.portRangeMin === rule.portRangeMax && !isOfTypes(rule)
const isOfRange = (rule: SecurityGroupRule): boolean =>
  rule.portRangeMin !== null && rule.portRangeMin !== rule.portRangeMax && !isOfTypes(rule)
const isOfGroup = ({ remoteGroupId, remoteAddressGroupId }: SecurityGroupRule): boolean =>
  remoteGroupId !== null || remoteAddressGroupId !== null

/** Below 128 are errors, and of those only four have a form; IPv6 has no others. */
const sendableType = (family: Family, type: number): number =>
  family === 'ipv6' && type < 128 && !quotes(family, type) ? 128 : type
