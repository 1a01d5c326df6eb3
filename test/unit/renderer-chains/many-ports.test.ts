import { describe, expect, it } from 'vitest'
import { indexKernel } from '../../../renderer/state/kernel-index.ts'
import { boxed, layOut } from '../../../renderer/views/chains/graph/drawing.ts'
import { chainGraph, FOLDED } from '../../../renderer/views/chains/graph/graph-model.ts'
import { windowed } from '../../../renderer/views/chains/graph/line-window.ts'
import { inOrder, walkGraph } from '../../../renderer/views/chains/graph/walk.ts'
import { manyPorts } from '../../bench/many-ports.ts'
import { kernelRules } from './article.ts'

const PORTS = 60
const project = manyPorts(PORTS, '25.2')
const index = indexKernel(kernelRules(project))
const ids = project.ports.map(({ id }) => id)
const [first = '', second = ''] = ids
const of = (open: ReadonlySet<string> | null, windows = new Map<string, number>()) =>
  chainGraph(index, { family: 'ipv4', table: 'filter', open, windows, names: new Map(ids.map((id, n) => [id, `port ${n}`])) })
const node = (graph: ReturnType<typeof of>, end: string) => {
  const found = graph.nodes.find(({ name, id }) => name.endsWith(end) || id === end)
  if (found === undefined) throw new Error(`no ${end}`)
  return found
}

describe('many ports', () => {
  const one = of(new Set([first]))

  it('are one node but for those that are open, and one line where a shared chain asks for each', () => {
    expect(one.nodes.filter(({ kind }) => kind === 'port')).toHaveLength(3)
    expect(of(new Set([first, second])).nodes.filter(({ kind }) => kind === 'port')).toHaveLength(6)
    const shared = node(one, '-sg-chain').lines
    expect(shared.map(({ kind, count }) => [kind, count])).toEqual([
      ['rule', 1],
      ['rule', 1],
      ['ports', PORTS - 1],
      ['rule', 1],
    ])
    expect(shared[2]?.rows).toHaveLength(2 * (PORTS - 1))
  })

  it('are listed in that node a page at a time, with the rows that lead to each of them', () => {
    const { lines, foldedPorts } = node(one, FOLDED)
    expect(foldedPorts).toBe(PORTS - 1)
    expect(lines.map(({ kind, words, count }) => (kind === 'gap' ? count : words))).toEqual([
      ...Array.from({ length: 8 }, (_, n) => `port ${n + 1}`),
      PORTS - 1 - 8 - 1,
      `port ${PORTS - 1}`,
    ])
    const rows = lines[0]?.rows.map((row) => index.rows[row]?.chain.replace(/^.*-/, ''))
    expect(rows).toEqual(['chain', 'INPUT', 'chain'])
    const wanted = lines.find(({ kind }) => kind === 'gap')?.rows[0] ?? -1
    const next = node(of(new Set([first]), new Map([[FOLDED, wanted]])), FOLDED).lines
    expect(next.map(({ kind }) => kind)).toEqual(['gap', ...Array.from({ length: 8 }, () => 'port'), 'gap', 'port'])
    expect(next[1]?.words).toBe('port 9')
  })

  it('all drawn share a lane for what comes from one chain, and every jump is on a piece of it', () => {
    const all = of(null)
    expect(all.nodes.filter(({ kind }) => kind === 'port')).toHaveLength(3 * PORTS)
    expect(node(all, '-sg-chain').lines.length).toBeLessThan(40)
    const { pieces, places } = layOut({ asked: 1, graph: boxed(all) })
    expect(places).toHaveLength(all.nodes.length)
    const onPieces = new Set(pieces.flatMap(({ ways }) => ways))
    expect(all.jumps.filter(({ id }) => !onPieces.has(id))).toEqual([])
    const trunks = pieces.filter(({ kind }) => kind === 'trunk')
    expect(trunks.length).toBeGreaterThan(1)
    expect(trunks.length).toBeLessThan(10)
    for (const { ways, spans } of trunks) expect(spans).toHaveLength(ways.length)
    const rows = all.jumps.flatMap((jump) => jump.rows)
    expect(new Set(rows).size).toBe(rows.length)
  })

  it('no row is lost in the gap of a long chain, and the asked one is drawn', () => {
    const whole = node(of(null), '-sg-chain')
    const chain = index.chains.find(({ key }) => key === whole.id)
    for (const row of (chain?.rows ?? []).filter((_, at) => at % 13 === 0)) {
      const { lines } = node(of(null, new Map([[whole.id, row]])), '-sg-chain')
      expect(lines.flatMap((line) => line.rows)).toEqual(chain?.rows)
      expect(lines.some((line) => line.kind === 'rule' && line.rows[0] === row)).toBe(true)
    }
  })

  it('a chain a little longer than a page is drawn whole', () => {
    const { lines } = node(one, '-sg-chain')
    expect(windowed(lines, undefined)).toBe(lines)
  })
})

describe('the keys', () => {
  const graph = of(new Set([first]))
  const { places } = layOut({ asked: 1, graph: boxed(graph) })
  const order = inOrder(graph, new Map(places))
  const go = (from: { node: string; line: number | null }, ...keys: string[]) =>
    keys.reduce((at, key) => walkGraph(graph, order, at, key) ?? at, from)

  it('go through every chain and every line, and back', () => {
    const start = { node: order[0]?.id ?? '', line: null }
    const steps = order.reduce((sum, { lines }) => sum + 1 + lines.length, 0)
    const end = go(start, ...Array.from({ length: steps }, () => 'ArrowDown'))
    expect(end.node).toBe(order.at(-1)?.id)
    expect(go(end, ...Array.from({ length: steps }, () => 'ArrowUp'))).toEqual(start)
    expect(go(start, ...order.map(() => 'PageDown')).node).toBe(order.at(-1)?.id)
  })

  it('follow a jump, and go back to the line that makes it', () => {
    const sg = node(graph, '-sg-chain').id
    expect(go({ node: sg, line: 0 }, 'ArrowRight').node).toMatch(/-i7/)
    expect(go({ node: sg, line: 0 }, 'ArrowRight', 'ArrowLeft')).toEqual({ node: sg, line: 0 })
    expect(go({ node: sg, line: 2 }, 'ArrowRight').node).toBe(FOLDED)
    expect(walkGraph(graph, order, { node: sg, line: 3 }, 'ArrowRight')).toBeNull()
    expect(walkGraph(graph, order, { node: sg, line: 3 }, 'x')).toBeNull()
  })
})
