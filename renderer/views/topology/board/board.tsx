import { ViewportPortal } from '@xyflow/react'
import { type ReactNode, type Ref, useCallback, useImperativeHandle } from 'react'
import { Canvas, useCanvasHold, useCanvasHome } from '../../../parts/canvas/canvas.tsx'
import type { Size } from '../../../parts/use-size.ts'
import { type Box, reveal, viewOf } from './geometry.ts'
import { type Spot, Spots } from './spots.tsx'
import './board.css'

export interface BoardControl {
  /** All of it, however small it becomes. */
  readonly fit: () => void
  /** Looks at the given box again, as after a change of `shape`. */
  readonly home: () => void
  readonly scale: (by: number) => void
}

interface BoardProps {
  readonly label: string
  readonly size: Size
  /** What is looked at first, and again when `shape` is another one. */
  readonly home: Box
  readonly shape: string
  /** How large and how small things get when the board is fitted to its home by itself. */
  readonly limits: { readonly least: number; readonly most: number }
  readonly spots: readonly Spot[]
  /** The drawing: SVG, silent, since its spots have the words. */
  readonly children: ReactNode
  readonly onZoom?: (zoom: number) => void
  readonly ref: Ref<BoardControl>
}

/** A drawing that is moved by dragging and made larger by the wheel, with spots that can be opened. */
export function Board({ label, size, home, shape, limits, spots, children, onZoom, ref }: BoardProps) {
  const hold = useCanvasHold()
  const { flow } = hold

  const look = useCallback(
    (box: Box, wanted: { readonly least: number; readonly most: number }) => {
      const room = hold.room()
      if (!flow || !room) return
      hold.setMoved(false)
      const view = viewOf(box, room, wanted)
      void flow.setViewport(view)
      onZoom?.(view.zoom)
    },
    [hold, flow, onZoom],
  )
  useImperativeHandle(
    ref,
    () => ({
      fit: () => look({ x: 0, y: 0, ...size }, { least: LEAST, most: 1.6 }),
      home: () => look(home, limits),
      scale: (by) => {
        if (!flow) return
        hold.setMoved(true)
        void flow.zoomTo(flow.getZoom() * by).then(() => onZoom?.(flow.getZoom()))
      },
    }),
    [hold, flow, look, size, home, limits, onZoom],
  )
  useCanvasHome(hold, shape, () => look(home, limits))

  const show = useCallback(
    (box: Box) => {
      const room = hold.room()
      if (!flow || !room) return
      const now = flow.getViewport()
      const next = reveal(now, box, room)
      if (next === now) return
      hold.setMoved(true)
      void flow.setViewport(next)
    },
    [hold, flow],
  )
  return (
    <Canvas hold={hold} label={label} className="board" leastZoom={LEAST} mostZoom={MOST} onZoom={onZoom}>
      <ViewportPortal>
        <svg className="board-svg" width={size.width} height={size.height} aria-hidden="true">
          {children}
        </svg>
        <Spots label={label} spots={spots} onShow={show} />
      </ViewportPortal>
    </Canvas>
  )
}

const LEAST = 0.25
const MOST = 2.5
