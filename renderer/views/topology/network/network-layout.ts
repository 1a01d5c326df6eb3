import type { PortFacts } from '../../../state/port-facts.ts'
import type { Box, Point } from '../board/geometry.ts'
import type { HostPorts, NetworkModel } from './network-model.ts'

/** Where everything of the network stands: outside hosts, routers, the switch, hosts with their bridges and VMs, from left to right. */

const COLUMN = { outside: 20, bus: 196, router: 220, switch: 432, host: 568 } as const
const OUTSIDE = { width: 152, height: 52, gap: 18 } as const
const ROUTER = { width: 160, gap: 24 } as const
const SWITCH_WIDTH = 100
const HOST = { width: 476, head: 40, gap: 20, foot: 14 } as const
const BRIDGE = { width: 216, height: 92, gap: 16 } as const
const VM = { width: 156, height: 74 } as const
const LINE = { height: 28, width: 436 } as const
/** Under the headings of the columns. */
const TOP = 56
const WIDTH = COLUMN.host + HOST.width + 12

export interface PortPlace {
  readonly facts: PortFacts
  /** Null where the port is drawn as a line. */
  readonly bridge: Box | null
  readonly vm: Box
  /** Height at which its cable leaves the switch. */
  readonly cable: number
}

export interface HostPlace {
  readonly host: HostPorts
  readonly box: Box
  readonly ports: readonly PortPlace[]
  readonly more: Box | null
}

export interface NetworkPlaces {
  readonly width: number
  readonly height: number
  readonly outside: readonly Box[]
  readonly routers: readonly Box[]
  readonly switch: Box
  readonly hosts: readonly HostPlace[]
  /** Cables between outside hosts and routers, and from routers to the switch. */
  readonly cables: readonly { readonly id: string; readonly points: readonly Point[] }[]
  /** Places of what there is too much of, by what. */
  readonly notes: Readonly<Record<'outside' | 'routers' | 'hosts' | 'nowhere', Point>>
  readonly dividers: { readonly x: number; readonly top: number }
}

export function networkPlaces(model: NetworkModel): NetworkPlaces {
  const hosts: HostPlace[] = []
  let y = TOP - 30
  for (const host of model.hosts) {
    const place = hostPlace(host, y)
    hosts.push(place)
    y += place.box.height + HOST.gap
  }
  const sides = Math.max(
    stackHeight(model.outside.length, OUTSIDE.height, OUTSIDE.gap),
    model.routers.reduce((sum, router) => sum + routerHeight(router.floating.length) + ROUTER.gap, 0),
    120 + model.networks.length * 16,
  )
  const bottom = Math.max(y - HOST.gap, TOP + sides)
  const middle = (TOP + bottom) / 2
  const outside = stack(
    model.outside.map(() => OUTSIDE.height),
    OUTSIDE.gap,
    middle,
    { x: COLUMN.outside, width: OUTSIDE.width },
  )
  const routers = stack(
    model.routers.map((router) => routerHeight(router.floating.length)),
    ROUTER.gap,
    middle,
    { x: COLUMN.router, width: ROUTER.width },
  )
  const wire = { x: COLUMN.switch, y: TOP, width: SWITCH_WIDTH, height: bottom - TOP }
  return {
    ...{ width: WIDTH, height: bottom + 40, outside, routers, switch: wire, hosts },
    cables: cablesOf(model, outside, routers),
    notes: {
      outside: [COLUMN.outside, below(outside, middle)],
      routers: [COLUMN.router, below(routers, middle)],
      hosts: [COLUMN.host, bottom + 20],
      nowhere: [COLUMN.host, bottom + (model.moreHosts > 0 ? 38 : 20)],
    },
    dividers: { x: COLUMN.bus - 10, top: TOP - 30 },
  }
}

const routerHeight = (floating: number): number => 34 + (floating === 0 ? 26 : 42)

const below = (boxes: readonly Box[], middle: number): number => {
  const last = boxes.at(-1)
  return last === undefined ? middle : last.y + last.height + 20
}

const stackHeight = (count: number, height: number, gap: number): number => count * (height + gap)

function stack(heights: readonly number[], gap: number, middle: number, at: Pick<Box, 'x' | 'width'>): Box[] {
  const whole = heights.reduce((sum, height) => sum + height + gap, -gap)
  let y = Math.max(TOP, Math.round(middle - whole / 2))
  return heights.map((height) => {
    const box = { ...at, y, height }
    y += height + gap
    return box
  })
}

function hostPlace(host: HostPorts, top: number): HostPlace {
  const x = COLUMN.host
  let y = top + HOST.head
  const ports: PortPlace[] = []
  for (const facts of host.full) {
    const bridge = { x: x + 24, y, width: BRIDGE.width, height: BRIDGE.height }
    const vm = { x: x + HOST.width - VM.width - 20, y: y + (BRIDGE.height - VM.height) / 2, ...VM }
    ports.push({ facts, bridge, vm, cable: y + BRIDGE.height / 2 })
    y += BRIDGE.height + BRIDGE.gap
  }
  for (const facts of host.lines) {
    ports.push({ facts, bridge: null, vm: { x: x + 24, y, ...LINE, width: LINE.width - 4 }, cable: y + LINE.height / 2 })
    y += LINE.height
  }
  const more = host.folded > 0 ? { x: x + 24, y: y + 2, ...LINE, width: LINE.width - 4 } : null
  if (more !== null) y += LINE.height + 2
  if (host.full.length + host.lines.length === 0) y += 24
  return { host, ports, more, box: { x, y: top, width: HOST.width, height: y - top + HOST.foot } }
}

/** An outside host and a router are joined where both are on one network. */
function cablesOf(model: NetworkModel, outside: readonly Box[], routers: readonly Box[]) {
  const middleOf = (box: Box): number => Math.round(box.y + box.height / 2)
  const joined = model.outside.flatMap((host, at) =>
    model.routers.flatMap((router, to) => {
      const [from, end] = [outside[at], routers[to]]
      if (from === undefined || end === undefined || router.gatewayOf !== host.networkId) return []
      const points: Point[] = [
        [from.x + from.width, middleOf(from)],
        [COLUMN.bus, middleOf(from)],
        [COLUMN.bus, middleOf(end)],
        [end.x, middleOf(end)],
      ]
      return [{ id: `${host.id} ${router.id}`, points }]
    }),
  )
  const inward = model.routers.flatMap((router, at) => {
    const box = routers[at]
    if (box === undefined) return []
    const points: Point[] = [
      [box.x + box.width, middleOf(box)],
      [COLUMN.switch, middleOf(box)],
    ]
    return [{ id: `${router.id} switch`, points }]
  })
  return [...joined, ...inward]
}
