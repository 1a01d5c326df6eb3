import { type Ref, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useSize } from '../../../parts/use-size.ts'
import type { MapZoom } from '../../../state/topology.ts'
import { Board, type BoardControl } from '../board/board.tsx'
import { Neighbours, SideHooks, Stations, Ways, Zones } from './map-drawing.tsx'
import { Fallback, OtherOutside, SourceNote } from './map-extras.tsx'
import { machineRoom, mapLayout } from './map-layout.ts'
import { MachineRows, machinesOf } from './map-machines.tsx'
import { Pills } from './map-pills.tsx'
import { stationPlaces } from './map-places.ts'
import { useSpots } from './map-spots.ts'
import { mapWords } from './map-stations.ts'
import type { MapModel } from './use-map.ts'
import './map.css'

interface MapBoardProps {
  readonly model: MapModel
  readonly zoom: MapZoom
  readonly onChoose: (portId: string) => void
  readonly ref: Ref<BoardControl>
}

const LIMITS: { readonly [K in MapZoom]: { readonly least: number; readonly most: number } } = {
  network: { least: 0.7, most: 1.1 },
  bridge: { least: 0.9, most: 1.7 },
  chains: { least: 0.7, most: 1 },
  rules: { least: 1, most: 1 },
}

/** Network and chains as one metro map: the chosen port's way, and everything else folded. */
export function MapBoard({ model, zoom, onChoose, ref }: MapBoardProps) {
  const { t } = useTranslation('topology')
  const { t: w } = useTranslation('way')
  const box = useRef<HTMLDivElement>(null)
  const pane = useSize(box)
  const { in: into, out, source } = model.platforms
  const machines = useMemo(
    () => machinesOf(model.way.project, model.way.place, machineRoom(pane)),
    [model.way.project, model.way.place, pane],
  )
  const layout = useMemo(
    () =>
      mapLayout(
        {
          zoom,
          machines: Math.max(machines.rows.length, machines.outside.length + 2),
          rules: {
            in: into.cells.length,
            out: out.cells.length,
            source: model.rows !== null && source.chain === null ? null : source.cells.length,
          },
        },
        pane,
      ),
    [zoom, machines, into, out, source, model.rows, pane],
  )
  const places = useMemo(() => stationPlaces(layout), [layout])
  const words = useMemo(() => mapWords(t, w, model), [t, w, model])
  const spots = useSpots({ model, layout, places, words, machines, onChoose })
  const vm = model.way.place?.vm
  const withChains = zoom === 'chains' || zoom === 'rules'
  return (
    <div ref={box} className="map-room">
      {pane.width === 0 ? null : (
        <Board
          ref={ref}
          label={vm === undefined ? t('map.labelNone') : t('map.label', { vm })}
          size={layout.size}
          home={layout.home}
          shape={`${zoom} ${layout.size.width} ${layout.size.height}`}
          limits={LIMITS[zoom]}
          spots={spots}
        >
          <Zones layout={layout} model={model} />
          {zoom === 'network' ? (
            <MachineRows layout={layout} machines={machines} />
          ) : (
            <OtherOutside layout={layout} machines={machines} />
          )}
          {zoom === 'network' ? null : <Neighbours layout={layout} model={model} />}
          {withChains ? <SideHooks layout={layout} model={model} /> : null}
          <Ways layout={layout} model={model} />
          {withChains ? <Fallback layout={layout} model={model} /> : null}
          {withChains ? <SourceNote layout={layout} words={words} /> : null}
          <Stations layout={layout} model={model} places={places} words={words} />
          <Pills layout={layout} model={model} />
        </Board>
      )}
    </div>
  )
}
