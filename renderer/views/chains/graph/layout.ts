import { HEADER, LINE, type Place, type Places, type Way } from '../../../parts/chain-graph/places.ts'
import type { GraphNode } from './graph-model.ts'

/**
 * Places for chains. The order of hooks and chains is known beforehand (hooks, shared chains, the chains of ports), so three fixed
 * columns read better than a layered layout and nothing moves when a counter or a rule does. Pure: the same graph gives the same places.
 */

const COLUMNS = { hook: { x: 0, width: 172 }, shared: { x: 206, width: 196 }, port: { x: 452, width: 196 } } as const
/** Where no port has a chain of its own (raw, nat) there is room for the lines. */
const WIDE_SHARED = 300
const GAP = { least: 22, most: 52 }

/** Room of the sentence below a hook. */
export const NOTE = 62

/** A chain as a layout sees it. */
export interface Box extends Pick<GraphNode, 'id' | 'kind' | 'name' | 'portId' | 'hasNote'> {
  /** How many. */
  readonly lines: number
}
export interface BoxedGraph {
  readonly nodes: readonly Box[]
  readonly ways: readonly Way[]
}

/** An empty chain still has a line that says so. */
const nodeHeight = ({ lines, hasNote }: Box): number => HEADER + Math.max(1, lines) * LINE + (hasNote ? NOTE : 0)

const columnOf = (node: Box): keyof typeof COLUMNS => (node.kind === 'hook' ? 'hook' : node.kind === 'shared' ? 'shared' : 'port')

export function layoutChains({ nodes, ways }: BoxedGraph): Places {
  const shared = sorted(nodes.filter((n) => columnOf(n) === 'shared'))
  const ports = nodes.filter((n) => columnOf(n) === 'port')
  const hooks = nodes.filter((n) => columnOf(n) === 'hook')
  const room = Math.max(stackHeight(shared, GAP.least), stackHeight(ports, 36))
  const width = ports.length === 0 ? WIDE_SHARED : COLUMNS.shared.width
  const places = new Map<string, Place>([
    ...stack(shared, 'shared', 0, gapFor(shared, room)).map(([id, place]): [string, Place] => [id, { ...place, width }]),
    ...stack(portsInOrder(ports), 'port', 0, gapFor(ports, room)),
  ])
  placeHooks(hooks, ways, places)
  return places
}

/** The way of a packet from top to bottom; chains of others come last. */
const SHARED_ORDER = [
  /-PREROUTING$/,
  /^neutron-filter-top$/,
  /-local$/,
  /-FORWARD$/,
  /-sg-chain$/,
  /-INPUT$/,
  /-OUTPUT$/,
  /-sg-fallback$/,
]
function sorted(nodes: readonly Box[]): Box[] {
  const rank = (node: Box) => {
    const at = SHARED_ORDER.findIndex((pattern) => pattern.test(node.name))
    return at === -1 ? SHARED_ORDER.length : at
  }
  return [...nodes].sort((a, b) => rank(a) - rank(b))
}

/** A port's chains together: towards the VM, from it, source check; the folded ones last. */
function portsInOrder(nodes: readonly Box[]): Box[] {
  const ports = new Map<string | null, Box[]>()
  for (const node of nodes) if (node.kind === 'port') ports.set(node.portId, [...(ports.get(node.portId) ?? []), node])
  const letter = (node: Box) => 'ios'.indexOf(/([ios])[0-9a-f-]+$/.exec(node.name)?.[1] ?? 's')
  const own = [...ports.values()].flatMap((chains) => chains.sort((a, b) => letter(a) - letter(b)))
  return [...own, ...nodes.filter((n) => n.kind === 'folded')]
}

const stackHeight = (nodes: readonly Box[], gap: number): number =>
  nodes.reduce((sum, node) => sum + nodeHeight(node), 0) + gap * Math.max(0, nodes.length - 1)

const gapFor = (nodes: readonly Box[], room: number): number =>
  nodes.length < 2 ? 0 : Math.min(GAP.most, Math.max(GAP.least, Math.floor((room - stackHeight(nodes, 0)) / (nodes.length - 1))))

function stack(nodes: readonly Box[], column: keyof typeof COLUMNS, top: number, gap: number): [string, Place][] {
  let y = top
  return nodes.map((node) => {
    const place = placeAt(node, column, y)
    y += place.height + gap
    return [node.id, place]
  })
}

const placeAt = (node: Box, column: keyof typeof COLUMNS, y: number): Place => ({
  ...COLUMNS[column],
  y,
  height: nodeHeight(node),
  column: column === 'hook' ? 0 : column === 'shared' ? 1 : 2,
})

/** A hook stands beside the middle of what it jumps to, except chains that another hook shares, and never over another hook. */
function placeHooks(hooks: readonly Box[], ways: readonly Way[], places: Map<string, Place>): void {
  const wanted = hooks.map((node) => {
    const targets = ways.filter((way) => way.from === node.id).map((way) => places.get(way.to)?.y ?? 0)
    const last = targets.at(-1)
    if (last === undefined) return { node, y: Number.MAX_SAFE_INTEGER }
    return { node, y: /FORWARD/.test(node.name) ? (Math.min(...targets) + last) / 2 : last }
  })
  let free = 0
  for (const { node, y } of wanted.sort((a, b) => a.y - b.y)) {
    const place = placeAt(node, 'hook', Math.max(free, y === Number.MAX_SAFE_INTEGER ? free : y))
    places.set(node.id, place)
    free = place.y + place.height + GAP.least
  }
}
