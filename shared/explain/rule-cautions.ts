import { protocolPart } from '../compile/protocol-part.ts'
import { hasPorts, ICMP, ICMPV6, protocolNumber } from '../net/protocol.ts'
import type { SecurityGroup, SecurityGroupRule } from '../project/schema.ts'
import type { CautionCode } from '../texts/en/cautions.ts'
import type { Caution } from './caution.ts'
import { type CautionContext, originsOf } from './caution-context.ts'

/** Cautions about the rules of the host's groups. */
export function ruleCautions(context: CautionContext): Caution[] {
  const { groups, host } = context
  const made = new Set<string>()
  for (const origin of originsOf(context.ruleset)) if (origin.kind === 'group-rule') made.add(origin.ruleId)
  return groups.flatMap((group) =>
    group.rules
      .filter(({ ethertype }) => ethertype === 'IPv4' || host.ipv6)
      .flatMap((rule) => ofRule(context, group, rule, made.has(rule.id))),
  )
}

function ofRule(context: CautionContext, group: SecurityGroup, rule: SecurityGroupRule, hasLine: boolean): Caution[] {
  const about = { kind: 'rule', groupId: group.id, ruleId: rule.id, addressGroupId: rule.remoteAddressGroupId } as const
  const say = (found: Found | null): Caution[] => (found === null ? [] : [context.caution(found.code, about, found.values)])
  if (!hasLine) return say(noLine(context, rule))
  return [
    ...say(lostRange(context, rule)),
    ...say(remoteFound(context, rule)),
    ...say(passesInvalid(context, rule) ? { code: 'rule.invalid-passes' } : null),
  ]
}

interface Found {
  readonly code: CautionCode
  readonly values?: Caution['values']
}

const remoteName = ({ project }: CautionContext, id: string): string => {
  const group = [...project.securityGroups, ...project.addressGroups].find((each) => each.id === id)
  return group?.name || id.slice(0, 8)
}

function noLine(context: CautionContext, rule: SecurityGroupRule): Found {
  const { facts, members } = context
  if (rule.remoteAddressGroupId !== null && facts.rules.addressGroups === 'unknown') return { code: 'rule.address-group-ignored' }
  const remoteId = rule.remoteGroupId ?? rule.remoteAddressGroupId
  if (remoteId === null) return { code: 'rule.same-line' }
  const values = { remote: remoteName(context, remoteId), ethertype: rule.ethertype }
  const all = members.of(remoteId, rule.ethertype)
  if (all.length === 0) return { code: 'rule.remote-empty', values }
  const own = new Set(context.ports.filtered.flatMap(({ fixedIps }) => fixedIps.map(({ ipAddress }) => ipAddress)))
  const areOwn = !context.host.enableIpset && all.every(({ typed }) => own.has(typed))
  return areOwn ? { code: 'rule.remote-own', values } : { code: 'rule.same-line' }
}

/** Ports or an ICMP type that the rule has and the line does not: the line is what the compiler makes of it. */
function lostRange({ facts }: CautionContext, rule: SecurityGroupRule): Found | null {
  const { protocol, portRangeMin: min, portRangeMax: max } = rule
  const number = protocol === null ? null : protocolNumber(protocol)
  if (protocol === null || number === null || min === null) return null
  const { matches } = protocolPart(facts.rules, rule)
  const isNumber = /^\d+$/.test(protocol)
  const name = NAMES[number] ?? protocol
  if (number === ICMP || number === ICMPV6) {
    const icmp = matches.find((match) => match.kind === 'icmp')
    const values = { protocol, name, type: min, code: max ?? 0 }
    if (icmp !== undefined) return max !== null && icmp.code === undefined ? { code: 'rule.code-zero', values } : null
    if (isNumber && !facts.rules.icmpProtocols.includes(protocol)) return { code: 'rule.number-loses-type', values }
    return { code: min === 0 ? 'rule.type-zero' : 'rule.word-loses-type', values }
  }
  // All ports but 0 is what the line lets through without them.
  if (!hasPorts(number) || (min <= 1 && max === HIGHEST)) return null
  const kept = matches.some((match) => match.kind === 'multiport-destination' || (match.kind === 'ports' && match.destination))
  if (kept) return null
  const values = { protocol, name, ports: max === null || max === min ? `${min}` : `${min}:${max}` }
  if (facts.rules.portProtocols.includes(protocol.toLowerCase())) return { code: 'rule.port-zero', values }
  if (isNumber && facts.rules.portProtocols.includes(name)) return { code: 'rule.number-loses-ports', values }
  return { code: 'rule.ports-ignored', values: { ...values, protocol: name } }
}

const HIGHEST = 65535
const NAMES: Readonly<Record<number, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  58: 'icmpv6',
  132: 'sctp',
  136: 'udplite',
}

function remoteFound(context: CautionContext, rule: SecurityGroupRule): Found | null {
  const { facts, members, host } = context
  if (rule.remoteAddressGroupId !== null && facts.rules.addressGroups === 'open')
    return { code: 'rule.address-group-open', values: { addressGroup: remoteName(context, rule.remoteAddressGroupId) } }
  if (rule.remoteGroupId === null || !host.enableIpset || facts.set.type !== 'hash:ip') return null
  const prefix = members.of(rule.remoteGroupId, rule.ethertype).find(({ version, length }) => length < (version === 4 ? 32 : 128))
  if (prefix === undefined) return null
  const values = { prefix: prefix.text, remote: remoteName(context, rule.remoteGroupId), count: 2 ** (32 - prefix.length) }
  return { code: 'rule.set-written-out', values }
}

/** It asks for nothing at all, and stands before the line that drops INVALID. */
function passesInvalid({ facts }: CautionContext, rule: SecurityGroupRule): boolean {
  const family = rule.ethertype === 'IPv4' ? 'ipv4' : 'ipv6'
  const parts: readonly string[] = rule.direction === 'ingress' ? facts.ingress[family] : facts.egress[family]
  if (parts.indexOf('invalid') < parts.indexOf('user')) return false
  const any = rule.protocol === null || protocolNumber(rule.protocol) === 0
  const everywhere = rule.remoteIpPrefix === null || rule.remoteIpPrefix.endsWith('/0')
  const isOpen = rule.remoteAddressGroupId === null || facts.rules.addressGroups === 'open'
  return any && everywhere && isOpen && rule.remoteGroupId === null
}
