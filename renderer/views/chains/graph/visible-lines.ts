import { useStore } from '@xyflow/react'

/** Shorter chains are drawn whole. */
const DRAW_ALL = 120
/** Lines drawn beyond what is in sight; the window moves in steps of as many, so that panning does not draw anew at each pixel. */
const STEP = 30

export interface LineWindow {
  readonly from: number
  readonly to: number
}

/**
 * Lines of a node that are in sight. `top`: where its first line lies on the canvas; `y`: how far the canvas is moved down, in pixels
 * of the screen; `height`: of the screen.
 */
export function linesInSight(
  count: number,
  lineHeight: number,
  top: number,
  view: { readonly y: number; readonly zoom: number; readonly height: number },
): LineWindow {
  if (count <= DRAW_ALL) return { from: 0, to: count }
  const first = (-view.y / view.zoom - top) / lineHeight
  const last = ((view.height - view.y) / view.zoom - top) / lineHeight
  const from = Math.floor(first / STEP) * STEP - STEP
  const to = Math.ceil(last / STEP) * STEP + STEP
  return { from: Math.min(count, Math.max(0, from)), to: Math.max(0, Math.min(count, to)) }
}

/** The same for a node on the canvas that is panned and zoomed. */
export function useLinesInSight(count: number, lineHeight: number, top: number): LineWindow {
  return useStore(
    ({ transform: [, y, zoom], height }) => linesInSight(count, lineHeight, top, { y, zoom, height }),
    (a, b) => a.from === b.from && a.to === b.to,
  )
}
