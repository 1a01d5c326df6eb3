import type { TFunction } from 'i18next'
import { groupName } from '../../state/group-names.ts'
import type { SeenOrigin } from '../../state/kernel-origin.ts'
import type { TableLook } from './table-look.ts'

/** Where a rule comes from in two words; a rule of a group is the way to that rule. The group's name gives way, the number does not. */
export function originCell(origin: SeenOrigin, look: TableLook | undefined) {
  if (look === undefined) return null
  const { t, onOpenRule } = look
  const words = originWords(t, origin)
  if (origin.kind !== 'group-rule' || origin.number === null) return <span className="t3">{words}</span>
  return (
    <button
      type="button"
      className="origin-link"
      aria-label={words}
      onClick={(event) => {
        event.stopPropagation()
        onOpenRule(origin.groupId, origin.ruleId)
      }}
    >
      <span className="el">{groupName({ name: origin.groupName })}</span>
      <span>{t('originOf.number', { number: origin.number })}</span>
    </button>
  )
}

function originWords(t: TFunction<'chains'>, origin: SeenOrigin): string {
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
