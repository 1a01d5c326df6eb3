import type { Size } from '../../../parts/use-size.ts'

/** Plain geometry of the drawings, in their own pixels. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface View {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

export type Point = readonly [x: number, y: number]

/**
 * Where the board looks so that `box` is seen: as large as it fits, within the limits, in the middle; what is larger than the pane is
 * shown from its left upper corner.
 */
export function viewOf(box: Box, pane: Size, { least, most }: { readonly least: number; readonly most: number }): View {
  const fits = Math.min(pane.width / box.width, pane.height / box.height)
  // A hair below the size at which everything is crisp is worse than that size with its margin cut.
  const zoom = Math.min(most, Math.max(least, fits > 0.97 && fits < 1.04 ? 1 : fits))
  return {
    x: Math.round(along(box.x, box.width, pane.width, zoom)),
    y: Math.round(along(box.y, box.height, pane.height, zoom)),
    zoom,
  }
}

const along = (from: number, length: number, pane: number, zoom: number): number =>
  length * zoom <= pane + 4 ? (pane - length * zoom) / 2 - from * zoom : -from * zoom

/** The view moved as little as it takes to show `box`; the same view when it is seen already. */
export function reveal(view: View, box: Box, pane: Size): View {
  const move = (at: number, from: number, length: number, room: number): number => {
    const [start, end] = [from * view.zoom + at, (from + length) * view.zoom + at]
    if (start < MARGIN) return at + MARGIN - start
    return end > room - MARGIN ? at - Math.min(end - room + MARGIN, start - MARGIN) : at
  }
  const x = move(view.x, box.x, box.width, pane.width)
  const y = move(view.y, box.y, box.height, pane.height)
  return x === view.x && y === view.y ? view : { ...view, x, y }
}
const MARGIN = 12

/** A line through the points with its corners rounded, as lines of a metro map are. */
export function metroPath(points: readonly Point[], radius = 14): string {
  const [first, ...rest] = points
  if (first === undefined) return ''
  let path = `M${first[0]} ${first[1]}`
  rest.forEach((point, at) => {
    const before = points[at] ?? first
    const after = rest[at + 1]
    if (after === undefined) {
      path += `L${point[0]} ${point[1]}`
      return
    }
    const round = Math.min(radius, distance(before, point) / 2, distance(point, after) / 2)
    const [start, end] = [towards(point, before, round), towards(point, after, round)]
    path += `L${start[0]} ${start[1]}Q${point[0]} ${point[1]} ${end[0]} ${end[1]}`
  })
  return path
}

const distance = ([x, y]: Point, [u, v]: Point): number => Math.hypot(u - x, v - y)

function towards([x, y]: Point, to: Point, length: number): Point {
  const whole = distance([x, y], to)
  if (whole === 0) return [x, y]
  const part = length / whole
  return [round(x + (to[0] - x) * part), round(y + (to[1] - y) * part)]
}

const round = (value: number): number => Math.round(value * 10) / 10
