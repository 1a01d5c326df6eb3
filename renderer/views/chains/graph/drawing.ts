import type { Place, Places } from '../../../parts/chain-graph/places.ts'
import { type Piece, routeWays } from '../../../parts/chain-graph/route.ts'
import type { ChainGraph, GraphNode } from './graph-model.ts'
import { type BoxedGraph, layoutChains } from './layout.ts'

/** A graph with its places and ways. */
export interface Drawing {
  readonly graph: ChainGraph
  readonly places: Places
  readonly pieces: readonly Piece[]
}

/** What a worker is told, and what it answers. `asked` is counted up: an answer to an older question is dropped. */
export interface LayoutAsked {
  readonly asked: number
  readonly graph: BoxedGraph
}
export interface LayoutAnswer {
  readonly asked: number
  readonly places: readonly (readonly [string, Place])[]
  readonly pieces: readonly Piece[]
}

/** What of a graph a layout depends on: no words and no counters. */
export const boxed = ({ nodes, jumps }: ChainGraph): BoxedGraph => ({
  nodes: nodes.map(({ id, kind, name, portId, hasNote, lines }: GraphNode) => ({
    id,
    kind,
    name,
    portId,
    hasNote,
    lines: lines.length,
  })),
  ways: jumps.map(({ id, from, line, to, toLine }) => ({ id, from, line, to, toLine })),
})

export function layOut({ asked, graph }: LayoutAsked): LayoutAnswer {
  const places = layoutChains(graph)
  return { asked, places: [...places], pieces: routeWays(graph.ways, places) }
}
