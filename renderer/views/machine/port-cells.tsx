import { Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { FoundPort } from '#shared/machine/found'

export function DeviceState({ isUp, hasCarrier }: { readonly isUp: boolean; readonly hasCarrier: boolean }) {
  const { t } = useTranslation('machine')
  if (!isUp) return <span className="t3">{t('states.down')}</span>
  return hasCarrier ? t('states.up') : <span className="t2">{t('states.noCarrier')}</span>
}

/** The likeliest of the cards behind a device; its own address, said to be that, where none was seen. */
export function GuestMacs({ port: { guestMacs, mac } }: { readonly port: FoundPort }) {
  const { t } = useTranslation('machine')
  const [first, ...others] = guestMacs
  if (first === undefined) {
    if (mac === null) return null
    return (
      <Tooltip label={t('ownNote')}>
        <span className="t3">{t('own', { mac })}</span>
      </Tooltip>
    )
  }
  return (
    <Tooltip label={guestMacs.map((each) => each.mac).join(', ')} disabled={others.length === 0}>
      <span>
        {first.mac}
        {others.length === 0 ? null : <span className="t3"> {t('more', { count: others.length })}</span>}
      </span>
    </Tooltip>
  )
}
