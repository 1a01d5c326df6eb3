import { useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { WayFamily } from '../../state/way.ts'
import { useSize } from '../use-size.ts'
import { wayGeometry } from './geometry.ts'
import { CELL, cutMiddle, labelWidths } from './labels.ts'
import { DropStation, Platform, Station, type StationText, useOpenStation } from './station.tsx'
import { type StationFacts, stationFacts } from './stations.ts'
import { LineSample, Tracks } from './tracks.tsx'
import { useWay, type Way } from './use-way.ts'
import { useCaption } from './way-caption.ts'
import './way-strip.css'
import './station.css'

interface WayStripProps {
  /** The port whose way is drawn; others are not. */
  readonly portId: string | null
  readonly family: WayFamily
  /** Name of the chain that is chosen below. */
  readonly chosenChain?: string | null
  /** Marks the stations that are drawn again below. */
  readonly bracket?: boolean
}

/** The way of a port's packets from outside to the VM and back, lit where the counters since the baseline prove it. */
export function WayStrip({ portId, family, chosenChain = null, bracket = false }: WayStripProps) {
  const { t } = useTranslation('way')
  const way = useWay(portId, family)
  const vm = way.place?.vm ?? null
  return (
    <section className="way" aria-label={vm === null ? t('labelNone') : t('label', { vm })}>
      <Caption way={way} />
      <WayMap way={way} portId={portId} chosenChain={chosenChain} bracket={bracket} />
    </section>
  )
}

function Caption({ way }: { readonly way: Way }) {
  const { t } = useTranslation('way')
  const words = useCaption(way)
  const vm = way.place?.vm ?? t('vmUnknown')
  return (
    <div className="way-caption">
      <p className="el" title={words} data-testid="way-caption">
        {words}
      </p>
      <span className="sp" />
      {(['to', 'from'] as const).map((direction) => (
        <span key={direction} className="way-key" title={t(direction, { vm })}>
          <LineSample direction={direction} />
          <span className="el">{t(direction, { vm })}</span>
        </span>
      ))}
    </div>
  )
}

interface WayMapProps {
  readonly way: Way
  readonly portId: string | null
  readonly chosenChain: string | null
  readonly bracket: boolean
}

function WayMap({ way, portId, chosenChain, bracket }: WayMapProps) {
  const { t } = useTranslation('way')
  const box = useRef<HTMLDivElement>(null)
  const { width, height } = useSize(box)
  const geometry = useMemo(() => wayGeometry(width, height), [width, height])
  const facts = useMemo(() => stationFacts(t, way), [t, way])
  const texts = useMemo(() => stationTexts(facts, geometry), [facts, geometry])
  const open = useOpenStation(portId, way.rows)
  const rule = (id: 'in' | 'out'): string => {
    const lane = id === 'in' ? 'to' : 'from'
    const { onlyRule } = way.counts[lane]
    const count = way.rows?.lanes[lane].chain.rows.length
    if (way.idle === null && onlyRule !== null) return t('rule', { number: onlyRule })
    return count === undefined ? '' : t('rules', { count })
  }
  return (
    <div className="way-map" ref={box}>
      {width === 0 ? null : (
        <>
          <Tracks geometry={geometry} lit={way.lit} bracket={bracket} />
          {facts.map((one) => {
            const shared = {
              ...{ facts: one, geometry, onOpen: open(one) },
              chosen: chosenChain !== null && one.id !== 'accept' && one.chain?.name === chosenChain,
            }
            if (one.id === 'in' || one.id === 'out') return <Platform key={one.id} {...shared} rule={rule(one.id)} />
            if (one.id === 'drop') return <DropStation key={one.id} {...shared} />
            return <Station key={one.id} {...shared} text={texts.get(one.id) ?? NO_TEXT} />
          })}
        </>
      )}
    </div>
  )
}

const NO_TEXT: StationText = { name: '', role: '', width: 0 }
/** Mean width of a letter of the sans face at 11 px. */
const LETTER = 5.7

/** Names and roles stand in two lines, so each line has room of its own. */
function stationTexts(
  facts: readonly StationFacts[],
  geometry: ReturnType<typeof wayGeometry>,
): Map<StationFacts['id'], StationText> {
  const below = facts.flatMap((one) =>
    one.id === 'in' || one.id === 'out' || one.id === 'drop' ? [] : [{ one, x: geometry.stops[one.id] }],
  )
  const names = labelWidths(
    below.map(({ one, x }) => ({ x, text: one.name })),
    geometry.width,
  )
  const roles = labelWidths(
    below.map(({ one, x }) => ({ x, text: one.id === 'accept' ? '' : one.role })),
    geometry.width,
    LETTER,
  )
  return new Map(
    below.map(({ one }, at) => {
      const [name = 0, role = 0] = [names[at], roles[at]]
      return [
        one.id,
        {
          // A rounding error must not cost a figure.
          name: cutMiddle(one.name, (name + 0.5) / CELL),
          role: cutMiddle(one.role, (role + 0.5) / LETTER),
          width: Math.max(name, role) + 4,
        },
      ]
    }),
  )
}
