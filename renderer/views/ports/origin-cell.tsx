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

function originWords(t: TFunction<'ports'>, origin: Origin, project: Project): string {
  switch (origin.kind) {
    case 'group-rule': {
      const group = findGroup(project, origin.groupId)
      const number = (group?.rules.findIndex((rule) => rule.id === origin.ruleId) ?? -1) + 1
      const values = { group: group === undefined ? '' : groupLabel(group, project.securityGroups), number }
      return origin.member === null ? t('origin.rule', values) : t('origin.member', { ...values, member: origin.member })
    }
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
  <i className={`origin-square origin-${kind}`} aria-hidden="true" />
)

/** Where a rule comes from; a group rule can be opened. */
export function OriginCell({ origin, project }: { readonly origin: Origin; readonly project: Project }) {
  const { t } = useTranslation('ports')
  const words = originWords(t, origin, project)
  return (
    <span className="origin">
      <OriginSquare kind={originClass(origin)} />
      {origin.kind === 'group-rule' ? (
        <button
          type="button"
          className="origin-link el"
          title={t('drawer.openRule', { origin: words })}
          onClick={() => selectRule(origin.groupId, origin.ruleId)}
        >
          {words}
        </button>
      ) : (
        <span className="el">{words}</span>
      )}
    </span>
  )
}
