import { describe, expect, it } from 'vitest'
import { firstViewport, sizeOf } from '../../../renderer/parts/chain-graph/viewport.ts'
import { boxed, layOut } from '../../../renderer/views/chains/graph/drawing.ts'
import { chainGraph, FOLDED } from '../../../renderer/views/chains/graph/graph-model.ts'
import { searchChains } from '../../../renderer/views/chains/graph/search.ts'
import { articleIndex } from './article.ts'

const index = articleIndex()
const port = index.chains.find((chain) => chain.name.endsWith('i6e3f2eda-3'))?.portId ?? null
const all = chainGraph(index, { family: 'ipv4', table: 'filter', open: null })
const one = chainGraph(index, { family: 'ipv4', table: 'filter', open: new Set([port ?? '']) })

describe('the graph of chains', () => {
  it('draws every chain once and every jump from its own row', () => {
    const chains = index.chains.filter((chain) => chain.family === 'ipv4' && chain.table === 'filter')
    expect(all.nodes.map((node) => node.name)).toEqual(chains.map((chain) => chain.name))
    const jumps = chains.flatMap((chain) => chain.rows).filter((row) => / ?-j neutron/.test(index.rows[row]?.text ?? ''))
    expect(all.jumps.map((jump) => jump.rows[0]).sort()).toEqual(jumps.sort())
  })

  it('folds the chains of other ports, and no counted row is lost', () => {
    const rows = (graph: typeof all) =>
      graph.nodes.flatMap((node) => (node.id === FOLDED ? [] : node.lines.flatMap((line) => line.rows)))
    const hidden = index.chains.filter((c) => c.family === 'ipv4' && c.portId !== null && c.portId !== port).flatMap((c) => c.rows)
    expect([...rows(one), ...hidden].sort()).toEqual([...rows(all)].sort())
    expect(one.nodes.some((node) => node.id === FOLDED)).toBe(true)
    expect(one.nodes.find((node) => node.name.endsWith('sg-chain'))?.lines.at(-1)?.verdict).toBe('accept')
  })

  it.each([
    ['one port', one],
    ['all ports', all],
  ])('gives %s places that do not overlap, and a way to each jump', (_, graph) => {
    const asked = { asked: 1, graph: boxed(graph) }
    const { places: placed, pieces } = layOut(asked)
    const places = new Map(placed)
    const boxes = [...places.values()]
    expect(boxes).toHaveLength(graph.nodes.length)
    for (const [at, a] of boxes.entries())
      for (const b of boxes.slice(at + 1)) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
        expect(apart).toBe(true)
      }
    expect([...new Set(pieces.flatMap(({ ways }) => ways))].sort()).toEqual(graph.jumps.map((jump) => jump.id).sort())
    expect(layOut(asked)).toEqual({ asked: 1, places: placed, pieces })
  })

  it('is shown whole when it can be read, else around the chosen chain', () => {
    const places = new Map(layOut({ asked: 1, graph: boxed(one) }).places)
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

  it('is searched by chain name, by the words of a rule and by what a port is called, in folded chains, too', () => {
    const names = new Map([[port ?? '', 'vm1 tap6e3f2eda-32']])
    const search = (words: string) => searchChains(index, { family: 'ipv4', table: 'filter', words, names })
    expect(search(' ')).toBeNull()
    expect(search('sg-fallback')?.chains.size).toBe(1)
    expect(search('dport 110')?.hits).toHaveLength(1)
    expect(search('VM1')?.hits.map(({ row }) => row)).toEqual([null, null, null])
    const other = index.chains.find((chain) => chain.role === 'port-in' && chain.portId !== port)
    expect(search(other?.name ?? '')?.chains.has(other?.key ?? '')).toBe(true)
  })
})
