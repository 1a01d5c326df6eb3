import { ReactFlow, type ReactFlowInstance } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import {
  type Ref,
  type UIEvent,
  useCallback,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react'
import { type ChainFlowNode, ChainNode } from './chain-node.tsx'
import './chain-canvas.css'
import type { ChainGraph } from './graph-model.ts'
import { JumpEdge, type JumpFlowEdge } from './jump-edge.tsx'
import { layoutChains } from './layout.ts'
import { routeJumps } from './route.ts'
import { firstViewport, sizeOf } from './viewport.ts'

const nodeTypes = { chain: ChainNode }
const edgeTypes = { jump: JumpEdge }
/** React Flow is MIT; its link to the maker stands in the list of licences. */
const quiet = { hideAttribution: true }
/**
 * React Flow speaks English of its own: how to select and delete, which nobody can here, and "node" and "edge". A jump is told by the
 * line that makes it, so the drawn way is for the eye alone.
 */
const silent = {
  'node.a11yDescription.default': '',
  'node.a11yDescription.keyboardDisabled': '',
  'edge.a11yDescription.default': '',
}
const silentNode = { 'aria-roledescription': undefined }
const silentEdge = { 'aria-label': undefined, 'aria-roledescription': undefined, 'aria-hidden': true }

/** Height of a chain's name. */
const HEAD = 26

export interface CanvasControl {
  readonly fit: () => void
  readonly lookAt: (nodeId: string) => void
  /** The same, but only when it is not in sight already. */
  readonly reveal: (nodeId: string) => void
}

interface ChainCanvasProps {
  readonly graph: ChainGraph
  readonly chosen: string | null
  readonly label: string
  readonly ref?: Ref<CanvasControl>
}

/** The drawn graph: pan by dragging, zoom by the wheel; its nodes are buttons. */
export function ChainCanvas({ graph, chosen, label, ref }: ChainCanvasProps) {
  const pane = useRef<HTMLDivElement>(null)
  const [flow, setFlow] = useState<ReactFlowInstance<ChainFlowNode, JumpFlowEdge> | null>(null)
  /** A person who has moved the canvas is not moved by a window that changes its size. */
  const movedByHand = useRef(false)
  const { places, nodes, edges } = useMemo(() => drawn(graph), [graph])
  const shape = graph.nodes.map((node) => node.id).join('|')

  const look = useCallback(
    (nodeId: string | null, smallest?: number) => {
      const box = pane.current?.getBoundingClientRect()
      if (!flow || !box || box.width === 0) return
      movedByHand.current = false
      void flow.setViewport(firstViewport(sizeOf(places), box, nodeId === null ? null : (places.get(nodeId) ?? null), smallest))
    },
    [flow, places],
  )
  const lookAt = useCallback(
    (nodeId: string) => {
      const place = places.get(nodeId)
      if (!flow || !place) return
      movedByHand.current = true
      void flow.setCenter(place.x + place.width / 2, place.y + Math.min(place.height, 300) / 2, { zoom: flow.getZoom() })
    },
    [flow, places],
  )
  useImperativeHandle(
    ref,
    () => ({
      fit: () => look(null, 0.3),
      lookAt,
      reveal: (nodeId) => {
        const [box, place] = [pane.current?.getBoundingClientRect(), places.get(nodeId)]
        if (!flow || !box || !place) return
        const { x, y, zoom } = flow.getViewport()
        const [left, top] = [place.x * zoom + x, place.y * zoom + y]
        const head = HEAD * zoom
        if (left < 0 || left + place.width * zoom > box.width || top < 0 || top + head > box.height) lookAt(nodeId)
      },
    }),
    [flow, look, lookAt, places],
  )
  // Chains that come or go change the drawing; a counter or a rule does not move what a person looks at.
  const lookAtChosen = useEffectEvent(() => look(chosen))
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks anew only when the set of chains is another
  useEffect(() => {
    if (flow) lookAtChosen()
  }, [flow, shape])

  const onResize = useEffectEvent(() => {
    if (!movedByHand.current) look(chosen)
  })
  useEffect(() => {
    if (!pane.current) return
    const observer = new ResizeObserver(() => onResize())
    observer.observe(pane.current)
    return () => observer.disconnect()
  }, [])

  return (
    <div ref={pane} className="gcanvas" onScrollCapture={stayAtOrigin}>
      <ReactFlow
        aria-label={label}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onInit={setFlow}
        onMoveStart={(event) => {
          if (event) movedByHand.current = true
        }}
        proOptions={quiet}
        ariaLabelConfig={silent}
        minZoom={0.25}
        maxZoom={1.6}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        zoomOnDoubleClick={false}
        disableKeyboardA11y
        onlyRenderVisibleElements={graph.nodes.length > 120}
      />
    </div>
  )
}

/** The browser scrolls what gets the focus into sight, also in here, where the canvas itself has to move. */
function stayAtOrigin({ target }: UIEvent): void {
  if (target instanceof HTMLElement) target.scrollTo(0, 0)
}

function drawn(graph: ChainGraph) {
  const places = layoutChains(graph)
  const routes = routeJumps(graph, places)
  // Nodes in the order of the columns: Tab and a screen reader then go the way of a packet.
  const order = [...graph.nodes].sort((a, b) => {
    const [p, q] = [places.get(a.id), places.get(b.id)]
    return (p?.column ?? 0) - (q?.column ?? 0) || (p?.y ?? 0) - (q?.y ?? 0)
  })
  const nodes = order.flatMap((chain): ChainFlowNode[] => {
    const place = places.get(chain.id)
    if (!place) return []
    const { x, y, width, height } = place
    return [{ id: chain.id, type: 'chain', position: { x, y }, width, height, data: { chain }, domAttributes: silentNode }]
  })
  const edges = graph.jumps.flatMap((jump): JumpFlowEdge[] => {
    const route = routes.get(jump.id)
    if (!route) return []
    const data = { route, rows: jump.rows }
    return [{ id: jump.id, type: 'jump', source: jump.from, target: jump.to, data, domAttributes: silentEdge }]
  })
  return { places, nodes, edges }
}
