import { type Ref, useCallback, useEffect, useImperativeHandle, useMemo, useRef } from 'react'
import { type CanvasControl, GraphCanvas } from '../../../parts/chain-graph/graph-canvas.tsx'
import { HEADER, LINE } from '../../../parts/chain-graph/places.ts'
import type { Box, Piece } from '../../../parts/chain-graph/route.ts'
import { WayLayer } from '../../../parts/chain-graph/way-layer.tsx'
import { ChainNode } from './chain-node.tsx'
import type { Drawing } from './drawing.ts'
import type { GraphNode } from './graph-model.ts'
import { JumpWay } from './jump-way.tsx'
import type { GraphPlace } from './walk.ts'

const nodeTypes = { item: ChainNode }

export interface GraphControl extends Pick<CanvasControl, 'fit' | 'reveal'> {
  /** Goes to a chain, or to the row in it; one that is not drawn yet is gone to when it is. */
  readonly lookAt: (nodeId: string, row?: number) => void
  readonly focus: (place: GraphPlace) => void
}

interface ChainCanvasProps {
  readonly drawing: Drawing
  /** Looked at first when the whole is too large. */
  readonly chosen: string | null
  readonly label: string
  readonly ref: Ref<GraphControl>
}

/** The kernel's chains as they are now, with what went through them since the baseline. */
export function ChainCanvas({ drawing, chosen, label, ref }: ChainCanvasProps) {
  const { graph, places, pieces } = drawing
  const canvas = useRef<CanvasControl>(null)
  const wanted = useRef<{ readonly nodeId: string; readonly row: number | undefined } | null>(null)
  const items = useMemo(() => graph.nodes.map((chain) => ({ id: chain.id, data: { chain } })), [graph])
  const byId = useMemo(() => new Map(graph.nodes.map((node) => [node.id, node])), [graph])
  const rows = useMemo(() => new Map(graph.jumps.map((jump) => [jump.id, jump.rows])), [graph])
  const draw = useCallback((piece: Piece, sight: Box) => <JumpWay piece={piece} rows={rows} sight={sight} />, [rows])

  const goToWanted = useCallback(() => {
    const want = wanted.current
    const node = want === null ? undefined : byId.get(want.nodeId)
    if (want === null || node === undefined) return false
    const line = lineOf(node, want.row)
    if (line === null) return false
    wanted.current = null
    canvas.current?.lookAt(want.nodeId, line === undefined ? undefined : HEADER + line * LINE)
    return true
  }, [byId])
  // After the canvas has looked at its chosen chain by itself.
  useEffect(() => void goToWanted(), [goToWanted])

  useImperativeHandle(
    ref,
    () => ({
      fit: () => canvas.current?.fit(),
      reveal: (nodeId) => canvas.current?.reveal(nodeId),
      lookAt: (nodeId, row) => {
        wanted.current = { nodeId, row }
        goToWanted()
      },
      focus: ({ node, line }) => {
        const selector = line === null ? '[data-graph-chain]' : `[data-graph-line="${line}"]`
        canvas.current?.focus(node, selector, line === null ? undefined : HEADER + line * LINE)
      },
    }),
    [goToWanted],
  )
  return (
    <GraphCanvas ref={canvas} places={places} items={items} nodeTypes={nodeTypes} chosen={chosen} label={label}>
      <WayLayer pieces={pieces} draw={draw} />
    </GraphCanvas>
  )
}

/** Where the row is drawn; null while it is not, undefined when only the chain is asked for. */
function lineOf(node: GraphNode, row: number | undefined): number | null | undefined {
  if (row === undefined) return undefined
  const at = node.lines.findIndex((line) => line.kind === 'rule' && line.rows[0] === row)
  return at === -1 ? null : at
}
