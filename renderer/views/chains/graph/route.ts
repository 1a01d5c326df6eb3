import type { ChainGraph, GraphJump } from './graph-model.ts'
import { HEADER, LINE, type Place, type Places } from './layout.ts'

/**
 * Ways of the jumps: out of the row's side, along a lane between two columns, into the header of the chain. Lanes are given out so
 * that no two vertical parts lie on each other; ends on one header are spread over its height.
 */
export interface Route {
  readonly id: string
  readonly path: string
  /** The arrow's point and the side that it comes from. */
  readonly tip: { readonly x: number; readonly y: number; readonly from: 'left' | 'right' }
  readonly badge: Point
}

interface Leg {
  readonly jump: GraphJump
  readonly startX: number
  readonly startY: number
  readonly endX: number
  readonly endY: number
  readonly into: 'left' | 'right'
  /** Gutter right of this column; its lanes are counted from the column's edge. */
  readonly gutter: number
}

const LANE = 9
const FIRST_LANE = 11
const CORNER = 5

export function routeJumps({ jumps }: ChainGraph, places: Places): Map<string, Route> {
  const legs = spreadEnds(jumps.flatMap((jump) => leg(jump, places)))
  const routes = new Map<string, Route>()
  for (const gutter of new Set(legs.map((l) => l.gutter))) {
    const own = legs.filter((l) => l.gutter === gutter)
    const lanes = giveLanes(own)
    const room = gutterRoom(gutter, places)
    const most = Math.max(...lanes.values(), 0) + 1
    const step = Math.min(LANE, (room.width - 2 * FIRST_LANE) / Math.max(1, most - 1))
    const badges: Point[] = []
    for (const l of own) {
      const laneX = room.x + FIRST_LANE + (lanes.get(l) ?? 0) * step
      const badge = freeBadge(l, laneX, badges)
      badges.push(badge)
      routes.set(l.jump.id, draw(l, laneX, badge))
    }
  }
  return routes
}

function leg(jump: GraphJump, places: Places): Leg[] {
  const from = places.get(jump.from)
  const to = places.get(jump.to)
  if (!from || !to) return []
  const startY = from.y + HEADER + jump.line * LINE + LINE / 2
  const endY = to.y + HEADER / 2
  const right = (place: Place) => place.x + place.width
  if (to.column > from.column) return [{ jump, startX: right(from), startY, endX: to.x, endY, into: 'left', gutter: to.column - 1 }]
  if (to.column < from.column) return [{ jump, startX: from.x, startY, endX: right(to), endY, into: 'right', gutter: to.column }]
  return [{ jump, startX: right(from), startY, endX: right(to), endY, into: 'right', gutter: from.column }]
}

/** Where the lanes between two columns begin, and how much room they have. */
function gutterRoom(gutter: number, places: Places): { x: number; width: number } {
  const all = [...places.values()]
  const x = Math.max(...all.filter((p) => p.column === gutter).map((p) => p.x + p.width))
  const next = Math.min(...all.filter((p) => p.column === gutter + 1).map((p) => p.x))
  return { x, width: Number.isFinite(next) ? next - x : 60 }
}

/** Ends on the same side of the same header, sorted by where they come from. */
function spreadEnds(legs: readonly Leg[]): Leg[] {
  const byEnd = new Map<string, Leg[]>()
  for (const l of legs) byEnd.set(`${l.jump.to} ${l.into}`, [...(byEnd.get(`${l.jump.to} ${l.into}`) ?? []), l])
  return [...byEnd.values()].flatMap((same) => {
    const step = Math.min(8, (HEADER - 8) / Math.max(1, same.length - 1))
    return [...same]
      .sort((a, b) => a.startY - b.startY)
      .map((l, at) => ({ ...l, endY: l.endY + (at - (same.length - 1) / 2) * step }))
  })
}

/** Greedy: ways back into their own column first, short before long, nearest free lane. A lane is free where no other vertical of it overlaps. */
function giveLanes(legs: readonly Leg[]): Map<Leg, number> {
  const lanes: { top: number; bottom: number }[][] = []
  const given = new Map<Leg, number>()
  const span = (l: Leg) => ({ top: Math.min(l.startY, l.endY) - 4, bottom: Math.max(l.startY, l.endY) + 4 })
  const length = (l: Leg) => Math.abs(l.startY - l.endY)
  const loops = (l: Leg) => (l.into === 'right' && l.startX === l.endX ? 0 : 1)
  for (const l of [...legs].sort((a, b) => loops(a) - loops(b) || length(a) - length(b))) {
    const { top, bottom } = span(l)
    let lane = 0
    while ((lanes[lane] ?? []).some((used) => used.top < bottom && top < used.bottom)) lane += 1
    lanes[lane] = [...(lanes[lane] ?? []), { top, bottom }]
    given.set(l, lane)
  }
  return given
}

interface Point {
  readonly x: number
  readonly y: number
}

/** Counts stand in the middle of the vertical part, or beside it where another count stands already. */
function freeBadge({ startX, startY, endX, endY }: Leg, laneX: number, taken: readonly Point[]): Point {
  const at = (part: number): Point =>
    Math.abs(endY - startY) < 1
      ? { x: startX + (endX - startX) * part, y: startY }
      : { x: laneX, y: startY + (endY - startY) * part }
  const free = (point: Point) => taken.every((other) => Math.abs(other.x - point.x) > 19 || Math.abs(other.y - point.y) > 17)
  return [0.5, 0.35, 0.65, 0.22, 0.78, 0.12, 0.88].map(at).find(free) ?? at(0.5)
}

function draw({ jump, startX, startY, endX, endY, into }: Leg, laneX: number, badge: Point): Route {
  const stop = into === 'left' ? endX - 5 : endX + 5
  const down = endY > startY ? 1 : -1
  const height = Math.abs(endY - startY)
  const corner = Math.min(CORNER, height / 2)
  const first = laneX > startX ? 1 : -1
  const last = stop > laneX ? 1 : -1
  const path =
    height < 1
      ? `M${startX} ${startY}H${stop}`
      : `M${startX} ${startY}H${laneX - first * corner}Q${laneX} ${startY} ${laneX} ${startY + down * corner}` +
        `V${endY - down * corner}Q${laneX} ${endY} ${laneX + last * corner} ${endY}H${stop}`
  return {
    id: jump.id,
    path,
    tip: { x: endX, y: endY, from: into },
    badge,
  }
}
