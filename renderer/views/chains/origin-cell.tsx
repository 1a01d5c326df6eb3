import { useTranslation } from 'react-i18next'
import { groupName } from '../../state/group-names.ts'
import type { SeenOrigin } from '../../state/kernel-origin.ts'

/** Where a rule comes from in two words; a rule of a group is the way to that rule. The group's name gives way, the number does not. */
export function OriginCell({
  origin,
  onOpenRule,
}: {
  readonly origin: SeenOrigin
  readonly onOpenRule: (groupId: string, ruleId: string) => void
}) {
  const words = useOriginWords(origin)
  const { t } = useTranslation('ports')
  if (origin.kind !== 'group-rule' || origin.number === null)
    return (
      <span className="t3" title={words}>
        {words}
      </span>
    )
  return (
    <button
      type="button"
      className="origin-link"
      title={words}
      aria-label={words}
      onClick={(event) => {
        event.stopPropagation()
        onOpenRule(origin.groupId, origin.ruleId)
      }}
    >
      <span className="el">{groupName({ name: origin.groupName })}</span>
      <span>{t('origin.number', { number: origin.number })}</span>
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
    case 'group-rule': {
      const group = groupName({ name: origin.groupName })
      return origin.number === null
        ? t('originOf.groupRuleGone', { group })
        : t('originOf.groupRule', { group, number: origin.number })
    }
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
