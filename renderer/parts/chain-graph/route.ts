import { bundled, type Leg } from './bundles.ts'
import { HEADER, LINE, type Place, type Places, type Way } from './places.ts'

/**
 * Drawn pieces of the ways: out of the line's side, along a lane between two columns, into the chain. Lanes are given out so that no
 * two vertical parts lie on each other; ends on one header are spread over its height. Many ways from one chain, or to one, share a
 * lane: a trunk with a branch for each.
 */
export interface Piece {
  readonly id: string
  /** `trunk`: the shared lane; its path is only what of it is in sight. */
  readonly kind: 'way' | 'branch' | 'trunk'
  readonly path: string
  /** The arrow's point and the side that it comes from. */
  readonly tip: { readonly x: number; readonly y: number; readonly from: 'left' | 'right' } | null
  /** Where the count stands. */
  readonly badge: Point | null
  readonly box: Box
  /** Ids of the ways that run here. */
  readonly ways: readonly string[]
  /** Of a trunk: from where to where each of its ways runs along it, in the order of `ways`. */
  readonly spans: readonly (readonly [number, number])[]
}

export interface Point {
  readonly x: number
  readonly y: number
}
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

const LANE = 9
const FIRST_LANE = 11
const CORNER = 5
/** Room right of the last column. */
const LAST_GUTTER = 60

export function routeWays(ways: readonly Way[], places: Places): Piece[] {
  const legs = spreadEnds(ways.flatMap((way) => leg(way, places)))
  const pieces: Piece[] = []
  for (const gutter of new Set(legs.map((l) => l.gutter))) {
    const groups = bundled(legs.filter((l) => l.gutter === gutter))
    const lanes = giveLanes(groups)
    const room = gutterRoom(gutter, places)
    const most = Math.max(...lanes.values(), 0) + 1
    const step = Math.min(LANE, (room.width - 2 * FIRST_LANE) / Math.max(1, most - 1))
    const badges: Point[] = []
    for (const group of groups) {
      const laneX = room.x + FIRST_LANE + (lanes.get(group) ?? 0) * step
      if (group.length === 1) for (const l of group) pieces.push(single(l, laneX, badges))
      else pieces.push(...trunk(group, laneX))
    }
  }
  return pieces
}

function leg(way: Way, places: Places): Leg[] {
  const from = places.get(way.from)
  const to = places.get(way.to)
  if (!from || !to) return []
  const startY = from.y + HEADER + way.line * LINE + LINE / 2
  const endY = way.toLine === null ? to.y + HEADER / 2 : to.y + HEADER + way.toLine * LINE + LINE / 2
  const right = (place: Place) => place.x + place.width
  const at = { way, startY, endY }
  if (to.column > from.column) return [{ ...at, startX: right(from), endX: to.x, into: 'left', gutter: to.column - 1 }]
  if (to.column < from.column) return [{ ...at, startX: from.x, endX: right(to), into: 'right', gutter: to.column }]
  return [{ ...at, startX: right(from), endX: right(to), into: 'right', gutter: from.column }]
}

/** Where the lanes between two columns begin, and how much room they have. */
function gutterRoom(gutter: number, places: Places): { x: number; width: number } {
  let x = 0
  let next = Number.POSITIVE_INFINITY
  for (const place of places.values()) {
    if (place.column === gutter) x = Math.max(x, place.x + place.width)
    if (place.column === gutter + 1) next = Math.min(next, place.x)
  }
  return { x, width: Number.isFinite(next) ? next - x : LAST_GUTTER }
}

/** Ends on the same side of the same header, sorted by where they come from. A line has room for one end only. */
function spreadEnds(legs: readonly Leg[]): Leg[] {
  const byEnd = new Map<string, Leg[]>()
  for (const l of legs) {
    const key = `${l.way.to} ${l.way.toLine} ${l.into}`
    const same = byEnd.get(key)
    if (same) same.push(l)
    else byEnd.set(key, [l])
  }
  return [...byEnd.values()].flatMap((same) => {
    const step = same[0]?.way.toLine === null ? Math.min(8, (HEADER - 8) / Math.max(1, same.length - 1)) : 0
    return [...same]
      .sort((a, b) => a.startY - b.startY)
      .map((l, at) => ({ ...l, endY: l.endY + (at - (same.length - 1) / 2) * step }))
  })
}

interface Span {
  readonly top: number
  readonly bottom: number
}

const spanOf = (group: readonly Leg[]): Span => {
  let top = Number.POSITIVE_INFINITY
  let bottom = Number.NEGATIVE_INFINITY
  for (const { startY, endY } of group) {
    top = Math.min(top, startY, endY)
    bottom = Math.max(bottom, startY, endY)
  }
  return { top: top - 4, bottom: bottom + 4 }
}

/** Greedy: ways back into their own column first, short before long, nearest free lane. A lane is free where no other vertical of it overlaps. */
function giveLanes(groups: readonly (readonly Leg[])[]): Map<readonly Leg[], number> {
  const lanes: Span[][] = []
  const given = new Map<readonly Leg[], number>()
  const loops = ([l]: readonly Leg[]) => (l?.into === 'right' && l.startX === l.endX ? 0 : 1)
  const sorted = groups.map((group) => ({ group, span: spanOf(group), loop: loops(group) }))
  sorted.sort((a, b) => a.loop - b.loop || a.span.bottom - a.span.top - (b.span.bottom - b.span.top))
  for (const { group, span } of sorted) {
    let lane = 0
    while ((lanes[lane] ?? []).some((used) => used.top < span.bottom && span.top < used.bottom)) lane += 1
    const own = lanes[lane]
    if (own) own.push(span)
    else lanes[lane] = [span]
    given.set(group, lane)
  }
  return given
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

const stopOf = ({ endX, into }: Leg): number => (into === 'left' ? endX - 5 : endX + 5)

function single(l: Leg, laneX: number, badges: Point[]): Piece {
  const { startX, startY, endX, endY, into, way } = l
  const badge = freeBadge(l, laneX, badges)
  badges.push(badge)
  const stop = stopOf(l)
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
    ...{ id: way.id, kind: 'way', path, badge, ways: [way.id], spans: [] },
    tip: { x: endX, y: endY, from: into },
    box: around([startX, laneX, endX], [startY, endY]),
  }
}

/** One vertical for all of them, a branch out of each line and one into each chain. */
function trunk(group: readonly Leg[], laneX: number): Piece[] {
  const starts = gathered(group, (l) => `${l.startX} ${l.startY}`)
  const ends = gathered(group, (l) => `${l.way.to} ${l.way.toLine} ${l.into}`)
  const { top, bottom } = spanOf(group)
  const idOf = (legs: readonly Leg[], what: string) => `${legs[0]?.way.id} ${what}`
  const branches = starts.map((legs): Piece => {
    const { startX = 0, startY = 0 } = legs[0] ?? {}
    return {
      ...{ id: idOf(legs, 'start'), kind: 'branch', path: `M${startX} ${startY}H${laneX}`, tip: null, badge: null, spans: [] },
      ...{ box: around([startX, laneX], [startY]), ways: legs.map((l) => l.way.id) },
    }
  })
  const tips = ends.map((legs): Piece => {
    const [first] = legs
    // All of them end at one point.
    const endY = legs.reduce((sum, l) => sum + l.endY, 0) / legs.length
    const stop = first ? stopOf(first) : 0
    return {
      ...{ id: idOf(legs, 'end'), kind: 'branch', path: `M${laneX} ${endY}H${stop}`, spans: [] },
      tip: first ? { x: first.endX, y: endY, from: first.into } : null,
      badge: { x: (laneX + stop) / 2, y: endY },
      ...{ box: around([laneX, first?.endX ?? laneX], [endY]), ways: legs.map((l) => l.way.id) },
    }
  })
  const whole: Piece = {
    ...{ id: idOf(group, 'trunk'), kind: 'trunk', path: '', tip: null, badge: null },
    ...{ box: { left: laneX, right: laneX, top: top + 4, bottom: bottom - 4 }, ways: group.map((l) => l.way.id) },
    spans: group.map(({ startY, endY }) => [Math.min(startY, endY), Math.max(startY, endY)] as const),
  }
  return [whole, ...branches, ...tips]
}

function gathered(group: readonly Leg[], key: (l: Leg) => string): Leg[][] {
  const by = new Map<string, Leg[]>()
  for (const l of group) {
    const same = by.get(key(l))
    if (same) same.push(l)
    else by.set(key(l), [l])
  }
  return [...by.values()]
}

const around = (xs: readonly number[], ys: readonly number[]): Box => ({
  left: Math.min(...xs),
  right: Math.max(...xs),
  top: Math.min(...ys) - 8,
  bottom: Math.max(...ys) + 8,
})
