import { ReactFlow, type ReactFlowInstance, ViewportPortal } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import {
  type ReactNode,
  type Ref,
  type UIEvent,
  useCallback,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import { type Box, reveal, type Size, viewOf } from './geometry.ts'
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

const quiet = { hideAttribution: true }
const nothing: never[] = []
/** React Flow speaks English of its own, about nodes that are not there. */
const silent = {
  'node.a11yDescription.default': '',
  'node.a11yDescription.keyboardDisabled': '',
  'edge.a11yDescription.default': '',
}

/** A drawing that is moved by dragging and made larger by the wheel, with spots that can be opened. */
export function Board({ label, size, home, shape, limits, spots, children, onZoom, ref }: BoardProps) {
  const pane = useRef<HTMLDivElement>(null)
  const [flow, setFlow] = useState<ReactFlowInstance | null>(null)
  /** A person who has moved the board is not moved by a window that changes its size. */
  const movedByHand = useRef(false)

  const look = useCallback(
    (box: Box, wanted: { readonly least: number; readonly most: number }) => {
      const room = pane.current?.getBoundingClientRect()
      if (!flow || !room || room.width === 0) return
      movedByHand.current = false
      const view = viewOf(box, room, wanted)
      void flow.setViewport(view)
      onZoom?.(view.zoom)
    },
    [flow, onZoom],
  )
  useImperativeHandle(
    ref,
    () => ({
      fit: () => look({ x: 0, y: 0, ...size }, { least: LEAST, most: 1.6 }),
      home: () => look(home, limits),
      scale: (by) => {
        if (!flow) return
        movedByHand.current = true
        void flow.zoomTo(flow.getZoom() * by).then(() => onZoom?.(flow.getZoom()))
      },
    }),
    [flow, look, size, home, limits, onZoom],
  )
  const lookHome = useEffectEvent(() => look(home, limits))
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks anew only when what is drawn is another thing
  useEffect(() => {
    if (flow) lookHome()
  }, [flow, shape])
  const onResize = useEffectEvent(() => {
    if (!movedByHand.current) look(home, limits)
  })
  useEffect(() => {
    if (!pane.current) return
    const observer = new ResizeObserver(() => onResize())
    observer.observe(pane.current)
    return () => observer.disconnect()
  }, [])

  const show = useCallback(
    (box: Box) => {
      const room = pane.current?.getBoundingClientRect()
      if (!flow || !room) return
      const now = flow.getViewport()
      const next = reveal(now, box, room)
      if (next === now) return
      movedByHand.current = true
      void flow.setViewport(next)
    },
    [flow],
  )
  return (
    <div ref={pane} className="board" onScrollCapture={stayAtOrigin}>
      <ReactFlow
        aria-label={label}
        nodes={nothing}
        edges={nothing}
        onInit={setFlow}
        onMoveStart={(event) => {
          if (event) movedByHand.current = true
        }}
        onMoveEnd={(_, { zoom }) => onZoom?.(zoom)}
        proOptions={quiet}
        ariaLabelConfig={silent}
        minZoom={LEAST}
        maxZoom={MOST}
        zoomOnDoubleClick={false}
        disableKeyboardA11y
      >
        <ViewportPortal>
          <svg className="board-svg" width={size.width} height={size.height} aria-hidden="true">
            {children}
          </svg>
          <Spots label={label} spots={spots} onShow={show} />
        </ViewportPortal>
      </ReactFlow>
    </div>
  )
}

const LEAST = 0.25
const MOST = 2.5

/** The browser scrolls what gets the focus into sight, also in here, where the board itself has to move. */
function stayAtOrigin({ target }: UIEvent): void {
  if (target instanceof HTMLElement) target.scrollTo(0, 0)
}
