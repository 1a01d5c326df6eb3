import type { SecurityGroup, SecurityGroupRule } from '../project/schema.ts'
import { createRule, type RuleWriter } from './rule-lines.ts'
import { option, positional } from './script.ts'
import { shellWord } from './shell-word.ts'

/**
 * Security groups as commands (the same sources as rules; openstackclient's network/v2/security_group.py). The rest of the words that
 * a client does not know goes to the API as it is, so `neutron` can say `--stateful=False`, too.
 */
export function createGroup({ client, names, out }: RuleWriter, group: SecurityGroup): void {
  const { id, name, description } = group
  if (client === 'neutron')
    out.command([
      'neutron',
      'security-group-create',
      ...(description === '' ? [] : option('--description', description)),
      ...(group.stateful ? [] : ['--stateful=False']),
      ...positional(name),
    ])
  // Without a description the client would take the name for it.
  else
    out.command([
      ...OPENSTACK_GROUP,
      'create',
      ...option('--description', description),
      ...(group.stateful ? [] : ['--stateless']),
      ...positional(name),
    ])
  if (names.group(id) === id) out.note('new-id', { id })
}

const OPENSTACK_GROUP = ['openstack', 'security', 'group']

/** Neutron gives each new group two rules that let everything out (securitygroups_db.py, create_security_group). */
const isBeginning = (rule: SecurityGroupRule): boolean =>
  rule.direction === 'egress' &&
  rule.description === '' &&
  [rule.protocol, rule.portRangeMin, rule.portRangeMax, rule.remoteIpPrefix, rule.remoteGroupId, rule.remoteAddressGroupId].every(
    (field) => field === null,
  )

/** Nobody makes the default group: the server does, when groups are listed (securitygroups_db.py, get_security_groups). */
export function createDefaultGroup(writer: RuleWriter, group: SecurityGroup): void {
  const { client, out } = writer
  out.note('default-group')
  out.command([...(client === 'neutron' ? ['neutron', 'security-group-list'] : [...OPENSTACK_GROUP, 'list'])])
  const isOwn = (rule: SecurityGroupRule): boolean =>
    isBeginning(rule) || (rule.direction === 'ingress' && isBeginning({ ...rule, direction: 'egress', remoteGroupId: null }))
  for (const rule of group.rules)
    if (!isOwn(rule) || (rule.direction === 'ingress' && rule.remoteGroupId !== group.id)) createRule(writer, group.id, rule)
}

/** The rules of a group that was just made: those that it begins with stay where it has both, and are deleted where it has not. */
export function createRulesOfNew(writer: RuleWriter, group: SecurityGroup): void {
  const { client, names, out } = writer
  const name = names.group(group.id)
  const begun = (['IPv4', 'IPv6'] as const).map((ethertype) =>
    group.rules.find((rule) => rule.ethertype === ethertype && isBeginning(rule)),
  )
  const keeps = begun.every((rule) => rule !== undefined)
  if (!keeps) {
    out.noteOnce('begins-with-egress')
    out.shell(client === 'neutron' ? neutronRulesOff(name) : openstackRulesOff(name))
  }
  for (const rule of group.rules) if (!keeps || !begun.includes(rule)) createRule(writer, group.id, rule)
}

/** Ids have no characters that a shell looks at. */
const openstackRulesOff = (group: string): string =>
  `openstack security group rule delete $(openstack security group rule list -f value -c ID ${shellWord(group)})`

/** This client deletes one at a time, and filters rules by the id of their group alone. */
const neutronRulesOff = (group: string): string =>
  `for rule in $(neutron security-group-rule-list -f value -c id --security-group-id "$(neutron security-group-show -f value -c id ${shellWord(group)})"); do neutron security-group-rule-delete "$rule"; done`

export function updateGroup({ client, names, out }: RuleWriter, was: SecurityGroup, is: SecurityGroup): void {
  const name = is.name === was.name ? [] : option('--name', is.name)
  const changesWords = is.description !== was.description
  const description = changesWords ? option('--description', is.description) : []
  if (client === 'openstack') {
    const stateful = is.stateful === was.stateful ? [] : [is.stateful ? '--stateful' : '--stateless']
    const words = [...name, ...description, ...stateful]
    if (words.length > 0) out.command([...OPENSTACK_GROUP, 'set', ...words, names.groupBefore(is.id)])
    return
  }
  const emptied = changesWords && is.description === ''
  if (emptied) out.noteOnce('empty-description')
  const stateful = is.stateful === was.stateful ? [] : [`--stateful=${is.stateful ? 'True' : 'False'}`]
  const words = [...name, ...(emptied ? [] : description)]
  if (words.length + stateful.length > 0)
    out.command(['neutron', 'security-group-update', ...words, names.groupBefore(is.id), ...stateful])
}

export function deleteGroup({ client, names, out }: RuleWriter, id: string): void {
  const group = names.group(id)
  out.command(client === 'neutron' ? ['neutron', 'security-group-delete', group] : [...OPENSTACK_GROUP, 'delete', group])
}
