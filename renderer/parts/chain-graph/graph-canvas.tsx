import { type Node, type NodeTypes, ReactFlow, type ReactFlowInstance } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import {
  type ReactNode,
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
import './chain-graph.css'
import { HEADER, type Place, type Places } from './places.ts'
import { firstViewport, sizeOf } from './viewport.ts'

/** React Flow is MIT; its link to the maker stands in the list of licences. */
const quiet = { hideAttribution: true }
/** React Flow speaks English of its own: how to select and delete, which nobody can here, and "node". */
const silent = {
  'node.a11yDescription.default': '',
  'node.a11yDescription.keyboardDisabled': '',
  'edge.a11yDescription.default': '',
}
const silentNode = { 'aria-roledescription': undefined }
/** Fewer chains are all drawn: a browser's own search then finds each of them. */
const DRAW_ALL = 120
/** Frames that a thing which comes into sight may take to be drawn. */
const PATIENCE = 30

/** What is drawn at a place. */
export interface CanvasItem {
  readonly id: string
  readonly data: Record<string, unknown>
}

export interface CanvasControl {
  readonly fit: () => void
  /** `y`: of a line in it, in pixels from its top. */
  readonly lookAt: (id: string, y?: number | undefined) => void
  /** The same, but only when it is not in sight already. */
  readonly reveal: (id: string, y?: number) => void
  /** Brings it into sight and focuses what `selector` finds in it. */
  readonly focus: (id: string, selector: string, y?: number | undefined) => void
}

interface GraphCanvasProps {
  readonly places: Places
  /** Of the kind `item`; drawn in this order within a column, so that Tab and a screen reader go the way of a packet. */
  readonly items: readonly CanvasItem[]
  readonly nodeTypes: NodeTypes
  /** Looked at first when the whole is too large. */
  readonly chosen: string | null
  readonly label: string
  /** What is drawn besides the items, in the canvas. */
  readonly children?: ReactNode
  readonly ref?: Ref<CanvasControl>
}

/** Chains on a canvas: pan by dragging, zoom by the wheel. */
export function GraphCanvas({ places, items, nodeTypes, chosen, label, children, ref }: GraphCanvasProps) {
  const pane = useRef<HTMLDivElement>(null)
  const [flow, setFlow] = useState<ReactFlowInstance | null>(null)
  /** A person who has moved the canvas is not moved by a window that changes its size. */
  const movedByHand = useRef(false)
  const nodes = useMemo(() => placed(items, places), [items, places])
  const shape = useMemo(() => nodes.map((node) => node.id).join('|'), [nodes])

  const look = useCallback(
    (id: string | null, smallest?: number) => {
      const box = pane.current?.getBoundingClientRect()
      if (!flow || !box || box.width === 0) return
      movedByHand.current = false
      void flow.setViewport(firstViewport(sizeOf(places), box, id === null ? null : (places.get(id) ?? null), smallest))
    },
    [flow, places],
  )
  const lookAt = useCallback(
    (id: string, y?: number) => {
      const place = places.get(id)
      if (!flow || !place) return
      movedByHand.current = true
      void flow.setCenter(place.x + place.width / 2, place.y + (y ?? Math.min(place.height, 300) / 2), { zoom: flow.getZoom() })
    },
    [flow, places],
  )
  const reveal = useCallback(
    (id: string, y = 0) => {
      const [box, place] = [pane.current?.getBoundingClientRect(), places.get(id)]
      if (!flow || !box || !place) return
      if (!isInSight(place, y, flow.getViewport(), box)) lookAt(id, y)
    },
    [flow, lookAt, places],
  )
  const focus = useCallback(
    (id: string, selector: string, y?: number) => {
      reveal(id, y)
      const attempt = (left: number) => {
        const found = pane.current
          ?.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
          ?.querySelector<HTMLElement>(selector)
        if (found) found.focus({ preventScroll: true })
        else if (left > 0) requestAnimationFrame(() => attempt(left - 1))
      }
      attempt(PATIENCE)
    },
    [reveal],
  )
  useImperativeHandle(ref, () => ({ fit: () => look(null, 0.3), lookAt, reveal, focus }), [look, lookAt, reveal, focus])

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
        nodeTypes={nodeTypes}
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
        elementsSelectable={false}
        zoomOnDoubleClick={false}
        disableKeyboardA11y
        onlyRenderVisibleElements={nodes.length > DRAW_ALL}
      >
        {children}
      </ReactFlow>
    </div>
  )
}

interface View {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

/** The line `y` pixels below its top, as high as a name. */
function isInSight(place: Place, y: number, view: View, pane: { readonly width: number; readonly height: number }): boolean {
  const [left, top] = [place.x * view.zoom + view.x, (place.y + y) * view.zoom + view.y]
  return left >= 0 && left + place.width * view.zoom <= pane.width && top >= 0 && top + HEADER * view.zoom <= pane.height
}

/** The browser scrolls what gets the focus into sight, also in here, where the canvas itself has to move. */
function stayAtOrigin({ target }: UIEvent): void {
  if (target instanceof HTMLElement) target.scrollTo(0, 0)
}

/** Nodes in the order of the columns: Tab and a screen reader then go the way of a packet. */
function placed(items: readonly CanvasItem[], places: Places): Node[] {
  const nodes = items.flatMap(({ id, data }) => {
    const place = places.get(id)
    return place === undefined ? [] : [{ id, data, place }]
  })
  nodes.sort((a, b) => a.place.column - b.place.column || a.place.y - b.place.y)
  return nodes.map(({ id, data, place: { x, y, width, height } }) => ({
    ...{ id, type: 'item', position: { x, y }, width, height, data, domAttributes: silentNode, handles: [] },
  }))
}
