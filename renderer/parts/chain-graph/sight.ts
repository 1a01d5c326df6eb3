import { useStore } from '@xyflow/react'
import type { Box } from './route.ts'

/** What is drawn beyond what is in sight; the box moves in steps of as much, so that panning does not draw anew at each pixel. */
const STEP = 400

/** The part of the canvas that is in sight, with a margin, in its own pixels. */
export function boxInSight(view: {
  readonly x: number
  readonly y: number
  readonly zoom: number
  readonly width: number
  readonly height: number
}): Box {
  const { x, y, zoom, width, height } = view
  const before = (at: number) => Math.floor(at / STEP) * STEP - STEP
  const behind = (at: number) => Math.ceil(at / STEP) * STEP + STEP
  return {
    ...{ left: before(-x / zoom), right: behind((width - x) / zoom) },
    ...{ top: before(-y / zoom), bottom: behind((height - y) / zoom) },
  }
}

export function useBoxInSight(): Box {
  return useStore(
    ({ transform: [x, y, zoom], width, height }) => boxInSight({ x, y, zoom, width, height }),
    (a, b) => a.left === b.left && a.right === b.right && a.top === b.top && a.bottom === b.bottom,
  )
}

export const meets = (a: Box, b: Box): boolean => a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom
