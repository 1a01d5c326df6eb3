import { describe, expect, it } from 'vitest'
import type { MapZoom } from '../../../renderer/state/topology.ts'
import { metroPath, reveal, viewOf } from '../../../renderer/views/topology/board/geometry.ts'
import { nextSpot } from '../../../renderer/views/topology/board/next-spot.ts'
import { type MapShape, mapLayout } from '../../../renderer/views/topology/map/map-layout.ts'
import { mapTracks } from '../../../renderer/views/topology/map/map-paths.ts'
import { stationPlaces } from '../../../renderer/views/topology/map/map-places.ts'
import { type RuleCell, shownCells } from '../../../renderer/views/topology/map/map-rows.ts'
import { networkPlaces } from '../../../renderer/views/topology/network/network-layout.ts'
import { networkModel } from '../../../renderer/views/topology/network/network-model.ts'
import { articleSevenRules } from '../../../shared/project/article.ts'
import type { Project } from '../../../shared/project/schema.ts'

const LEVELS: readonly MapZoom[] = ['network', 'bridge', 'chains', 'rules']
const PANES = [
  { width: 1080, height: 760 },
  { width: 964, height: 562 },
  { width: 1600, height: 1000 },
  { width: 500, height: 340 },
]
const shape = (zoom: MapZoom, rules: MapShape['rules'] = { in: 9, out: 9, source: 2 }): MapShape => ({ zoom, machines: 4, rules })

/** The article's project with so many more VMs on its first host. */
function withPorts(count: number): Project {
  const [port] = articleSevenRules.ports
  const [vm] = articleSevenRules.vms
  if (port === undefined || vm === undefined) throw new Error('the example has no port')
  const id = (kind: string, n: number) => `${kind}${String(n).padStart(6, '0')}-0000-4000-8000-000000000000`
  return {
    ...articleSevenRules,
    vms: [...articleSevenRules.vms, ...Array.from({ length: count }, (_, n) => ({ id: id('aa', n), name: `more${n}` }))],
    ports: [
      ...articleSevenRules.ports,
      ...Array.from({ length: count }, (_, n) => ({ ...port, id: id('bb', n), deviceId: id('aa', n), fixedIps: [] })),
    ],
  }
}

describe('the network', () => {
  it('draws few ports with their bridges, of many only the chosen one, and counts the rest', () => {
    const few = networkModel(articleSevenRules, null)
    expect(few.hosts.map(({ full, lines, folded }) => [full.length, lines.length, folded])).toEqual([
      [2, 0, 0],
      [1, 0, 0],
    ])
    const project = withPorts(1000)
    const chosen = project.ports.at(-1)?.id ?? ''
    const [host, other] = networkModel(project, chosen).hosts
    expect(host?.full.map(({ port }) => port.id)).toEqual([chosen])
    expect((host?.full.length ?? 0) + (host?.lines.length ?? 0) + (host?.folded ?? 0)).toBe(1002)
    expect(host?.lines.length).toBeLessThan(20)
    expect(other?.lines).toHaveLength(1)
  })

  it('has the host of the chosen port among those that are drawn', () => {
    const [host] = articleSevenRules.hosts
    if (host === undefined) throw new Error('the example has no host')
    const hosts = Array.from({ length: 60 }, (_, n) => ({ ...host, name: `host${n}` }))
    const ports = articleSevenRules.ports.map((port) => (port.hostName === null ? port : { ...port, hostName: 'host59' }))
    const model = networkModel({ ...articleSevenRules, hosts, ports }, ports[0]?.id ?? null)
    expect(model.hosts.map(({ name }) => name)).toContain('host59')
    expect(model.hosts.length + model.moreHosts).toBe(60)
  })

  it('puts nothing over anything else', () => {
    for (const project of [articleSevenRules, withPorts(3), withPorts(1000)]) {
      const places = networkPlaces(networkModel(project, project.ports[0]?.id ?? null))
      const boxes = [...places.outside, ...places.routers, places.switch, ...places.hosts.map(({ box }) => box)]
      boxes.forEach((a, at) => {
        expect(a.y + a.height).toBeLessThanOrEqual(places.height)
        expect(a.x + a.width).toBeLessThanOrEqual(places.width)
        for (const b of boxes.slice(at + 1))
          expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true)
      })
      for (const { box, ports, more } of places.hosts)
        for (const inner of [
          ...ports.flatMap(({ vm, bridge }) => (bridge === null ? [vm] : [vm, bridge])),
          ...(more === null ? [] : [more]),
        ]) {
          expect(inner.y).toBeGreaterThan(box.y)
          expect(inner.y + inner.height).toBeLessThanOrEqual(box.y + box.height)
        }
    }
  })
})

describe('the map', () => {
  it.each(LEVELS)('has every place inside of its drawing at the level %s, in any pane', (zoom) => {
    for (const pane of PANES)
      for (const rules of [
        { in: 0, out: 0, source: null },
        { in: 9, out: 9, source: 2 },
        { in: 400, out: 3, source: 50 },
      ]) {
        const layout = mapLayout(shape(zoom, rules), pane)
        for (const { box } of stationPlaces(layout)) {
          expect(box.x).toBeGreaterThanOrEqual(0)
          expect(box.y).toBeGreaterThanOrEqual(0)
          expect(box.x + box.width).toBeLessThanOrEqual(layout.size.width)
          expect(box.y + box.height).toBeLessThanOrEqual(layout.size.height)
        }
        for (const { path } of mapTracks(layout)) expect(path).toMatch(/^M[\d. MLQ-]+$/)
      }
  })

  it('moves no station when one looks nearer: the way of the network is the same at each level', () => {
    for (const pane of PANES) {
      const at = (zoom: MapZoom) =>
        new Map(stationPlaces(mapLayout(shape(zoom), pane)).map(({ id, box }) => [id, [box.x + box.width / 2, box.y]]))
      for (const id of ['peer', 'router'] as const)
        for (const zoom of LEVELS) expect(at(zoom).get(id)).toEqual(at('chains').get(id))
      for (const id of ['bridge', 'device', 'vm'] as const) expect(at('bridge').get(id)).toEqual(at('chains').get(id))
      for (const id of ['hook', 'top', 'local'] as const) expect(at('rules').get(id)).toEqual(at('chains').get(id))
    }
  })

  it('does not lay platforms over each other, however many rules they have', () => {
    for (const zoom of ['chains', 'rules'] as const)
      for (const pane of PANES) {
        const { platforms, rowB, size } = mapLayout(shape(zoom, { in: 400, out: 30, source: 12 }), pane)
        expect(platforms.in.y + platforms.in.height).toBeLessThan(rowB)
        expect(rowB + 12).toBeLessThan(platforms.out.y)
        const source = platforms.source ?? { y: 0, height: 0 }
        expect(platforms.out.y + platforms.out.height).toBeLessThan(source.y)
        expect(source.y + source.height).toBeLessThan(size.height)
      }
  })
})

describe('cells of a chain', () => {
  const cells = Array.from(
    { length: 40 },
    (_, at): RuleCell => ({ row: 100 + at, number: at + 1, kind: at === 39 ? 'drop' : 'pass' }),
  )

  it('are all there when they have room', () => {
    expect(shownCells(cells.slice(0, 9), 9, () => false).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('are else those that counted, the first ones and the last, in their order, with what is left out counted', () => {
    const shown = shownCells(cells, 6, (row) => row === 120 || row === 130)
    expect(shown.map(({ number, gap }) => [number, gap])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
      [21, 17],
      [31, 9],
      [40, 8],
    ])
  })

  it('keep the last one even when more counted than have room', () => {
    expect(shownCells(cells, 4, () => true).map(({ number }) => number)).toEqual([1, 2, 3, 40])
  })
})

describe('a board', () => {
  it('fits a box into its pane, in the middle and within the limits', () => {
    const limits = { least: 0.7, most: 1 }
    expect(viewOf({ x: 0, y: 0, width: 500, height: 400 }, { width: 1000, height: 500 }, limits)).toEqual({
      x: 250,
      y: 50,
      zoom: 1,
    })
    // Too large for the least size: its left upper corner.
    expect(viewOf({ x: 100, y: 0, width: 2000, height: 400 }, { width: 700, height: 500 }, limits)).toMatchObject({
      x: -70,
      zoom: 0.7,
    })
    // A little below full size everything would be blurred.
    expect(viewOf({ x: 0, y: 0, width: 1010, height: 400 }, { width: 1000, height: 500 }, limits).zoom).toBe(1)
  })

  it('moves as little as it takes to show something', () => {
    const pane = { width: 400, height: 300 }
    const view = { x: 0, y: 0, zoom: 1 }
    expect(reveal(view, { x: 50, y: 50, width: 40, height: 20 }, pane)).toBe(view)
    expect(reveal(view, { x: 500, y: 50, width: 40, height: 20 }, pane)).toEqual({ x: -152, y: 0, zoom: 1 })
    expect(reveal({ x: -300, y: 0, zoom: 1 }, { x: 100, y: 50, width: 40, height: 20 }, pane)).toEqual({ x: -88, y: 0, zoom: 1 })
  })

  it('rounds corners by no more than half of a side', () => {
    expect(
      metroPath(
        [
          [0, 0],
          [10, 0],
          [10, 100],
        ],
        14,
      ),
    ).toBe('M0 0L5 0Q10 0 10 5L10 100')
    expect(metroPath([])).toBe('')
  })

  it('goes from main place to main place with left and right, through all with up and down, and stops at its ends', () => {
    const spots = [true, false, false, true].map((main) => ({ main }))
    expect(nextSpot(spots, 0, 'ArrowRight')).toBe(3)
    expect(nextSpot(spots, 3, 'ArrowRight')).toBe(3)
    expect(nextSpot(spots, 3, 'ArrowLeft')).toBe(0)
    expect(nextSpot(spots, 0, 'ArrowLeft')).toBe(0)
    expect(nextSpot(spots, 0, 'ArrowDown')).toBe(1)
    expect(nextSpot(spots, 3, 'ArrowDown')).toBe(3)
    expect(nextSpot(spots, 2, 'Home')).toBe(0)
    expect(nextSpot(spots, 2, 'End')).toBe(3)
    expect(nextSpot(spots, 2, 'a')).toBeNull()
  })
})
