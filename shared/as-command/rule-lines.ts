import { ICMP, ICMPV6, protocolNumber } from '../net/protocol.ts'
import type { Release, SecurityGroupRule } from '../project/schema.ts'
import type { Names } from './names.ts'
import { type Client, option, type ScriptWriter } from './script.ts'

/**
 * Rules as commands: python-neutronclient 2.3.9 and 2.4.0 (neutron/v2_0/securitygroup.py), python-openstackclient 8.0.0
 * (network/v2/security_group_rule.py).
 */
export interface RuleWriter {
  readonly client: Client
  readonly release: Release
  readonly names: Names
  readonly out: ScriptWriter
}

/** The API has no descriptions of rules before 9.0 (Newton). */
export const describesRules = (release: Release): boolean => release !== '2014.2' && release !== '2015.1'

export function createRule({ client, release, names, out }: RuleWriter, groupId: string, rule: SecurityGroupRule): void {
  const describes = rule.description !== '' && describesRules(release)
  if (rule.description !== '' && !describes) out.noteOnce('rule-descriptions')
  const words = client === 'neutron' ? neutronWords(names, rule) : openstackWords(names, rule)
  const group = names.group(groupId)
  if (client === 'openstack') {
    const description = describes ? option('--description', rule.description) : []
    out.command(['openstack', 'security', 'group', 'rule', 'create', ...words, ...description, group])
  } else {
    // What the client has no option for it passes on to the API, when it is one word and comes last.
    const passedOn = [
      ...(rule.remoteAddressGroupId === null ? [] : [`--remote-address-group-id=${rule.remoteAddressGroupId}`]),
      ...(describes ? [`--description=${rule.description}`] : []),
    ]
    out.command(['neutron', 'security-group-rule-create', ...words, group, ...passedOn])
  }
}

function neutronWords(names: Names, rule: SecurityGroupRule): string[] {
  const { protocol, portRangeMin, portRangeMax, remoteIpPrefix, remoteGroupId } = rule
  return [
    ...option('--direction', rule.direction),
    ...option('--ethertype', rule.ethertype),
    ...(protocol === null ? [] : option('--protocol', protocol)),
    ...(portRangeMin === null ? [] : option('--port-range-min', portRangeMin)),
    ...(portRangeMax === null ? [] : option('--port-range-max', portRangeMax)),
    ...(remoteIpPrefix === null ? [] : option('--remote-ip-prefix', remoteIpPrefix)),
    ...(remoteGroupId === null ? [] : option('--remote-group-id', names.group(remoteGroupId))),
  ]
}

function openstackWords(names: Names, rule: SecurityGroupRule): string[] {
  const { protocol, remoteIpPrefix, remoteGroupId, remoteAddressGroupId } = rule
  return [
    `--${rule.direction}`,
    ...option('--ethertype', rule.ethertype),
    ...(protocol === null ? [] : option('--protocol', protocol)),
    ...openstackPorts(rule),
    ...(remoteIpPrefix === null ? [] : option('--remote-ip', remoteIpPrefix)),
    ...(remoteGroupId === null ? [] : option('--remote-group', names.group(remoteGroupId))),
    ...(remoteAddressGroupId === null ? [] : option('--remote-address-group', names.addressGroup(remoteAddressGroupId))),
  ]
}

/** The client has options of their own for ICMP, and takes no `--dst-port` there. */
function openstackPorts({ protocol, portRangeMin: min, portRangeMax: max }: SecurityGroupRule): string[] {
  const number = protocol === null ? null : protocolNumber(protocol)
  if (number === ICMP || number === ICMPV6)
    return [
      ...(min === null ? [] : option('--icmp-type', min)),
      ...(max === null || min === null ? [] : option('--icmp-code', max)),
    ]
  const [from, to] = [min ?? max, max ?? min]
  return from === null || to === null ? [] : option('--dst-port', `${from}:${to}`)
}

/** A rule has no name, so it goes by its id. */
export function deleteRule({ client, out }: RuleWriter, ruleId: string): void {
  out.noteOnce('rule-ids')
  out.command([...(client === 'neutron' ? ['neutron', 'security-group-rule-delete'] : OPENSTACK_RULE_DELETE), ruleId])
}
const OPENSTACK_RULE_DELETE = ['openstack', 'security', 'group', 'rule', 'delete']
