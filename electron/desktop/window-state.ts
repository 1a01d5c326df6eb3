import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

/** Where the window was. Sizes beyond these are no window that a person left. */
const place = z.int().min(-100_000).max(100_000)
const size = z.int().min(1).max(20_000)
export const WindowState = z.strictObject({ x: place, y: place, width: size, height: size, maximised: z.boolean() })
export type WindowState = z.infer<typeof WindowState>

export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const WANTED = { width: 1440, height: 900 }
export const LEAST = { width: 640, height: 480 }
/** What must be seen of the window's upper edge, so that it can be taken and moved. */
const GRIP = { width: 120, height: 24 }

/** Null when there is none, or one that cannot be read: then the window begins anew. */
export function readWindowState(path: string): WindowState | null {
  try {
    return WindowState.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data ?? null
  } catch {
    return null
  }
}

/** Written at the end, when nothing can wait; a torn or absent file costs the window's place and nothing else. */
export function writeWindowState(path: string, state: WindowState): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, JSON.stringify(state))
  } catch {
    // The next start puts the window in the middle.
  }
}

const overlap = (a: number, aLength: number, b: number, bLength: number): number =>
  Math.min(a + aLength, b + bLength) - Math.max(a, b)

/** A grip of the window's upper edge lies in this area, and the edge is not above it. */
const canBeTaken = (window: Area, area: Area): boolean =>
  overlap(window.x, window.width, area.x, area.width) >= GRIP.width &&
  window.y >= area.y &&
  window.y + GRIP.height <= area.y + area.height

const middleOf = (area: Area, wanted: { readonly width: number; readonly height: number }): Area => {
  const width = Math.min(wanted.width, area.width)
  const height = Math.min(wanted.height, area.height)
  return { x: Math.round(area.x + (area.width - width) / 2), y: Math.round(area.y + (area.height - height) / 2), width, height }
}

/** Where to open the window: where it was, unless that is off every screen by now (a screen was taken away or made smaller). */
export function placeWindow(state: WindowState | null, areas: readonly [Area, ...Area[]]): WindowState {
  if (state === null) return { ...middleOf(areas[0], WANTED), maximised: false }
  const { maximised, ...was } = state
  const kept = { ...was, width: Math.max(was.width, LEAST.width), height: Math.max(was.height, LEAST.height) }
  const home = areas.find((area) => canBeTaken(kept, area))
  if (home === undefined) return { ...middleOf(areas[0], kept), maximised }
  return { ...kept, width: Math.min(kept.width, home.width), height: Math.min(kept.height, home.height), maximised }
}
