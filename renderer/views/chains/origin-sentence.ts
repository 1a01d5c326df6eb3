import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Project, SecurityGroupRule } from '#shared/project/schema'
import { groupName } from '../../state/group-names.ts'
import type { SeenOrigin } from '../../state/kernel-origin.ts'
import { useProject } from '../../state/project.ts'

/** Where a rule comes from in one full sentence, with the group rule in its own words. */
export function useOriginSentence(origin: SeenOrigin): string {
  const { t } = useTranslation('chains')
  const project = useProject((store) => store.project)
  switch (origin.kind) {
    case 'policy':
      return t('originOf.policy')
    case 'foreign':
      return t('originLong.foreign')
    case 'group-rule': {
      const group = groupName({ name: origin.groupName })
      if (origin.number === null || origin.rule === null) return t('originLong.groupRuleGone', { group })
      return t('originLong.groupRule', { group, number: origin.number, rule: groupRuleWords(t, origin.rule, project) })
    }
    default:
      return builtIn(t, origin)
  }
}

function builtIn(t: TFunction<'chains'>, { origin, portName: name }: Extract<SeenOrigin, { kind: 'built-in' }>): string {
  switch (origin.kind) {
    case 'skeleton':
      return t('originLong.skeleton')
    case 'port':
      return t('originLong.port', { name })
    case 'anti-spoofing':
      return origin.address === null && origin.mac === null
        ? t('originLong.antiSpoofingDrop', { name })
        : t('originLong.antiSpoofing', { name })
    case 'provider':
      return providerWords(t, origin, name)
    case 'accepted-port':
      return t(`originLong.accepted.${origin.why}`, { name })
    case 'zone':
      return origin.zone === null ? t('originLong.stateless', { name }) : t('originLong.zone', { name, zone: origin.zone })
    case 'base':
      return t(`originLong.${origin.what}`, { name })
  }
}

type Provider = Extract<Extract<SeenOrigin, { kind: 'built-in' }>['origin'], { kind: 'provider' }>

/** Releases to 2015.1 name the server; later ones the address that is answered, or nobody. */
function providerWords(t: TFunction<'chains'>, { what, address, by }: Provider, name: string): string {
  if (what === 'router-advertisement')
    return address === null ? t('originLong.anyAdvertisement', { name }) : t('originLong.routerAdvertisement', { address, name })
  return by === 'server'
    ? t('originLong.dhcp', { address: address ?? '', name })
    : t('originLong.dhcpTo', { address: address ?? '', name })
}

export function groupRuleWords(t: TFunction<'chains'>, rule: SecurityGroupRule, project: Project | null): string {
  const { portRangeMin: from, portRangeMax: to } = rule
  const ports = from === null ? '' : to === null || to === from ? ` ${from}` : ` ${from}:${to}`
  const known = project?.securityGroups.find((g) => g.id === rule.remoteGroupId)
  const list = project?.addressGroups.find(({ id }) => id === rule.remoteAddressGroupId)
  const group = list !== undefined ? groupName(list) : known === undefined ? rule.remoteGroupId : groupName(known)
  const remote = rule.remoteIpPrefix ?? (group === null ? null : t('ruleWords.members', { group }))
  const ingress = rule.direction === 'ingress'
  const whom =
    remote === null
      ? t(ingress ? 'ruleWords.fromAnywhere' : 'ruleWords.toAnywhere')
      : t(ingress ? 'ruleWords.from' : 'ruleWords.to', { what: remote })
  return [t(`ruleWords.${rule.direction}`), rule.ethertype, `${rule.protocol ?? t('ruleWords.anyProtocol')}${ports}`, whom].join(
    t('ruleWords.comma'),
  )
}
