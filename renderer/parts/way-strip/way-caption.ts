import { useTranslation } from 'react-i18next'
import { clockTime } from '../../texts/format.ts'
import type { Way } from './use-way.ts'

/** What is lit and why, in one line; without counters why nothing is. */
export function useCaption({ place, counts, idle, baseline }: Way): string {
  const { t } = useTranslation('way')
  const vm = place?.vm ?? t('vmUnknown')
  const time = clockTime(baseline ?? 0)
  if (idle !== null) return t(`caption.${idle}`, { vm, time, host: place?.port.hostName ?? '' })
  const towards = t('caption.towards', { count: counts.to.device, vm })
  const outOf = t('caption.outOf', { count: counts.from.device, vm })
  const lost = counts.to.dropped + counts.from.dropped
  if (lost === 0) return t('caption.moved', { towards, outOf, time })
  return t('caption.movedDropped', { towards, outOf, time, dropped: t('caption.dropped', { count: lost }) })
}
