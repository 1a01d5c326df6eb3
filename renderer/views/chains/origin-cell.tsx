import { useTranslation } from 'react-i18next'
import type { SeenOrigin } from '../../state/kernel-origin.ts'

/** Where a rule comes from in two words; a rule of a group is the way to that rule. */
export function OriginCell({
  origin,
  onOpenRule,
}: {
  readonly origin: SeenOrigin
  readonly onOpenRule: (groupId: string, ruleId: string) => void
}) {
  const words = useOriginWords(origin)
  if (origin.kind !== 'group-rule' || origin.number === null)
    return (
      <span className="t3" title={words}>
        {words}
      </span>
    )
  return (
    <button
      type="button"
      className="origin-link el"
      title={words}
      onClick={(event) => {
        event.stopPropagation()
        onOpenRule(origin.groupId, origin.ruleId)
      }}
    >
      {words}
    </button>
  )
}

export function useOriginWords(origin: SeenOrigin): string {
  const { t } = useTranslation('chains')
  switch (origin.kind) {
    case 'policy':
      return t('originOf.policy')
    case 'foreign':
      return t('originOf.foreign')
    case 'group-rule':
      return origin.number === null
        ? t('originOf.groupRuleGone', { group: origin.groupName })
        : t('originOf.groupRule', { group: origin.groupName, number: origin.number })
    default:
      break
  }
  const { origin: made, portName } = origin
  switch (made.kind) {
    case 'provider':
      return made.what === 'dhcp' ? t('originOf.dhcp') : t('originOf.routerAdvertisement')
    case 'anti-spoofing':
      return t('originOf.antiSpoofing')
    case 'port':
      return t('originOf.port', { name: portName })
    default:
      return t('originOf.builtIn')
  }
}
