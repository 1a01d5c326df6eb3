import type { Node, NodeTypes } from '@xyflow/react'
import { type ReactNode, type Ref, useCallback, useEffect, useImperativeHandle, useMemo, useState } from 'react'
import { Canvas, useCanvasHold, useCanvasHome } from '../canvas/canvas.tsx'
import './chain-graph.css'
import { HEADER, type Place, type Places } from './places.ts'
import { firstViewport, sizeOf } from './viewport.ts'

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
  const hold = useCanvasHold()
  const { flow } = hold
  const nodes = useMemo(() => placed(items, places), [items, places])
  // React Flow holds the drawing before until it was told of the next one, and would draw all of that at once.
  const isLarge = nodes.length > DRAW_ALL
  const [wasLarge, setWasLarge] = useState(isLarge)
  useEffect(() => setWasLarge(isLarge), [isLarge])
  const shape = useMemo(() => nodes.map((node) => node.id).join('|'), [nodes])

  const look = useCallback(
    (id: string | null, smallest?: number) => {
      const box = hold.room()
      if (!flow || !box) return
      hold.setMoved(false)
      void flow.setViewport(firstViewport(sizeOf(places), box, id === null ? null : (places.get(id) ?? null), smallest))
    },
    [hold, flow, places],
  )
  const lookAt = useCallback(
    (id: string, y?: number) => {
      const place = places.get(id)
      if (!flow || !place) return
      hold.setMoved(true)
      void flow.setCenter(place.x + place.width / 2, place.y + (y ?? Math.min(place.height, 300) / 2), { zoom: flow.getZoom() })
    },
    [hold, flow, places],
  )
  const reveal = useCallback(
    (id: string, y = 0) => {
      const [box, place] = [hold.room(), places.get(id)]
      if (!flow || !box || !place) return
      if (!isInSight(place, y, flow.getViewport(), box)) lookAt(id, y)
    },
    [hold, flow, lookAt, places],
  )
  const focus = useCallback(
    (id: string, selector: string, y?: number) => {
      reveal(id, y)
      const attempt = (left: number) => {
        const found = hold.pane.current
          ?.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
          ?.querySelector<HTMLElement>(selector)
        if (found) found.focus({ preventScroll: true })
        else if (left > 0) requestAnimationFrame(() => attempt(left - 1))
      }
      attempt(PATIENCE)
    },
    [hold, reveal],
  )
  useImperativeHandle(ref, () => ({ fit: () => look(null, 0.3), lookAt, reveal, focus }), [look, lookAt, reveal, focus])

  // Chains that come or go change the drawing; a counter or a rule does not move what a person looks at.
  useCanvasHome(hold, shape, () => look(chosen))

  return (
    <Canvas
      {...{ hold, label, nodes, nodeTypes }}
      className="gcanvas"
      isSparse={isLarge || wasLarge}
      leastZoom={0.25}
      mostZoom={1.6}
    >
      {children}
    </Canvas>
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
