import type { Places } from '../../../parts/chain-graph/places.ts'
import type { ChainGraph, GraphNode } from './graph-model.ts'

/** A chain's name, or one of its lines, from 0. */
export interface GraphPlace {
  readonly node: string
  readonly line: number | null
}

/** Chains in the order in which they are drawn: column by column, from top to bottom. */
export function inOrder({ nodes }: ChainGraph, places: Places): GraphNode[] {
  return nodes.toSorted((a, b) => {
    const [p, q] = [places.get(a.id), places.get(b.id)]
    return (p?.column ?? 0) - (q?.column ?? 0) || (p?.y ?? 0) - (q?.y ?? 0)
  })
}

/**
 * Where a key leads. Up and down go from line to line and on to the next chain, page up and down from chain to chain; right follows a
 * jump, left goes back to the line that jumps here. Null: nowhere, or it is none of these keys.
 */
export function walkGraph(
  graph: ChainGraph,
  order: readonly GraphNode[],
  { node, line }: GraphPlace,
  key: string,
): GraphPlace | null {
  const at = order.findIndex(({ id }) => id === node)
  const here = order[at]
  if (here === undefined) return null
  const nameOf = (next: GraphNode | undefined): GraphPlace | null => (next === undefined ? null : { node: next.id, line: null })
  const lastOf = (next: GraphNode): GraphPlace => ({ node: next.id, line: next.lines.length === 0 ? null : next.lines.length - 1 })
  switch (key) {
    case 'ArrowDown': {
      const next = line === null ? 0 : line + 1
      return next < here.lines.length ? { node, line: next } : nameOf(order[at + 1])
    }
    case 'ArrowUp': {
      if (line !== null) return { node, line: line === 0 ? null : line - 1 }
      const before = order[at - 1]
      return before === undefined ? null : lastOf(before)
    }
    case 'PageDown':
      return nameOf(order[at + 1])
    case 'PageUp':
      return line === null ? nameOf(order[at - 1]) : { node, line: null }
    case 'Home':
      return { node, line: null }
    case 'End':
      return lastOf(here)
    case 'ArrowRight': {
      const jump = graph.jumps.find((way) => way.from === node && (line === null || way.line === line))
      return jump === undefined ? null : { node: jump.to, line: null }
    }
    case 'ArrowLeft': {
      const jump = graph.jumps.find((way) => way.to === node)
      return jump === undefined
        ? null
        : { node: jump.from, line: order.find(({ id }) => id === jump.from)?.lines.length ? jump.line : null }
    }
    default:
      return null
  }
}
