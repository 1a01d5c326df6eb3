import type { WayDirection } from '../../state/way.ts'
import type { Segment, Station } from './lit.ts'

/** Where everything stands, in pixels of the map under the caption. A station keeps its share of the width at every size. */

type Stop = Exclude<Station, 'in' | 'out'>

const SHARE: Readonly<Record<Stop, number>> = {
  peer: 0.05,
  router: 0.136,
  switch: 0.205,
  bridge: 0.283,
  hook: 0.365,
  top: 0.437,
  forward: 0.517,
  sg: 0.597,
  drop: 0.78,
  accept: 0.86,
  device: 0.914,
  vm: 0.967,
}
const PLATFORM = { from: 0.636, to: 0.756 }

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface WayGeometry {
  readonly width: number
  readonly height: number
  /** Middle between the two tracks. */
  readonly middle: number
  readonly tracks: Readonly<Record<WayDirection, number>>
  readonly stops: Readonly<Record<Stop, number>>
  readonly platforms: Readonly<Record<WayDirection, Box>>
  /** Height of a station's capsule across both tracks. */
  readonly capsule: number
  readonly pillTop: number
  /** A low strip has no line for what a station is; its title says it. */
  readonly roles: boolean
}

/** A strip below this height is low. */
const TALL = 74

export function wayGeometry(width: number, height: number): WayGeometry {
  const tall = height >= TALL
  const middle = tall ? 35 : 27
  const apart = tall ? 5.5 : 5
  const platform = tall ? { height: 18, away: 18 } : { height: 16, away: 15 }
  const capsule = tall ? 25 : 22
  const at = (share: number) => Math.round(share * width)
  const box = (away: number): Box => ({
    x: at(PLATFORM.from),
    y: middle + away - platform.height / 2,
    width: at(PLATFORM.to) - at(PLATFORM.from),
    height: platform.height,
  })
  return {
    ...{ width, height, middle, capsule, roles: tall },
    tracks: { to: middle - apart, from: middle + apart },
    stops: {
      peer: at(SHARE.peer),
      router: at(SHARE.router),
      switch: at(SHARE.switch),
      bridge: at(SHARE.bridge),
      hook: at(SHARE.hook),
      top: at(SHARE.top),
      forward: at(SHARE.forward),
      sg: at(SHARE.sg),
      drop: at(SHARE.drop),
      accept: at(SHARE.accept),
      device: at(SHARE.device),
      vm: at(SHARE.vm),
    },
    platforms: { to: box(-platform.away), from: box(platform.away) },
    pillTop: tall ? 4 : 1,
  }
}

const STRAIGHT: Readonly<Record<Exclude<Segment, 'sg-lane' | 'lane-drop' | 'lane-accept'>, readonly [Stop, Stop]>> = {
  'peer-router': ['peer', 'router'],
  'router-switch': ['router', 'switch'],
  'switch-bridge': ['switch', 'bridge'],
  'bridge-hook': ['bridge', 'hook'],
  'hook-top': ['hook', 'top'],
  'top-forward': ['top', 'forward'],
  'forward-sg': ['forward', 'sg'],
  'accept-device': ['accept', 'device'],
  'device-vm': ['device', 'vm'],
}

/** Drawn left to right for both directions. */
export function segmentPath(geometry: WayGeometry, direction: WayDirection, segment: Segment): string {
  const { stops, tracks, platforms, middle } = geometry
  const track = tracks[direction]
  const platform = platforms[direction]
  const lane = platform.y + platform.height / 2
  const end = platform.x + platform.width
  if (segment === 'sg-lane') return bend(stops.sg, track, platform.x, lane)
  if (segment === 'lane-accept')
    return `M${end} ${lane}H${stops.accept - 26}${bend(stops.accept - 26, lane, stops.accept, track, 'L')}`
  if (segment === 'lane-drop') return bend(end, lane + (direction === 'to' ? 3 : -3), stops.drop, middle)
  const [from, to] = STRAIGHT[segment]
  return `M${stops[from]} ${track}H${stops[to]}`
}

/** An S between two heights; level where it leaves and where it arrives. */
function bend(fromX: number, fromY: number, toX: number, toY: number, start: 'M' | 'L' = 'M'): string {
  const half = (fromX + toX) / 2
  return `${start}${fromX} ${fromY}C${half} ${fromY} ${half} ${toY} ${toX} ${toY}`
}

/** Where a mark of the direction stands: only where the packets really go that way along the strip. */
export const MARKED: readonly (keyof typeof STRAIGHT)[] = ['peer-router', 'switch-bridge', 'device-vm']

export function markAt({ stops }: WayGeometry, segment: keyof typeof STRAIGHT): number {
  const [from, to] = STRAIGHT[segment]
  return Math.round((stops[from] + stops[to]) / 2)
}
