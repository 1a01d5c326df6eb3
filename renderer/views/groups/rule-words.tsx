import { ArrowDownLeft, ArrowUpRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { printPortRange } from '#shared/net/port-range'
import type { AddressGroup, SecurityGroup, SecurityGroupRule } from '#shared/project/schema'
import { distinctId, groupName, listLabel } from '../../state/group-names.ts'
import { useProject } from '../../state/project.ts'
import { fieldsOf } from './rule-draft.ts'

const NO_LISTS: readonly AddressGroup[] = []
const useLists = (): readonly AddressGroup[] => useProject((store) => store.project?.addressGroups ?? NO_LISTS)
/** In a hint; all of them are in the list itself. */
const MOST_ADDRESSES = 20

/** The parts of a rule as its row says them. */
export function DirectionWords({ rule }: { readonly rule: SecurityGroupRule }) {
  const Arrow = rule.direction === 'ingress' ? ArrowDownLeft : ArrowUpRight
  return (
    <span className="rule-direction">
      <Arrow size={14} aria-hidden="true" />
      {rule.direction}
    </span>
  )
}

/** Ports, or type and code of ICMP; null for any. */
export function usePortWords(): (rule: SecurityGroupRule) => string | null {
  const { t } = useTranslation('groups')
  return (rule) => {
    const { portRangeMin: min, portRangeMax: max } = rule
    if (min === null && max === null) return null
    if (fieldsOf(rule.protocol ?? '') !== 'icmp' || min === null) return printPortRange(min, max)
    return max === null ? t('table.icmp', { type: min }) : t('table.icmpCode', { type: min, code: max })
  }
}

export function PortWords({ rule }: { readonly rule: SecurityGroupRule }) {
  const { t } = useTranslation('groups')
  const words = usePortWords()(rule)
  return words === null ? <span className="t3">{t('table.any')}</span> : <span className="m">{words}</span>
}

export function RemoteWords({ rule, groups }: { readonly rule: SecurityGroupRule; readonly groups: readonly SecurityGroup[] }) {
  const { t } = useTranslation('groups')
  const lists = useLists()
  if (rule.remoteIpPrefix !== null) return <span className="m">{rule.remoteIpPrefix}</span>
  const list = lists.find(({ id }) => id === rule.remoteAddressGroupId)
  if (list !== undefined)
    return (
      <span className="m" title={list.addresses.slice(0, MOST_ADDRESSES).join('\n')}>
        <span className="wide">{t('table.addressGroup')} </span>
        {listLabel(list, lists)}
      </span>
    )
  if (rule.remoteGroupId === null) return <span className="t3">{t('table.any')}</span>
  const group = groups.find((each) => each.id === rule.remoteGroupId)
  return (
    <span className="m">
      <span className="wide">{t('table.group')} </span>
      {group === undefined ? null : groupName(group)}{' '}
      <span className="t3">{group === undefined ? rule.remoteGroupId.slice(0, 8) : distinctId(group, groups)}</span>
    </span>
  )
}

/** The whole rule in one line, for those who do not see the row. */
export function useRuleSentence(groups: readonly SecurityGroup[]): (rule: SecurityGroupRule) => string {
  const { t } = useTranslation('groups')
  const portWords = usePortWords()
  const lists = useLists()
  return (rule) => {
    const group = groups.find((each) => each.id === rule.remoteGroupId)
    const list = lists.find(({ id }) => id === rule.remoteAddressGroupId)
    const named = group === undefined ? null : `${t('table.group')} ${groupName(group)}`
    const remote = rule.remoteIpPrefix ?? (list === undefined ? named : `${t('table.addressGroup')} ${listLabel(list, lists)}`)
    return t('table.rowWords', {
      direction: rule.direction,
      version: rule.ethertype,
      protocol: rule.protocol ?? t('table.any'),
      ports: portWords(rule) ?? t('table.any'),
      remote: remote ?? t('table.any'),
    })
  }
}
