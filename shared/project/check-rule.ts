import { type Issue, issue } from '../errors.ts'
import { shown } from '../net/address.ts'
import { HIGHEST_PORT, PORT_ADVICE, portIssue, reversed } from '../net/port-range.ts'
import { parsePrefix } from '../net/prefix.ts'
import { hasPorts, ICMP, ICMPV6, isIpv6Only, protocolNumber } from '../net/protocol.ts'
import { answerToRule } from './answers/answer-rule.ts'
import type { Project, SecurityGroupRule } from './schema.ts'

/** What the other things of a project are there to be named by a rule. */
export interface Known {
  readonly group: (id: string) => boolean
  readonly addressGroup: (id: string) => boolean
}

export const knownIn = ({ securityGroups, addressGroups }: Project): Known => {
  const groups = new Set(securityGroups.map(({ id }) => id))
  const lists = new Set(addressGroups.map(({ id }) => id))
  return { group: (id) => groups.has(id), addressGroup: (id) => lists.has(id) }
}

/**
 * What is wrong with a rule while it is typed: what no project may hold, and what the server of the project's release would answer.
 * `path` of an issue names the field.
 */
export function checkRule(rule: SecurityGroupRule, project: Project, groupId: string): Issue[] {
  const issues = checkRuleAlone(rule, knownIn(project))
  const group = project.securityGroups.find(({ id }) => id === groupId)
  if (group === undefined) return [...issues, issue([], 'rule.group-unknown', `There is no group ${groupId}.`, { id: groupId })]
  const fields = new Set(issues.map(({ path }) => path.at(-1)))
  return [...issues, ...answerToRule(rule, group, project.apiRelease).filter(({ path }) => !fields.has(path.at(-1)))]
}

/** What no project may hold: a rule that cannot be compiled, or means nothing. */
export function checkRuleAlone(rule: SecurityGroupRule, known: Known): Issue[] {
  return [...checkProtocol(rule), ...checkRange(rule), ...checkRemote(rule, known)]
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
  // All of them are none: the server clears them.
  if (protocol === null && min === 1 && max === 65535) return []
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

function checkRemote(rule: SecurityGroupRule, known: Known): Issue[] {
  const { remoteIpPrefix, remoteGroupId, remoteAddressGroupId, ethertype } = rule
  const issues: Issue[] = []
  if ([remoteIpPrefix, remoteGroupId, remoteAddressGroupId].filter((remote) => remote !== null).length > 1)
    issues.push(
      issue(
        ['remoteIpPrefix'],
        'rule.two-remotes',
        'A rule has one remote: a prefix, a group or an address group. Remove the others.',
      ),
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
  if (remoteGroupId !== null && !known.group(remoteGroupId))
    issues.push(
      issue(['remoteGroupId'], 'rule.remote-group-unknown', `There is no group ${remoteGroupId}. Choose a group of this project.`, {
        id: remoteGroupId,
      }),
    )
  if (remoteAddressGroupId !== null && !known.addressGroup(remoteAddressGroupId)) {
    const message = `There is no address group ${remoteAddressGroupId}. Choose one of this project.`
    const values = { id: remoteAddressGroupId }
    issues.push(issue(['remoteAddressGroupId'], 'rule.remote-address-group-unknown', message, values))
  }
  return issues
}
