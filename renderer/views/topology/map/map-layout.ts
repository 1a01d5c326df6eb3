import type { Size } from '../../../parts/use-size.ts'
import type { MapZoom } from '../../../state/topology.ts'
import type { Box } from '../board/geometry.ts'

/**
 * Where the map has its places. They are fixed by the order of the hooks: a port, a counter or a zoom level moves none of them against
 * another. Drawn on a grid of 1032 x 740 that gives way to the pane: wider with it, and lower down to 560 pixels.
 */

const GRID = { width: 1032, low: 560, high: 740 } as const
/** Narrower than this names would touch. */
const LEAST_WIDTH = 960
const MOST_WIDTH = 1320

export interface MapShape {
  readonly zoom: MapZoom
  /** Rows of machines under the ways, at the level Network. */
  readonly machines: number
  /** Rules of the chains of the port: to the VM, from it, and its source check, where it has one. */
  readonly rules: { readonly in: number; readonly out: number; readonly source: number | null }
}

/** Distance of the two tracks. */
export const GAUGE = 12

export interface MapLayout {
  readonly zoom: MapZoom
  readonly size: Size
  /** Seen first at this level. */
  readonly home: Box
  /** A column of the grid, in pixels. */
  readonly x: (column: number) => number
  readonly band: { readonly top: number; readonly bottom: number }
  /** Track to the VM along the network; the one from it runs below. */
  readonly track: number
  /** Other ports above the bridge. */
  readonly others: number
  /** Heights at which the two ways cross back under the bridge. */
  readonly back: { readonly to: number; readonly from: number }
  readonly zone: { readonly top: number; readonly bottom: number }
  readonly rowA: number
  readonly rowB: number
  readonly platforms: { readonly in: Box; readonly out: Box; readonly source: Box | null }
  /** Below a platform's top: where its ways enter, its cells begin, and the numbers under them stand. */
  readonly entry: number
  readonly cells: number
  readonly counts: number
  readonly input: number
  readonly output: number
  /** The folded netfilter of the level Bridge. */
  readonly folded: Box
  /** First row of the machines at the level Network, and the distance of rows. */
  readonly machines: { readonly top: number; readonly step: number }
  /** Height of a rule's row at the level Rules. */
  readonly ruleRow: number
}

const MACHINE_ROW = 26
/** Rows of machines that a pane has room for. */
export const machineRoom = (pane: Size): number =>
  Math.max(3, Math.floor((clamp(pane.height, GRID.low, GRID.high) - 250) / MACHINE_ROW))

export const RULE_ROW = 19
const RULES_HEAD = 24
/** Rules that the level Rules draws of one chain; the rest is a line that leads to Chains. */
export const MOST_RULES = 40
/** Added to the width of the platforms at the level Rules. */
const WIDER = 170

export const rulesShown = (count: number): number => Math.min(count, MOST_RULES)
const rulesHeight = (count: number): number =>
  RULES_HEAD + Math.max(1, rulesShown(count) + (count > MOST_RULES ? 1 : 0)) * RULE_ROW + 7

export function mapLayout(shape: MapShape, pane: Size): MapLayout {
  const { zoom } = shape
  const width = Math.round(clamp(pane.width, LEAST_WIDTH, MOST_WIDTH))
  const height = clamp(pane.height, GRID.low, GRID.high)
  const share = (height - GRID.low) / (GRID.high - GRID.low)
  const y = (low: number, high: number): number => Math.round(low + (high - low) * share)
  const open = zoom === 'rules'
  const wider = open ? WIDER : 0
  const x = (column: number): number => Math.round((column / GRID.width) * width) + (column >= 720 ? wider : 0)

  const band = { top: 8, bottom: y(196, 258) }
  const rowA = y(236, 316)
  const inTop = y(300, 394)
  const low = y(56, 68)
  const inHeight = open ? Math.max(low, rulesHeight(shape.rules.in)) : low
  const rowB = inTop + inHeight + y(36, 52)
  const outTop = rowB + y(36, 50)
  const outHeight = open ? Math.max(low, rulesHeight(shape.rules.out)) : low
  const sourceTop = outTop + outHeight + y(15, 22)
  const sourceHeight = open ? Math.max(low, rulesHeight(shape.rules.source ?? 0)) : y(55, 68)
  const left = x(480)
  const platform = (top: number, own: number): Box => ({ x: left, y: top, width: x(720) - left, height: own })
  const layout = {
    ...{ zoom, x, band, rowA, rowB, ruleRow: RULE_ROW },
    track: y(108, 144),
    others: y(44, 57),
    back: { to: y(172, 254), from: y(160, 241) },
    platforms: {
      in: platform(inTop, inHeight),
      out: platform(outTop, outHeight),
      source:
        shape.rules.source === null ? null : { x: x(548), y: sourceTop, width: x(662) + wider - x(548), height: sourceHeight },
    },
    entry: y(28, 34),
    cells: y(20, 25),
    counts: y(49, 58),
    input: outTop + y(62, 58),
    output: outTop + y(106, 126),
    folded: { x: x(660), y: y(236, 304), width: x(800) - x(660), height: y(64, 72) },
    machines: { top: y(176, 226), step: MACHINE_ROW },
  }
  const bottom = zoom === 'chains' || open ? Math.max(layout.output + 24, sourceTop + sourceHeight + 8) : 0
  const machines = layout.machines.top + shape.machines * MACHINE_ROW + 16
  const whole = {
    network: Math.max(GRID.low / 2, machines),
    bridge: layout.folded.y + layout.folded.height + 40,
    chains: bottom + 8,
    rules: bottom + 8,
  }[zoom]
  const size = { width: width + wider, height: whole }
  return {
    ...layout,
    size,
    zone: { top: band.bottom + 8, bottom: whole - 8 },
    home: homeOf(zoom, size, layout, pane),
  }
}

/** What a level is about: all of the network and of the chains, the bridge with its neighbours, the rules of the port. */
function homeOf(zoom: MapZoom, size: Size, { x, platforms }: Pick<MapLayout, 'x' | 'platforms'>, pane: Size): Box {
  if (zoom === 'bridge') return { x: x(358), y: 0, width: size.width - x(358), height: size.height }
  if (zoom !== 'rules') return { x: 0, y: 0, ...size }
  const from = Math.max(0, Math.min(x(300), size.width - pane.width))
  const top = Math.min(platforms.in.y - 96, Math.max(0, size.height - pane.height))
  return { x: from, y: Math.max(0, top), width: Math.min(pane.width, size.width - from), height: pane.height }
}

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value))
