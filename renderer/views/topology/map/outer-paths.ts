import type { Segment } from '../../../parts/way-strip/lit.ts'
import type { WayDirection } from '../../../state/way.ts'
import type { Point } from '../board/geometry.ts'
import { GAUGE, type MapLayout } from './map-layout.ts'

/** A part of a way: what it is lit with, its corners in the direction of the packets, and where it shows that direction (in degrees). */
export type Piece = readonly [
  segment: Segment | 'out-source',
  points: readonly Point[],
  mark?: readonly [x: number, y: number, turn: number],
]

/** Outside, router, switch. The packets from the VM run the other way. */
export function outer({ x, track }: MapLayout, direction: WayDirection): Piece[] {
  const y = direction === 'to' ? track : track + GAUGE
  const turn = direction === 'to' ? 0 : 180
  const run = (a: number, b: number): Point[] =>
    direction === 'to'
      ? [
          [x(a), y],
          [x(b), y],
        ]
      : [
          [x(b), y],
          [x(a), y],
        ]
  return [
    ['peer-router', run(95, 264), [x(140), y, turn]],
    ['router-switch', run(264, 433), [x(345), y, turn]],
  ]
}
