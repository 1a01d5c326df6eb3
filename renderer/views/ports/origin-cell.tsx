import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import type { Origin } from '#shared/ruleset/ruleset'
import { findGroup, groupLabel } from '../../state/group-names.ts'
import { selectRule } from '../../state/screen.ts'

/** From a group, from the subnet or the port, or always there: a square tells the three apart, words say which. */
export type OriginClass = 'group' | 'port' | 'always'

export function originClass(origin: Origin): OriginClass {
  if (origin.kind === 'group-rule') return 'group'
  return origin.kind === 'provider' || (origin.kind === 'anti-spoofing' && origin.address !== null) ? 'port' : 'always'
}

function builtInWords(t: TFunction<'ports'>, origin: Exclude<Origin, { kind: 'group-rule' }>): string {
  switch (origin.kind) {
    case 'provider':
      return origin.what === 'dhcp' ? t('origin.dhcp') : t('origin.routerAdvertisement')
    case 'anti-spoofing':
      return origin.address === null ? t('origin.antiSpoofing') : t('origin.address')
    case 'port':
      return t('origin.antiSpoofing')
    case 'base':
      return origin.what === 'fallback' ? t('origin.fallback') : t('origin.builtIn')
    default:
      return t('origin.builtIn')
  }
}

export const OriginSquare = ({ kind }: { readonly kind: OriginClass }) => (
  <i className={`port-origin-square port-origin-${kind}`} aria-hidden="true" />
)

/** Where a rule comes from; a group rule can be opened. The group's name gives way where room is short, the number does not. */
export function OriginCell({ origin, project }: { readonly origin: Origin; readonly project: Project }) {
  const { t } = useTranslation('ports')
  return (
    <span className="port-origin">
      <OriginSquare kind={originClass(origin)} />
      {origin.kind === 'group-rule' ? (
        <RuleLink origin={origin} project={project} />
      ) : (
        <span className="el">{builtInWords(t, origin)}</span>
      )}
    </span>
  )
}

type GroupRule = Extract<Origin, { kind: 'group-rule' }>

function RuleLink({ origin, project }: { readonly origin: GroupRule; readonly project: Project }) {
  const { t } = useTranslation('ports')
  const group = findGroup(project, origin.groupId)
  const number = (group?.rules.findIndex((rule) => rule.id === origin.ruleId) ?? -1) + 1
  const name = group === undefined ? '' : groupLabel(group, project.securityGroups)
  return (
    <button
      type="button"
      className="port-origin-link"
      title={t('drawer.openRule', { origin: t('origin.rule', { group: name, number }) })}
      onClick={() => selectRule(origin.groupId, origin.ruleId)}
    >
      <span className="el">{name}</span>
      <span>{t('origin.number', { number })}</span>
    </button>
  )
}
