import type { TFunction } from 'i18next'
import type { Match } from '#shared/netfilter/rule-spec'
import type { Project } from '#shared/project/schema'
import type { Rule } from '#shared/ruleset/ruleset'
import { findGroup, groupLabel, listLabel } from '../../state/group-names.ts'
import { plainAddress, rangeWord } from '../../state/kernel-words.ts'

/** Which packets a rule is about, in plain words. */
export function packetWords(t: TFunction<'ports'>, rule: Rule, project: Project): string {
  const { origin, spec } = rule
  if (origin.kind === 'base' && origin.what === 'invalid') return t('packet.invalid')
  if (origin.kind === 'base' && origin.what === 'established') return t('packet.established')
  if (origin.kind === 'base' && origin.what === 'fallback') return t('packet.everything')
  if (origin.kind === 'provider' && origin.what === 'dhcp' && origin.address !== null)
    return spec.source === undefined
      ? t('packet.dhcpTo', { address: plainAddress(origin.address) })
      : t('packet.dhcpFrom', { address: origin.address })
  if (origin.kind === 'port') return t('packet.everyPacket')
  if (origin.kind === 'anti-spoofing') {
    if (origin.address === null && origin.mac === null) return t('packet.everything')
    return [origin.address === null ? null : plainAddress(origin.address), origin.mac?.toLowerCase()].filter(Boolean).join(' ')
  }
  const ports = spec.matches.find((match) => match.kind === 'ports')
  if (origin.kind === 'base' && ports?.source !== undefined && ports.destination !== undefined) {
    const values = { from: rangeWord(ports.source), to: rangeWord(ports.destination) }
    if (origin.what === 'dhcp-client') return t('packet.dhcpRequest', values)
    if (origin.what === 'dhcp-server') return t('packet.dhcpAnswer', values)
  }
  return plainWords(t, rule, project) || t('packet.any')
}

function plainWords(t: TFunction<'ports'>, { origin, spec }: Rule, project: Project): string {
  const remote = origin.kind === 'group-rule' ? remoteGroupName(project, origin.groupId, origin.ruleId) : null
  return [
    spec.protocol,
    ...spec.matches.flatMap((match) => matchWords(t, match, remote)),
    spec.source === undefined ? '' : t('packet.from', { what: plainAddress(spec.source) }),
    spec.destination === undefined ? '' : t('packet.to', { what: plainAddress(spec.destination) }),
  ]
    .filter(Boolean)
    .join(' ')
}

function remoteGroupName(project: Project, groupId: string, ruleId: string): string | null {
  const rule = findGroup(project, groupId)?.rules.find((each) => each.id === ruleId)
  const list = project.addressGroups.find(({ id }) => id === rule?.remoteAddressGroupId)
  if (list !== undefined) return listLabel(list, project.addressGroups)
  const group = rule?.remoteGroupId == null ? undefined : findGroup(project, rule.remoteGroupId)
  return group === undefined ? null : groupLabel(group, project.securityGroups)
}

function matchWords(t: TFunction<'ports'>, match: Match, remote: string | null): readonly string[] {
  switch (match.kind) {
    case 'ports':
      return [
        match.source === undefined ? '' : t('packet.sport', { ports: rangeWord(match.source) }),
        match.destination === undefined ? '' : rangeWord(match.destination),
      ]
    case 'multiport-destination':
      return [match.ports.map(rangeWord).join(',')]
    case 'icmp':
      return [t('packet.type', { type: match.code === undefined ? match.type : `${match.type}/${match.code}` })]
    case 'state':
      return [t('packet.state', { states: match.states.join(',') })]
    case 'set': {
      const what = remote ?? t('packet.member', { set: match.name })
      return [match.flag === 'src' ? t('packet.from', { what }) : t('packet.to', { what })]
    }
    case 'mac-source':
      return [match.mac.toLowerCase()]
    case 'physdev':
    case 'comment':
      return []
  }
}
