import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { SectionBar } from '../../../parts/pane.tsx'
import { counters, useCounters } from '../../../state/counters.ts'
import type { KernelIndex } from '../../../state/kernel-index.ts'
import { seeRule } from '../../../state/kernel-rule.ts'
import type { WayRows } from '../../../state/way.ts'
import { clockTime } from '../../../texts/format.ts'
import type { MapModel } from '../map/use-map.ts'

const KINDS = ['toNew', 'toKnown', 'fromNew', 'fromKnown', 'dropped'] as const
type Kind = (typeof KINDS)[number]
type Rows = Readonly<Record<Kind, readonly number[]>>

/** New flows are let through by a rule of a group, known ones by the rule for what belongs to them. */
function kindsOf(index: KernelIndex, { lanes }: WayRows): Rows {
  const isKnown = (row: number): boolean =>
    seeRule(index.rows[row]?.text ?? '').matches.some((match) => match.kind === 'state' && match.states.includes('ESTABLISHED'))
  return {
    toNew: lanes.to.passed.filter((row) => !isKnown(row)),
    toKnown: lanes.to.passed.filter(isKnown),
    fromNew: lanes.from.passed.filter((row) => !isKnown(row)),
    fromKnown: lanes.from.passed.filter(isKnown),
    dropped: [...lanes.to.dropped, ...lanes.from.dropped],
  }
}

/** What the firewall did with the port's packets since the baseline. */
export function SinceBaseline({ model }: { readonly model: MapModel }) {
  const { t } = useTranslation('topology')
  const { index, way } = model
  const kinds = useMemo(() => (index === null || way.rows === null ? null : kindsOf(index, way.rows)), [index, way.rows])
  const counts = useCounters(
    useCallback(
      () =>
        KINDS.map((kind) => {
          const { delta, deltaBytes } = counters.sum(kinds?.[kind] ?? [])
          return { kind, packets: delta, bytes: deltaBytes }
        }),
      [kinds],
    ),
    (a, b) => a.every(({ packets, bytes }, at) => packets === b[at]?.packets && bytes === b[at].bytes),
  )
  const vm = way.place?.vm ?? ''
  if (kinds === null) return null
  return (
    <>
      <SectionBar
        title={t('side.since')}
        actions={<span className="m t3">{way.baseline === null ? '' : clockTime(way.baseline)}</span>}
      />
      <table className="side-table">
        <thead>
          <tr>
            <th>
              <span className="sr">{t('side.what')}</span>
            </th>
            <th className="n">{t('side.packets')}</th>
            <th className="n">{t('side.bytes')}</th>
          </tr>
        </thead>
        <tbody>
          {counts.map(({ kind, packets, bytes }) => (
            <tr key={kind}>
              <th scope="row" className="el" title={t(`side.${kind}`, { vm })}>
                {t(`side.${kind}`, { vm })}
              </th>
              <td className={packets === 0 ? 'n zero' : 'n'}>{packets}</td>
              <td className={bytes === 0 ? 'n zero' : 'n'}>{bytes}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
