import { type Issue, issue } from '../errors.ts'
import { shown } from '../net/address.ts'
import { HIGHEST_PORT, PORT_ADVICE, portIssue, reversed } from '../net/port-range.ts'
import { parsePrefix } from '../net/prefix.ts'
import { hasPorts, ICMP, ICMPV6, isIpv6Only, protocolNumber } from '../net/protocol.ts'
import type { Project, SecurityGroupRule } from './schema.ts'

/**
 * What is wrong with a rule, while it is typed or before it is kept: `path` of an issue names the field. What Neutron 2014.2's API
 * refuses is refused (neutron/db/securitygroups_db.py, _validate_port_range and _validate_security_group_rules), and beyond it what can
 * only be a slip: ports of a protocol without ports, prefixes of the other family.
 */
export function checkRule(rule: SecurityGroupRule, project: Project, groupId: string): Issue[] {
  const issues = checkRuleAlone(rule, (id) => project.securityGroups.some((group) => group.id === id))
  const group = project.securityGroups.find(({ id }) => id === groupId)
  if (group === undefined) return [...issues, issue([], 'rule.group-unknown', `There is no group ${groupId}.`, { id: groupId })]
  const key = sameRuleKey(rule)
  if (group.rules.some((other) => other.id !== rule.id && sameRuleKey(other) === key)) issues.push(sameRule([]))
  return issues
}

/** All of `checkRule` but the comparison with the group's other rules. */
export function checkRuleAlone(rule: SecurityGroupRule, groupExists: (id: string) => boolean): Issue[] {
  return [...checkProtocol(rule), ...checkRange(rule), ...checkRemote(rule, groupExists)]
}

export const sameRule = (path: readonly (string | number)[]): Issue =>
  issue(path, 'rule.same', 'This group already has the same rule. Change a field, or leave this one out.')

/**
 * Rules with equal keys are the same to Neutron 2014.2 (_check_for_duplicate_rules): texts are compared as they were typed, only a
 * missing prefix length counts as given. The description does not count.
 */
export function sameRuleKey(rule: SecurityGroupRule): string {
  const prefix = rule.remoteIpPrefix === null ? null : parsePrefix(rule.remoteIpPrefix)
  const typed = prefix === null ? '' : !prefix.ok || prefix.value.typed.includes('/') ? rule.remoteIpPrefix : prefix.value.text
  const { direction, ethertype, protocol, portRangeMin, portRangeMax, remoteGroupId } = rule
  return [direction, ethertype, protocol?.toLowerCase() ?? '', portRangeMin, portRangeMax, typed, remoteGroupId].join('|')
}

function checkProtocol({ protocol, ethertype }: SecurityGroupRule): Issue[] {
  if (protocol === null) return []
  const number = protocolNumber(protocol)
  if (number === null) {
    return /^\d+$/.test(protocol)
      ? [
          issue(
            ['protocol'],
            'rule.protocol-above-255',
            `${shown(protocol)} is no protocol number. Write a number from 0 to 255.`,
            {
              protocol: shown(protocol),
            },
          ),
        ]
      : [
          issue(
            ['protocol'],
            'rule.protocol-unknown',
            `${shown(protocol)} is not a protocol. Write tcp, udp, icmp or a number from 0 to 255, or nothing for any protocol.`,
            { protocol: shown(protocol) },
          ),
        ]
  }
  if (ethertype === 'IPv4' && isIpv6Only(number))
    return [
      issue(
        ['protocol'],
        'rule.protocol-not-ipv4',
        `${protocol} belongs to IPv6. ${number === ICMPV6 ? 'Write icmp, or choose IPv6.' : 'Choose IPv6.'}`,
        { protocol },
      ),
    ]
  return []
}

function checkRange(rule: SecurityGroupRule): Issue[] {
  const { protocol, portRangeMin: min, portRangeMax: max } = rule
  if (min === null && max === null) return []
  const number = protocol === null ? null : protocolNumber(protocol)
  if (protocol === null)
    return [issue(['protocol'], 'rule.ports-without-protocol', 'Ports need a protocol that has them. Choose tcp or udp.')]
  // An unknown protocol has its own issue; what its numbers mean cannot be said.
  if (number === null) return []
  if (number === ICMP || number === ICMPV6) return checkIcmp(min, max)
  if (!hasPorts(number))
    return [
      issue(['portRangeMin'], 'rule.ports-not-for-protocol', `${protocol} has no ports. Choose tcp or udp, or remove the ports.`, {
        protocol,
      }),
    ]
  return checkPorts(min, max)
}

function checkPorts(min: number | null, max: number | null): Issue[] {
  const issues: Issue[] = []
  for (const [field, port] of [
    ['portRangeMin', min],
    ['portRangeMax', max],
  ] as const) {
    if (port === null) {
      const end = field === 'portRangeMin' ? 'first' : 'last'
      issues.push(
        issue([field], `rule.ports-no-${end}`, `A range needs its ${end} port. ${PORT_ADVICE}`, { other: min ?? max ?? '' }),
      )
      continue
    }
    // One port fills both fields; one sentence is enough.
    const wrong = field === 'portRangeMax' && port === min ? null : portIssue(port)
    if (wrong !== null) issues.push(issue([field], `rule.${wrong.code}`, wrong.message, { port, highest: HIGHEST_PORT }))
  }
  if (issues.length === 0 && min !== null && max !== null && min > max)
    issues.push(issue(['portRangeMin'], 'rule.ports-reversed', reversed(min, max).message, { min, max }))
  return issues
}

function checkIcmp(type: number | null, code: number | null): Issue[] {
  const issues: Issue[] = []
  if (type === null)
    issues.push(
      issue(['portRangeMin'], 'rule.icmp-code-without-type', 'An ICMP code needs a type. Write the type, or remove the code.'),
    )
  if (type !== null && (type < 0 || type > 255))
    issues.push(
      issue(['portRangeMin'], 'rule.icmp-type', `${type} is not an ICMP type. Write a number from 0 to 255 (8 is echo request).`, {
        type,
      }),
    )
  if (code !== null && (code < 0 || code > 255))
    issues.push(issue(['portRangeMax'], 'rule.icmp-code', `${code} is not an ICMP code. Write a number from 0 to 255.`, { code }))
  return issues
}

function checkRemote(rule: SecurityGroupRule, groupExists: (id: string) => boolean): Issue[] {
  const { remoteIpPrefix, remoteGroupId, ethertype } = rule
  const issues: Issue[] = []
  if (remoteIpPrefix !== null && remoteGroupId !== null)
    issues.push(
      issue(['remoteIpPrefix'], 'rule.two-remotes', 'A rule has a remote prefix or a remote group, not both. Remove one of them.'),
    )
  if (remoteIpPrefix !== null) {
    const prefix = parsePrefix(remoteIpPrefix)
    if (!prefix.ok) issues.push(issue(['remoteIpPrefix'], 'rule.prefix-bad', prefix.error, { prefix: shown(remoteIpPrefix) }))
    else if (prefix.value.version !== (ethertype === 'IPv4' ? 4 : 6))
      issues.push(
        issue(
          ['remoteIpPrefix'],
          'rule.prefix-family',
          `${remoteIpPrefix} is IPv${prefix.value.version}, the rule is ${ethertype}. Write an ${ethertype} prefix or change the rule.`,
          { prefix: remoteIpPrefix, ethertype },
        ),
      )
  }
  if (remoteGroupId !== null && !groupExists(remoteGroupId))
    issues.push(
      issue(['remoteGroupId'], 'rule.remote-group-unknown', `There is no group ${remoteGroupId}. Choose a group of this project.`, {
        id: remoteGroupId,
      }),
    )
  return issues
}
