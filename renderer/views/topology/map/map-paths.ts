import type { WayDirection } from '../../../state/way.ts'
import { metroPath, type Point } from '../board/geometry.ts'
import { chainsFrom, chainsTo } from './chain-paths.ts'
import { GAUGE, type MapLayout } from './map-layout.ts'
import { outer, type Piece } from './outer-paths.ts'

/** The ways of the map as lines. Those to the VM and those from it run side by side, each in the direction of its packets. */

export interface MapTrack {
  readonly id: string
  readonly direction: WayDirection
  /** Lit with this piece of the way. */
  readonly segment: Piece[0]
  readonly path: string
  /** Where it shows its direction: a place and the way it points to, in degrees. */
  readonly mark: { readonly x: number; readonly y: number; readonly turn: number } | null
}

export function mapTracks(layout: MapLayout): readonly MapTrack[] {
  const { zoom } = layout
  const to = zoom === 'network' ? straight(layout, 'to') : zoom === 'bridge' ? folded(layout, 'to') : [...chainsTo(layout)]
  const from = zoom === 'network' ? straight(layout, 'from') : zoom === 'bridge' ? folded(layout, 'from') : [...chainsFrom(layout)]
  return [...tracksOf('from', from), ...tracksOf('to', to)]
}

const tracksOf = (direction: WayDirection, pieces: readonly Piece[]): MapTrack[] =>
  pieces.map(([segment, points, mark], at) => ({
    ...{ id: `${direction} ${segment} ${at}`, direction, segment },
    path: metroPath(points),
    mark: mark === undefined ? null : { x: mark[0], y: mark[1], turn: mark[2] },
  }))

/** From far away the bridge is a station like others. */
function straight(layout: MapLayout, direction: WayDirection): Piece[] {
  const { x, track } = layout
  const y = direction === 'to' ? track : track + GAUGE
  const [far, near, vm]: Point[] = [
    [x(433), y],
    [x(733), y],
    [x(960), y],
  ]
  if (far === undefined || near === undefined || vm === undefined) return []
  const turn = direction === 'to' ? 0 : 180
  return [
    ...outer(layout, direction),
    ['switch-bridge', direction === 'to' ? [far, near] : [near, far], [x(520), y, turn]],
    ['device-vm', direction === 'to' ? [near, vm] : [vm, near], [x(900), y, turn]],
  ]
}

/** Netfilter as one place under the bridge. */
function folded(layout: MapLayout, direction: WayDirection): Piece[] {
  const { x, track, back, folded: box } = layout
  const end = box.x + box.width
  const y = Math.round(box.y + box.height / 2) - GAUGE / 2
  if (direction === 'to')
    return [
      ...outer(layout, 'to'),
      [
        'bridge-hook',
        [
          [x(433), track],
          [x(616), track],
          [x(616), y],
          [box.x, y],
        ],
        [x(520), track, 0],
      ],
      [
        'accept-device',
        [
          [end, y],
          [x(836), y],
          [x(836), track],
          [x(960), track],
        ],
        [x(905), track, 0],
      ],
    ]
  return [
    ...outer(layout, 'from'),
    [
      'device-vm',
      [
        [x(960), track + GAUGE],
        [x(630), track + GAUGE],
        [x(630), y + GAUGE],
        [box.x, y + GAUGE],
      ],
      [x(915), track + GAUGE, 180],
    ],
    [
      'switch-bridge',
      [
        [end, y + GAUGE],
        [x(836) + GAUGE, y + GAUGE],
        [x(836) + GAUGE, back.from],
        [x(600), back.from],
        [x(600), track + GAUGE],
        [x(433), track + GAUGE],
      ],
      [x(520), track + GAUGE, 180],
    ],
  ]
}
