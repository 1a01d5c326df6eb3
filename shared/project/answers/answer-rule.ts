import { type Issue, issue } from '../../errors.ts'
import { shown } from '../../net/address.ts'
import { parsePrefix } from '../../net/prefix.ts'
import { hasPorts, protocolNumber } from '../../net/protocol.ts'
import type { Project, Release, SecurityGroup, SecurityGroupRule } from '../schema.ts'
import { isOld } from './api-errors.ts'

/**
 * What the server of the release has against a rule that could be compiled: neutron/db/securitygroups_db.py,
 * _validate_security_group_rule and _check_for_duplicate_rules. `path` of an issue names the field.
 */
export function answerToRule(rule: SecurityGroupRule, group: SecurityGroup, release: Release): Issue[] {
  const key = sameRuleKey(rule, release)
  const same = group.rules.some((other) => other.id !== rule.id && sameRuleKey(other, release) === key)
  return [...(isOld(release) ? oldServer(rule) : portZero(rule)), ...(same ? [sameRule()] : [])]
}

/** Several rules in one request: each of them, and two that are the same (_validate_security_group_rules). */
export function answerToRules(rules: readonly SecurityGroupRule[], release: Release): Issue[] {
  const keys = rules.map((rule) => sameRuleKey(rule, release))
  const twice = keys.some((key, at) => keys.indexOf(key) < at)
  return [
    ...rules.flatMap((rule) => (isOld(release) ? oldServer(rule) : portZero(rule))),
    ...(twice ? [issue([], 'rule.twice', 'Two of these rules are the same. Leave one of them out.')] : []),
  ]
}

const sameRule = (): Issue => issue([], 'rule.same', 'This group already has the same rule. Change a field, or leave this one out.')

function portZero({ protocol, portRangeMin, portRangeMax }: SecurityGroupRule): Issue[] {
  const number = protocol === null ? null : protocolNumber(protocol)
  if (number === null || !hasPorts(number) || (portRangeMin !== 0 && portRangeMax !== 0)) return []
  const field = portRangeMin === 0 ? 'portRangeMin' : 'portRangeMax'
  return [issue([field], 'rule.port-zero', 'Port 0 is no port for Neutron. Write 1 or more.')]
}

const OLD_PROTOCOLS = ['tcp', 'udp', 'icmp', 'icmpv6']

function oldServer({ protocol, remoteAddressGroupId }: SecurityGroupRule): Issue[] {
  const issues: Issue[] = []
  if (protocol !== null && !OLD_PROTOCOLS.includes(protocol.toLowerCase()) && !/^\d+$/.test(protocol))
    issues.push(
      issue(
        ['protocol'],
        'rule.protocol-of-release',
        `${shown(protocol)} is no protocol for a server of this release. Write tcp, udp, icmp, icmpv6 or a number from 0 to 255.`,
        { protocol: shown(protocol) },
      ),
    )
  if (remoteAddressGroupId !== null)
    issues.push(
      issue(
        ['remoteAddressGroupId'],
        'rule.address-groups-unknown',
        'A server of this release knows no address groups. Write a prefix, or let a newer server answer.',
      ),
    )
  return issues
}

/**
 * Rules with equal keys are the same to the server. Prefixes are compared as typed but for a missing length. Since Liberty a protocol's
 * name and number are one, and no remote is the same as every address. The description does not count.
 */
function sameRuleKey(rule: SecurityGroupRule, release: Release): string {
  const { direction, ethertype, portRangeMin, portRangeMax, remoteGroupId, remoteAddressGroupId } = rule
  const prefix = prefixKey(rule.remoteIpPrefix)
  const everywhere = !isOld(release) && (prefix === '0.0.0.0/0' || prefix === '::/0')
  return [
    ...[direction, ethertype, protocolKey(rule, release), portRangeMin, portRangeMax],
    ...[everywhere ? '' : prefix, remoteGroupId, remoteAddressGroupId],
  ].join('|')
}

function protocolKey({ protocol, ethertype }: SecurityGroupRule, release: Release): string {
  if (protocol === null) return ''
  const name = protocol.toLowerCase()
  if (isOld(release)) return name
  return String(protocolNumber(name === 'icmp' && ethertype === 'IPv6' ? 'icmpv6' : name) ?? name)
}

function prefixKey(typed: string | null): string {
  if (typed === null || typed.includes('/')) return typed ?? ''
  const prefix = parsePrefix(typed)
  return prefix.ok ? prefix.value.text : typed
}

/** The group's rules count against the quota with all others of the project, those that groups begin with too. */
export function quotaOfRules({ quotas, securityGroups }: Project, more: number): Issue[] {
  const most = quotas.securityGroupRules
  const count = securityGroups.reduce((sum, { rules }) => sum + rules.length, 0)
  if (most < 0 || count + more <= most) return []
  return [
    issue([], 'quota.rules', `The quota is ${most} rules, and there are ${count}. Delete some, or raise the quota.`, {
      most,
      count,
    }),
  ]
}
