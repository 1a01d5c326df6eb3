import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { SectionBar } from '../../../parts/pane.tsx'
import { Sparkline } from '../../../parts/sparkline.tsx'
import { useCounterHistory, useCounterSum } from '../../../state/counters.ts'
import type { MapModel } from '../map/use-map.ts'

/** Packets of the port over the last minute of readings, and since the baseline in figures. */
export function LastMinute({ model: { way }, vm }: { readonly model: MapModel; readonly vm: string }) {
  const { t } = useTranslation('topology')
  const lanes = way.rows?.lanes
  const dropped = useMemo(() => (lanes === undefined ? [] : [...lanes.to.dropped, ...lanes.from.dropped]), [lanes])
  if (lanes === undefined) return null
  return (
    <>
      <SectionBar title={t('side.minute')} />
      <div className="side-minute">
        <Line words={t('side.to', { vm })} rows={lanes.to.device} />
        <Line words={t('side.from', { vm })} rows={lanes.from.device} />
        <Line words={t('side.dropped')} rows={dropped} />
      </div>
    </>
  )
}

function Line({ words, rows }: { readonly words: string; readonly rows: readonly number[] }) {
  const { t } = useTranslation('topology')
  const values = useCounterHistory(rows)
  const { delta, deltaBytes } = useCounterSum(rows)
  return (
    <p>
      <span className="el t2" title={words}>
        {words}
      </span>
      <Sparkline values={values} label={t('side.sparkline', { words })} />
      <span className={delta === 0 ? 'n zero' : 'n'}>{delta === 0 ? '0' : `${delta}:${deltaBytes}`}</span>
    </p>
  )
}
