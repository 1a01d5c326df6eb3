import { useTranslation } from 'react-i18next'
import { metroPath } from '../board/geometry.ts'
import { Label } from '../board/text.tsx'
import { GAUGE, type MapLayout } from './map-layout.ts'
import type { Machines } from './map-machines.tsx'
import type { AllWords } from './map-stations.ts'
import type { MapModel } from './use-map.ts'

/** Small parts of the map beside the ways. */

/** Where the ways of what is dropped meet, before the verdict. */
export function Fallback({ layout: { x, rowB }, model }: { readonly layout: MapLayout; readonly model: MapModel }) {
  const y = rowB + GAUGE / 2
  const { to, from } = model.way.counts
  const lost = to.dropped + from.dropped > 0
  return (
    <g>
      <path className={lost ? 'map-lost' : 'map-idle'} d={`M${x(728)} ${y}H${x(776)}`} />
      <circle className={lost ? 'map-ring map-ring-on' : 'map-ring'} cx={x(728)} cy={y} r={6} />
      <Label x={x(728) - 2} y={y - 15} text="sg-fallback" look="mono" />
    </g>
  )
}

/** What the source check is for, beside it where its platform is narrow. */
export function SourceNote({ layout: { x, zoom, platforms }, words }: { readonly layout: MapLayout; readonly words: AllWords }) {
  const { source } = platforms
  if (zoom === 'rules' || source === null) return null
  return <Label x={x(694) + 12} y={source.y + source.height - 14} text={words.source.role} look="dim" room={x(1000) - x(706)} />
}

/** Other hosts outside: one is drawn, more are counted. */
export function OtherOutside({
  layout: { x, track, band },
  machines,
}: {
  readonly layout: MapLayout
  readonly machines: Machines
}) {
  const { t } = useTranslation('topology')
  const count = machines.outside.length + machines.moreOutside
  const [first] = machines.outside
  if (first === undefined) return null
  const y = band.bottom - 36
  return (
    <g>
      {first.joined ? (
        <path
          className="map-idle"
          d={metroPath([
            [x(95), y],
            [x(244), y],
            [x(264), y - 22],
            [x(264), track + GAUGE + 8],
          ])}
        />
      ) : null}
      <circle className="map-ring" cx={x(95)} cy={y} r={5} />
      <Label
        x={x(95)}
        y={y + 20}
        text={count === 1 ? first.name : t('map.moreOutside', { count })}
        look={count === 1 ? 'mono' : ''}
        anchor="middle"
        room={x(150)}
      />
    </g>
  )
}
