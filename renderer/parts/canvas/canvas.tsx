import { type Node, type NodeTypes, ReactFlow, type ReactFlowInstance } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { type ReactNode, type RefObject, type UIEvent, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'

/** React Flow is MIT; its link to the maker stands in the list of licences. */
const quiet = { hideAttribution: true }
/** React Flow speaks English of its own: how to select and delete, which nobody can here, and "node". */
const silent = {
  'node.a11yDescription.default': '',
  'node.a11yDescription.keyboardDisabled': '',
  'edge.a11yDescription.default': '',
}
const NOTHING: Node[] = []

/** What a canvas is moved by. */
export interface CanvasHold {
  readonly pane: RefObject<HTMLDivElement | null>
  /** Null until React Flow is there. */
  readonly flow: ReactFlowInstance | null
  readonly setFlow: (flow: ReactFlowInstance) => void
  /** Where the pane is on the screen; null where it has no room. */
  readonly room: () => DOMRect | null
  /** A person who has moved the canvas is not moved by a window that changes its size. */
  readonly isMoved: () => boolean
  readonly setMoved: (byHand: boolean) => void
}

export function useCanvasHold(): CanvasHold {
  const pane = useRef<HTMLDivElement>(null)
  const [flow, setFlow] = useState<ReactFlowInstance | null>(null)
  const moved = useRef(false)
  return useMemo(
    () => ({
      ...{ pane, flow, setFlow },
      room: () => {
        const box = pane.current?.getBoundingClientRect()
        return box === undefined || box.width === 0 ? null : box
      },
      isMoved: () => moved.current,
      setMoved: (byHand) => {
        moved.current = byHand
      },
    }),
    [flow],
  )
}

/** Looks home at first, when what is drawn is of another `shape`, and when the pane has another size and nobody has moved the canvas. */
export function useCanvasHome({ pane, flow, isMoved }: CanvasHold, shape: string, home: () => void): void {
  const lookHome = useEffectEvent(home)
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks anew only when what is drawn is another thing
  useEffect(() => {
    if (flow) lookHome()
  }, [flow, shape])
  const onResize = useEffectEvent(() => {
    if (!isMoved()) home()
  })
  useEffect(() => {
    if (!pane.current) return
    const observer = new ResizeObserver(() => onResize())
    observer.observe(pane.current)
    return () => observer.disconnect()
  }, [pane])
}

interface CanvasProps {
  readonly hold: CanvasHold
  readonly label: string
  readonly className: string
  readonly nodes?: Node[]
  readonly nodeTypes?: NodeTypes
  /** Nodes out of sight are not drawn. */
  readonly isSparse?: boolean
  readonly leastZoom: number
  readonly mostZoom: number
  readonly onZoom?: ((zoom: number) => void) | undefined
  readonly children?: ReactNode
}

/** A surface that is moved by dragging and made larger by the wheel. What is on it has keys of its own. */
export function Canvas({ hold, label, className, nodes = NOTHING, isSparse = false, onZoom, children, ...rest }: CanvasProps) {
  const { nodeTypes, leastZoom, mostZoom } = rest
  return (
    <div ref={hold.pane} className={className} data-nodes={nodes.length} onScrollCapture={stayAtOrigin}>
      <ReactFlow
        aria-label={label}
        nodes={nodes}
        {...(nodeTypes === undefined ? {} : { nodeTypes })}
        onInit={hold.setFlow}
        onMoveStart={(event) => {
          if (event) hold.setMoved(true)
        }}
        onMoveEnd={(_, { zoom }) => onZoom?.(zoom)}
        proOptions={quiet}
        ariaLabelConfig={silent}
        minZoom={leastZoom}
        maxZoom={mostZoom}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        elementsSelectable={false}
        zoomOnDoubleClick={false}
        disableKeyboardA11y
        onlyRenderVisibleElements={isSparse}
      >
        {children}
      </ReactFlow>
    </div>
  )
}

/** The browser scrolls what gets the focus into sight, also in here, where the canvas itself has to move. */
function stayAtOrigin({ target }: UIEvent): void {
  if (target instanceof HTMLElement) target.scrollTo(0, 0)
}
