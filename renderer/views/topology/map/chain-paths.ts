import type { WayDirection } from '../../../state/way.ts'
import type { Box, Point } from '../board/geometry.ts'
import { GAUGE, type MapLayout } from './map-layout.ts'
import { outer, type Piece } from './outer-paths.ts'

/** Both ways through the chains, at the levels that draw them. */

export function* chainsTo(layout: MapLayout): Generator<Piece> {
  const { x, track, back, rowA, rowB, platforms, entry } = layout
  const way = platforms.in.y + entry
  const middle = Math.round((rowA + rowB) / 2)
  yield* outer(layout, 'to')
  const dive: Point[] = [
    [x(433), track],
    [x(616), track],
    [x(616), rowA],
    [x(520), rowA],
  ]
  yield ['bridge-hook', dive, [x(520), track, 0]]
  yield [
    'hook-top',
    [
      [x(520), rowA],
      [x(330), rowA],
    ],
    [x(470), rowA, 180],
  ]
  yield [
    'top-forward',
    [
      [x(330), rowA],
      [x(62), rowA],
      [x(62), rowB],
      [x(150), rowB],
    ],
    [x(62), middle + 40, 90],
  ]
  yield [
    'forward-sg',
    [
      [x(150), rowB],
      [x(336), rowB],
    ],
    [x(184), rowB, 0],
  ]
  yield [
    'sg-lane',
    [
      [x(336), rowB],
      [x(396), rowB],
      [x(432), rowB - 36],
      [x(432), way + 20],
      [x(452), way],
      [x(480), way],
    ],
  ]
  const gone = toAccept(layout, way, rowB)
  yield ['lane-accept', gone, [x(746), way, 0]]
  yield ['lane-drop', dropWay(layout, 'to')]
  const up: Point[] = [
    [x(880), rowB],
    [x(942), rowB],
    [x(966), rowB - 24],
    [x(966), back.to],
    [x(836), back.to],
    [x(836), track],
    [x(880), track],
  ]
  yield ['accept-device', up, [x(966), Math.round((back.to + rowB) / 2) - 34, -90]]
  yield [
    'device-vm',
    [
      [x(860), track],
      [x(960), track],
    ],
    [x(905), track, 0],
  ]
}

export function* chainsFrom(layout: MapLayout): Generator<Piece> {
  const { x, track: above, back, rowA: a, rowB: b, platforms, entry } = layout
  const [track, rowA, rowB] = [above + GAUGE, a + GAUGE, b + GAUGE]
  const way = platforms.out.y + entry
  const middle = Math.round((a + b) / 2)
  const source = platforms.source
  const bottom = platforms.out.y + platforms.out.height
  yield* outer(layout, 'from')
  yield [
    'device-vm',
    [
      [x(960), track],
      [x(851), track],
    ],
    [x(915), track, 180],
  ]
  yield [
    'device-vm',
    [
      [x(851), track],
      [x(630), track],
      [x(630), rowA],
      [x(520), rowA],
    ],
    [x(630), back.to + 22, 90],
  ]
  yield [
    'hook-top',
    [
      [x(520), rowA],
      [x(330), rowA],
    ],
    [x(490), rowA, 180],
  ]
  yield [
    'top-forward',
    [
      [x(330), rowA],
      [x(62) + GAUGE, rowA],
      [x(62) + GAUGE, rowB],
      [x(150), rowB],
    ],
    [x(62) + GAUGE, middle + 54, 90],
  ]
  yield [
    'forward-sg',
    [
      [x(150), rowB],
      [x(336), rowB],
    ],
    [x(300), rowB, 0],
  ]
  yield [
    'sg-lane',
    [
      [x(336), rowB],
      [x(392), rowB],
      [x(426), rowB + 30],
      [x(426), way - 20],
      [x(446), way],
      [x(480), way],
    ],
  ]
  if (source !== null) yield* sourceWay(layout, source, bottom)
  const gone = toAccept(layout, way, rowB)
  yield ['lane-accept', gone, [x(748), way, 0]]
  yield ['lane-drop', dropWay(layout, 'from')]
  const up: Point[] = [
    [x(880), rowB],
    [x(942) + GAUGE, rowB],
    [x(966) + GAUGE, rowB - 24],
    [x(966) + GAUGE, back.from],
    [x(600), back.from],
    [x(600), track],
    [x(433), track],
  ]
  yield ['accept-device', up, [x(966) + GAUGE, Math.round((back.to + b) / 2) - 44, -90]]
}

/** Down to the source check, and back to the chain that asked for it. */
function* sourceWay({ x }: MapLayout, source: Box, bottom: number): Generator<Piece> {
  yield [
    'out-source',
    [
      [x(512), bottom],
      [x(512), source.y + source.height / 2],
      [source.x, source.y + source.height / 2],
    ],
  ]
  const riser = source.x + source.width + x(694) - x(662)
  yield [
    'out-source',
    [
      [source.x + source.width, source.y + source.height / 2],
      [riser, source.y + source.height / 2],
      [riser, bottom],
    ],
  ]
}

/** From a platform to ACCEPT: at a slant, and straight between where the two are far apart. */
function toAccept({ x }: MapLayout, way: number, row: number): Point[] {
  const far = Math.abs(row - way)
  const step = Math.sign(row - way)
  const start: Point = [x(720), way]
  const end: Point = [x(880), row]
  if (far < 100) return [start, [x(868) - far, way], [x(868), row], end]
  return [start, [x(800), way], [x(836), way + 36 * step], [x(836), row - 24 * step], [x(836) + 24, row], end]
}

/** From a platform to the station of what is dropped. */
function dropWay({ x, rowB, platforms }: MapLayout, direction: WayDirection): Point[] {
  const middle = rowB + GAUGE / 2
  if (direction === 'to') {
    const bottom = platforms.in.y + platforms.in.height
    return [
      [x(700), bottom],
      [x(700), bottom + 12],
      [x(728), middle - 8],
    ]
  }
  const top = platforms.out.y
  return [
    [x(700), top],
    [x(700), top - 8],
    [x(728), middle + 8],
  ]
}
