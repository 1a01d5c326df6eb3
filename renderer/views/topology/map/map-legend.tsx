import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Pill } from '../board/text.tsx'

/** What the lines and squares of the map mean. */
export function MapLegend({ vm }: { readonly vm: string }) {
  const { t } = useTranslation('topology')
  const { t: w } = useTranslation('way')
  return (
    <div className="map-legend">
      <Key words={w('to', { vm })}>
        <path className="map-lit map-lit-to" d="M3 9H27" />
      </Key>
      <Key words={w('from', { vm })}>
        <path className="map-lit map-lit-from" d="M3 9H27" />
        <path className="map-core" d="M3 9H27" />
      </Key>
      <Key words={t('legend.idle')}>
        <path className="map-idle" d="M3 9H27" />
      </Key>
      <Key words={t('legend.used')} width={20}>
        <g className="map-tick map-used">
          <rect x={0.5} y={0.5} width={18} height={17} rx={3} />
          <text className="mono" x={9.5} y={13} textAnchor="middle">
            8
          </text>
        </g>
      </Key>
      <Key words={t('legend.unused')} width={20}>
        <g className="map-tick">
          <rect x={0.5} y={0.5} width={18} height={17} rx={3} />
          <text className="mono" x={9.5} y={13} textAnchor="middle">
            5
          </text>
        </g>
      </Key>
      <Key words={t('legend.drops')} width={20}>
        <g className="map-tick map-drops">
          <rect x={0.5} y={0.5} width={18} height={17} rx={3} />
          <path className="map-cross" d="M6 5.5l7 7m0-7l-7 7" />
        </g>
      </Key>
      <Key words={t('legend.pill')} width={48}>
        <Pill x={24} y={9} text="8:672" look="live" />
      </Key>
    </div>
  )
}

function Key({ words, width = 30, children }: { readonly words: string; readonly width?: number; readonly children: ReactNode }) {
  return (
    <span className="map-key">
      <svg className="board-key" width={width} height={18} aria-hidden="true">
        {children}
      </svg>
      {words}
    </span>
  )
}
