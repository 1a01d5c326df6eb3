import type { Size } from '../use-size.ts'
import type { Place, Places } from './places.ts'

/**
 * Where the canvas looks at first: all of it when that can be read, else its left upper part. React Flow's own fit would shrink a
 * long graph until nothing can be read.
 */
const MARGIN = 10
const READABLE = 0.78
const LARGEST = 1

interface Viewport {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

export function sizeOf(places: Places): Size {
  const all = [...places.values()]
  return {
    // Jumps back into the last column run right of it.
    width: Math.max(0, ...all.map((place) => place.x + place.width)) + 24,
    height: Math.max(0, ...all.map((place) => place.y + place.height)),
  }
}

/** `chosen` is brought into sight when the whole cannot be. */
export function firstViewport(graph: Size, pane: Size, chosen: Place | null, smallest = READABLE): Viewport {
  const whole = Math.min((pane.width - 2 * MARGIN) / graph.width, (pane.height - 2 * MARGIN) / graph.height)
  const zoom = Math.min(LARGEST, Math.max(smallest, whole))
  return {
    x: along(graph.width, pane.width, zoom, chosen === null ? null : chosen.x, chosen?.width ?? 0),
    y: along(graph.height, pane.height, zoom, chosen === null ? null : chosen.y, chosen?.height ?? 0),
    zoom,
  }
}

function along(graph: number, pane: number, zoom: number, from: number | null, length: number): number {
  if (graph * zoom <= pane - 2 * MARGIN) return MARGIN
  if (from === null || (from + length) * zoom <= pane - 2 * MARGIN) return MARGIN
  // As far as needed to show the chosen chain, and not past the end of the graph.
  const end = length * zoom > pane - 2 * MARGIN ? from * zoom : (from + length) * zoom - (pane - 2 * MARGIN)
  return MARGIN - Math.min(end, graph * zoom - (pane - 2 * MARGIN))
}
