import { parsePrefix } from '../../net/prefix.ts'
import type { Release, SecurityGroupRule } from '../schema.ts'
import { isOld } from './api-errors.ts'

/**
 * A rule as the server of the release stores it: names in small letters, a missing prefix length added; and since Liberty all ports are
 * none, and icmp of IPv6 is ipv6-icmp, while 58 stays a number (neutron/extensions/securitygroup.py, convert_protocol and
 * convert_ip_prefix_to_cidr; db/securitygroups_db.py, _make_canonical_port_range and _make_canonical_ipv6_icmp_protocol).
 */
export function canonicalRule(rule: SecurityGroupRule, release: Release): SecurityGroupRule {
  const remoteIpPrefix = withLength(rule.remoteIpPrefix)
  const protocol = rule.protocol === null ? null : rule.protocol.toLowerCase()
  if (isOld(release)) return same(rule, { ...rule, remoteIpPrefix, protocol })
  const allPorts = rule.portRangeMin === 1 && rule.portRangeMax === 65535
  return same(rule, {
    ...rule,
    remoteIpPrefix,
    protocol: rule.ethertype === 'IPv6' && protocol !== null && IPV6_ICMP.includes(protocol) ? 'ipv6-icmp' : protocol,
    portRangeMin: allPorts ? null : rule.portRangeMin,
    portRangeMax: allPorts ? null : rule.portRangeMax,
  })
}

const IPV6_ICMP = ['icmp', 'icmpv6', '1']

/** The rule itself when nothing had to be changed, so that nobody takes it for another. */
const same = (rule: SecurityGroupRule, made: SecurityGroupRule): SecurityGroupRule =>
  (Object.keys(made) as (keyof SecurityGroupRule)[]).every((key) => made[key] === rule[key]) ? rule : made

function withLength(typed: string | null): string | null {
  if (typed === null || typed === '') return null
  if (typed.includes('/')) return typed
  const prefix = parsePrefix(typed)
  return prefix.ok ? `${typed}/${prefix.value.length}` : typed
}
