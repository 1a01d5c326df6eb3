import { type Issue, issue } from '../errors.ts'
import { shown } from '../net/address.ts'
import { parsePrefix } from '../net/prefix.ts'
import type { ApiRule } from './api-schema.ts'
import type { Decoded, Resources } from './decode.ts'
import { type Loss, loss, within } from './loss.ts'

/** Security groups with their rules. A rule that would let through more than it says is left out: one whose remote is not there. */
export function drawGroups({ security_group, security_group_rule, address_group }: Resources, losses: Loss[], issues: Issue[]) {
  const groups = new Set(security_group.map(({ api }) => api.id))
  const lists = new Set(address_group.map(({ api }) => api.id))
  const kept = security_group_rule.filter((rule) => {
    const reason = whyLeftOut(rule.api, groups, lists)
    if (reason !== null) losses.push(loss('left-out', rule.at, Object.fromEntries(rule.fields), reason))
    return reason === null
  })
  for (const rule of kept) {
    tellOtherCidr(rule, losses)
    const { ethertype } = rule.api
    if (!/^ipv[46]$/i.test(ethertype)) {
      const message = `${shown(ethertype)} is no ethertype. Write IPv4 or IPv6.`
      issues.push(issue([...rule.at.path, 'ethertype'], 'import.ethertype', message, { ethertype: shown(ethertype) }))
    }
  }
  const rulesOf = new Map<string | null, ReturnType<typeof drawRule>[]>(security_group.map(({ api }) => [api.id, []]))
  for (const rule of kept) rulesOf.get(rule.api.security_group_id)?.push(drawRule(rule))
  return security_group.map(({ api, carried }) => ({ ...api, rules: rulesOf.get(api.id) ?? [], ...carried }))
}

function whyLeftOut(rule: ApiRule, groups: ReadonlySet<string>, lists: ReadonlySet<string>): Issue | null {
  const { security_group_id: group, remote_group_id: remote, remote_address_group_id: list, direction } = rule
  if (group === null) return issue([], 'import.rule-without-group', 'This rule does not say to which group it belongs.')
  if (!groups.has(group))
    return issue([], 'import.rule-group-absent', `The group ${group} of this rule is not in these documents.`, { id: group })
  if (direction === null || direction === undefined) {
    const message = 'This rule does not say whether it is for ingress or egress. A list with --long does.'
    return issue([], 'import.rule-without-direction', message)
  }
  if (remote !== null && !groups.has(remote)) {
    const message = `The remote group ${remote} of this rule is not in these documents; without it the rule would be open to everyone.`
    return issue([], 'import.rule-remote-absent', message, { id: remote })
  }
  if (list !== null && !lists.has(list)) {
    const message = `The address group ${list} of this rule is not in these documents; without it the rule would be open to everyone.`
    return issue([], 'import.rule-addresses-absent', message, { id: list })
  }
  return null
}

const drawRule = ({ api, carried }: Decoded<'security_group_rule'>) => ({
  id: api.id,
  direction: api.direction,
  ethertype: /^ipv6$/i.test(api.ethertype) ? 'IPv6' : 'IPv4',
  protocol: api.protocol === null || api.protocol === undefined || api.protocol === '' ? null : String(api.protocol),
  portRangeMin: api.port_range_min ?? null,
  portRangeMax: api.port_range_max ?? null,
  remoteIpPrefix: api.remote_ip_prefix,
  remoteGroupId: api.remote_group_id,
  remoteAddressGroupId: api.remote_address_group_id,
  description: api.description,
  ...carried,
})

/** The server works it out from the prefix: what it is to be is not kept. */
export const normalizedCidr = (prefix: string | null): string | null => {
  const parsed = prefix === null ? null : parsePrefix(prefix)
  return parsed?.ok ? parsed.value.text : null
}

function tellOtherCidr({ api, at }: Decoded<'security_group_rule'>, losses: Loss[]): void {
  const said = api.normalized_cidr ?? null
  const made = normalizedCidr(api.remote_ip_prefix)
  if (said === null || said === made) return
  const message = `This is worked out from remote_ip_prefix, which makes it ${made ?? 'nothing'}.`
  losses.push(
    loss('changed', within(at, 'normalized_cidr'), said, issue([], 'import.cidr-otherwise', message, { prefix: made ?? 'null' })),
  )
}
