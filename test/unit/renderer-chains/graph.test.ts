import { describe, expect, it } from 'vitest'
import { chainGraph, FOLDED } from '../../../renderer/views/chains/graph/graph-model.ts'
import { layoutChains } from '../../../renderer/views/chains/graph/layout.ts'
import { routeJumps } from '../../../renderer/views/chains/graph/route.ts'
import { searchGraph } from '../../../renderer/views/chains/graph/search.ts'
import { firstViewport, sizeOf } from '../../../renderer/views/chains/graph/viewport.ts'
import { articleIndex } from './article.ts'

const index = articleIndex()
const port = index.chains.find((chain) => chain.name.endsWith('i6e3f2eda-3'))?.portId ?? null
const all = chainGraph(index, 'ipv4', 'filter', null)
const one = chainGraph(index, 'ipv4', 'filter', port)

describe('the graph of chains', () => {
  it('draws every chain once and every jump from its own row', () => {
    const chains = index.chains.filter((chain) => chain.family === 'ipv4' && chain.table === 'filter')
    expect(all.nodes.map((node) => node.name)).toEqual(chains.map((chain) => chain.name))
    const jumps = chains.flatMap((chain) => chain.rows).filter((row) => / ?-j neutron/.test(index.rows[row]?.text ?? ''))
    expect(all.jumps.map((jump) => jump.rows[0]).sort()).toEqual(jumps.sort())
  })

  it('folds the chains of other ports, and no counted row is lost', () => {
    const rows = (graph: typeof all) => graph.nodes.flatMap((node) => node.lines.flatMap((line) => line.rows))
    const hidden = index.chains.filter((c) => c.family === 'ipv4' && c.portId !== null && c.portId !== port).flatMap((c) => c.rows)
    expect([...rows(one), ...hidden].sort()).toEqual([...rows(all)].sort())
    expect(one.nodes.some((node) => node.id === FOLDED)).toBe(true)
    expect(one.nodes.find((node) => node.name.endsWith('sg-chain'))?.lines.at(-1)?.verdict).toBe('accept')
  })

  it.each([
    ['one port', one],
    ['all ports', all],
  ])('gives %s places that do not overlap, and a way to each jump', (_, graph) => {
    const places = layoutChains(graph)
    const boxes = [...places.values()]
    expect(boxes).toHaveLength(graph.nodes.length)
    for (const [at, a] of boxes.entries())
      for (const b of boxes.slice(at + 1)) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
        expect(apart).toBe(true)
      }
    expect([...routeJumps(graph, places).keys()].sort()).toEqual(graph.jumps.map((jump) => jump.id).sort())
    expect(layoutChains(graph)).toEqual(places)
  })

  it('is shown whole when it can be read, else around the chosen chain', () => {
    const places = layoutChains(one)
    const graph = sizeOf(places)
    expect(firstViewport(graph, { width: 2000, height: 2000 }, null).zoom).toBe(1)
    const port_ = [...places.entries()].find(([id]) => id.endsWith('s6e3f2eda-3'))?.[1]
    if (!port_) throw new Error('the source chain has a place')
    const pane = { width: 400, height: 300 }
    const { x, y, zoom } = firstViewport(graph, pane, port_)
    expect(port_.x * zoom + x).toBeGreaterThanOrEqual(0)
    expect((port_.x + port_.width) * zoom + x).toBeLessThanOrEqual(pane.width)
    expect((port_.y + port_.height) * zoom + y).toBeLessThanOrEqual(pane.height)
  })

  it('is searched by chain name and by the words of a rule', () => {
    expect(searchGraph(index, one, ' ')).toBeNull()
    expect(searchGraph(index, one, 'sg-fallback')?.chains.size).toBe(1)
    const icmp = searchGraph(index, one, 'icmp')
    expect(icmp?.hits).toHaveLength(2)
    expect(searchGraph(index, one, 'dport 110')?.hits).toHaveLength(1)
  })
})
