import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useOpenStation } from '../../../parts/way-strip/station.tsx'
import type { IndexedChain, KernelIndex } from '../../../state/kernel-index.ts'
import { openView, selectChain, selectHost, selectKernelRow, showPortsOf } from '../../../state/screen.ts'
import type { Spot } from '../board/spots.tsx'
import { foldNeighbours } from './map-drawing.tsx'
import { type MapLayout, MOST_RULES } from './map-layout.ts'
import type { Machines } from './map-machines.tsx'
import { type StationPlace, spotBox } from './map-places.ts'
import { cellPlaces, ruleWords } from './map-platform.tsx'
import type { AllWords, MapStation } from './map-stations.ts'
import type { MapModel } from './use-map.ts'

/** What can be pointed at on the map, in the order in which a packet comes by. */

interface SpotsOf {
  readonly model: MapModel
  readonly layout: MapLayout
  readonly places: readonly StationPlace[]
  readonly words: AllWords
  readonly machines: Machines
  readonly onChoose: (portId: string) => void
}

export function useSpots({ model, layout, places, words, machines, onChoose }: SpotsOf): readonly Spot[] {
  const { t } = useTranslation('topology')
  const portId = model.way.place?.port.id ?? null
  const open = useOpenStation(portId, model.way.rows)
  return useMemo(() => {
    const action = (id: MapStation): (() => void) | null => {
      const { facts, chain } = words[id]
      if (facts !== null) return open(facts)
      return chain === null ? null : () => openChain(chain)
    }
    const stations = places.flatMap((place): Spot[] => {
      const { id } = place
      const own: Spot = {
        ...{ id, box: spotBox(place, words[id]), name: words[id].spoken, main: true, chosen: id === 'vm' },
        onOpen: action(id),
      }
      if (id === 'bridge' && layout.zoom !== 'network')
        return [{ ...own, box: { ...own.box, x: layout.x(640), width: layout.x(826) - layout.x(640) } }]
      if (id !== 'in' && id !== 'out' && id !== 'source') return [own]
      return [{ ...own, box: { ...own.box, height: layout.cells } }, ...ruleSpots(t, model, layout, place, id)]
    })
    return [
      ...stations,
      ...neighbourSpots(t, model, layout, onChoose),
      ...(layout.zoom === 'network' ? machineSpots(t, layout, machines, onChoose) : []),
    ]
  }, [t, model, layout, places, words, machines, onChoose, open])
}

function ruleSpots(
  t: TFunction<'topology'>,
  model: MapModel,
  layout: MapLayout,
  place: StationPlace,
  id: 'in' | 'out' | 'source',
): Spot[] {
  const { index, moved } = model
  const facts = model.platforms[id]
  const { chain } = facts
  if (index === null || chain === null) return []
  const cells = cellPlaces(facts, place.box, layout, moved).map(({ cell, box }): Spot => {
    const words = ruleWords(index, cell.row) || t('map.everything')
    const counted = t('packets', { count: moved.get(cell.row) ?? 0 })
    return {
      ...{ id: `${id} ${cell.row}`, box, main: false, chosen: false },
      name: t('map.ruleName', { number: cell.number, chain: chain.name, words, counted }),
      onOpen: () => openRule(index, chain, cell.row),
    }
  })
  const left = chain.rows.length - MOST_RULES
  if (layout.zoom !== 'rules' || left <= 0) return cells
  const box = { x: place.box.x + 6, y: place.box.y + place.box.height - 26, width: place.box.width - 12, height: 22 }
  return [
    ...cells,
    {
      ...{ id: `${id} more`, box, main: false, chosen: false },
      name: t('map.moreRules', { count: left }),
      onOpen: () => openChain(chain),
    },
  ]
}

function neighbourSpots(
  t: TFunction<'topology'>,
  { neighbours, ofNeighbours }: MapModel,
  layout: MapLayout,
  onChoose: (portId: string) => void,
): Spot[] {
  if (layout.zoom === 'network') return []
  return foldNeighbours(neighbours).map((row, at): Spot => {
    const box = { x: layout.x(560) - 10, y: layout.others + at * 22 - 10, width: layout.x(880) - layout.x(560), height: 20 }
    const shared = { box, main: true, chosen: false }
    if (row === null)
      return {
        ...{ ...shared, id: 'others', onOpen: openPorts },
        name: t('map.others', {
          ports: t('morePorts', { count: neighbours.length }),
          packets: t('packets', { count: ofNeighbours }),
        }),
      }
    return {
      ...shared,
      id: `port ${row.port.id}`,
      name: t('map.choose', { vm: row.vm, address: row.addresses }),
      onOpen: () => onChoose(row.port.id),
    }
  })
}

function machineSpots(t: TFunction<'topology'>, layout: MapLayout, machines: Machines, onChoose: (portId: string) => void): Spot[] {
  const { x, machines: grid, size } = layout
  const left = x(560) - 12
  return machines.rows.map((row, at): Spot => {
    const box = { x: left, y: grid.top + at * grid.step - 11, width: size.width - 28 - left, height: 22 }
    const shared = { box, main: true, chosen: false }
    if (row.kind === 'more') return { ...shared, id: 'more', name: t('morePorts', { count: row.count }), onOpen: openPorts }
    if (row.kind === 'host') {
      const openHost = () => {
        selectHost(row.name)
        openView('hosts')
      }
      return {
        ...shared,
        id: `host ${row.name}`,
        name: t('network.hostName', { host: row.name, ports: t('ports', { count: row.count }) }),
        onOpen: openHost,
      }
    }
    const { port, vm, addresses } = row.facts
    return { ...shared, id: `port ${port.id}`, name: t('map.choose', { vm, address: addresses }), onOpen: () => onChoose(port.id) }
  })
}

function openChain(chain: IndexedChain): void {
  selectChain(chain.name, chain.family)
  openView('chains')
}

export function openRule(index: KernelIndex, chain: IndexedChain, row: number): void {
  selectChain(chain.name, chain.family)
  selectKernelRow(index.rows[row]?.mark ?? index.keys[row] ?? null)
  openView('chains')
}

function openPorts(): void {
  showPortsOf(null)
  openView('ports')
}
