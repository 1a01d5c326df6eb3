import { widthOf } from '../../../parts/way-strip/labels.ts'
import type { Box } from '../board/geometry.ts'
import { GAUGE, type MapLayout } from './map-layout.ts'
import type { AllWords, MapStation } from './map-stations.ts'

/** Where stations stand, and how much room their names take. */

export interface StationPlace {
  readonly id: MapStation
  readonly shape: 'capsule' | 'ring' | 'dot' | 'platform'
  /** The capsule, ring or platform itself. */
  readonly box: Box
  readonly label: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'middle' | 'end' }
  /** Of the role; null where it is drawn elsewhere. */
  readonly role: { readonly x: number; readonly y: number } | null
  readonly room: number
}

const capsule = (x: number, track: number, width = 14): Box => ({ x: x - width / 2, y: track - 9, width, height: GAUGE + 18 })
const ring = (x: number, y: number, radius: number): Box => ({
  x: x - radius,
  y: y - radius,
  width: 2 * radius,
  height: 2 * radius,
})

/** Stations in the order of the hooks; those that the level does not draw are not there. */
export function stationPlaces(layout: MapLayout): readonly StationPlace[] {
  const { zoom, x, track, rowA, rowB, platforms, input, output } = layout
  const middle = track + GAUGE / 2
  const under = (at: number, y: number, id: MapStation, room: number, width = 14): StationPlace => ({
    ...{ id, shape: 'capsule', box: capsule(at, y, width), room },
    label: { x: at, y: y + 42, anchor: 'middle' },
    role: { x: at, y: y + 57 },
  })
  const network: StationPlace[] = [
    {
      ...{ id: 'peer', shape: 'capsule', box: capsule(x(95), track), room: x(150) },
      label: { x: x(95), y: track - 18, anchor: 'middle' },
      role: { x: x(95), y: track + 40 },
    },
    {
      ...{ id: 'router', shape: 'capsule', box: capsule(x(264), track, 18), room: x(150) },
      label: { x: x(264), y: track - 46, anchor: 'middle' },
      role: null,
    },
    {
      ...{ id: 'switch', shape: 'capsule', box: switchBox(layout), room: x(140) },
      label: { x: x(433), y: zoom === 'network' ? track - 18 : track + 40, anchor: 'middle' },
      role: null,
    },
    {
      ...{ id: 'bridge', shape: 'platform', box: bridgeBox(layout), room: x(180) },
      label: { x: x(733), y: track + 2, anchor: 'middle' },
      role: null,
    },
  ]
  const ends: StationPlace[] = [
    {
      ...{ id: 'device', shape: 'ring', box: ring(x(851), middle, 5), room: 120 },
      label: { x: x(858), y: bridgeBox(layout).y - 7, anchor: 'end' },
      role: null,
    },
    {
      ...{ id: 'vm', shape: 'capsule', box: capsule(x(960), track), room: 130 },
      label: { x: x(960), y: track - 40, anchor: 'middle' },
      role: { x: x(960), y: track - 24 },
    },
  ]
  if (zoom === 'network') return [...network, ...ends.filter(({ id }) => id === 'vm')]
  if (zoom === 'bridge') return [...network, foldedHook(layout), ...ends]
  const platform = (id: 'in' | 'out' | 'source', box: Box): StationPlace => ({
    ...{ id, shape: 'platform', box, room: 0 },
    label: { x: box.x, y: box.y, anchor: 'start' },
    role: null,
  })
  return [
    ...network,
    under(x(520), rowA, 'hook', 180, 20),
    under(x(330), rowA, 'top', x(165)),
    under(x(160), rowA, 'local', x(165)),
    under(x(150), rowB, 'forward', x(180)),
    under(x(336), rowB, 'sg', x(170)),
    platform('in', platforms.in),
    platform('out', platforms.out),
    ...(platforms.source === null ? [] : [platform('source', platforms.source)]),
    {
      ...{ id: 'drop', shape: 'dot', box: ring(x(784), rowB + GAUGE / 2, 8), room: 90 },
      label: { x: x(784), y: rowB + GAUGE / 2 + 24, anchor: 'middle' },
      role: null,
    },
    under(x(880), rowB, 'accept', 120, 20),
    ...ends,
    idle('input', x(62), input),
    idle('output', x(62), output),
  ]
}

const idle = (id: 'input' | 'output', at: number, y: number): StationPlace => ({
  ...{ id, shape: 'ring', box: ring(at, y, 6), room: 80 },
  label: { x: at - 12, y: y - 15, anchor: 'start' },
  role: { x: at + 16, y: y + 19 },
})

function foldedHook({ folded }: MapLayout): StationPlace {
  return {
    ...{ id: 'hook', shape: 'platform', box: folded, room: folded.width },
    label: { x: folded.x + folded.width / 2, y: folded.y + 18, anchor: 'middle' },
    role: null,
  }
}

export function bridgeBox({ x, track }: MapLayout): Box {
  const from = x(566)
  return { x: from, y: track - 17, width: x(866) - from, height: GAUGE + 34 }
}

/** The switch reaches all its cables. */
export function switchBox({ x, track, others, zoom, size }: MapLayout): Box {
  const top = zoom === 'network' ? track - 9 : others + 18
  const bottom = zoom === 'network' ? size.height - 8 - 22 : track + GAUGE + 9
  return { x: x(433) - 9, y: top, width: 18, height: bottom - top }
}

/** What a pointer can hit: the station with its name. */
export function spotBox({ box, label, role, room, shape }: StationPlace, words: AllWords[MapStation]): Box {
  if (shape === 'platform') return box
  const lines = [label, ...(role === null ? [] : [role])]
  const width = Math.min(room, Math.max(box.width, widthOf(words.name), role === null ? 0 : widthOf(words.role, 5.5)))
  const left = Math.min(
    box.x,
    ...lines.map(({ x }) => x - (label.anchor === 'middle' ? width / 2 : label.anchor === 'end' ? width : 0)),
  )
  const right = Math.max(box.x + box.width, left + width)
  const top = Math.min(box.y, ...lines.map(({ y }) => y - 12))
  const bottom = Math.max(box.y + box.height, ...lines.map(({ y }) => y + 4))
  return { x: left - 2, y: top - 2, width: right - left + 4, height: bottom - top + 4 }
}
