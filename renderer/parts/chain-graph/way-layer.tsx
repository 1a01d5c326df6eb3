import { ViewportPortal } from '@xyflow/react'
import { Fragment, type ReactNode, useMemo } from 'react'
import type { Box, Piece } from './route.ts'
import { meets, useBoxInSight } from './sight.ts'

interface WayLayerProps {
  readonly pieces: readonly Piece[]
  /** Draws one; `sight` is what of the canvas is drawn at all. Stable, or all are drawn anew. */
  readonly draw: (piece: Piece, sight: Box) => ReactNode
}

/**
 * The ways between the chains, those in sight only. For the eye and the pointer: to those who do not see them the line that a way leaves
 * from tells where it goes.
 */
export function WayLayer({ pieces, draw }: WayLayerProps) {
  const sight = useBoxInSight()
  const drawn = useMemo(() => pieces.filter(({ box }) => meets(box, sight)), [pieces, sight])
  return (
    <ViewportPortal>
      <svg className="gways" aria-hidden="true">
        {drawn.map((piece) => (
          <Fragment key={piece.id}>{draw(piece, sight)}</Fragment>
        ))}
      </svg>
    </ViewportPortal>
  )
}

interface WayLookProps {
  readonly piece: Piece
  /** Instead of the piece's own: what of a trunk is in sight. */
  readonly path?: string
  readonly className: string
  /** Of the stroke, in pixels; left out, the style's own. */
  readonly width?: number
  /** What stands on it. */
  readonly count?: string | null
  /** Key of what the hint says about it. */
  readonly hint?: string
}

/** One piece: a stroke, its arrow and its count, and a wider stroke that nobody sees, for the pointer. */
export function WayLook({ piece, path = piece.path, className, width, count = null, hint }: WayLookProps) {
  const { tip, badge } = piece
  const back = tip?.from === 'left' ? -6 : 6
  const half = 3.5 + Math.max(0, (width ?? 1) - 2) / 3
  return (
    <g className={className} data-hint={hint}>
      {hint === undefined ? null : <path className="gway-reach" d={path} />}
      <path className="gway-line" d={path} style={width === undefined ? undefined : { strokeWidth: width }} />
      {tip === null ? null : (
        <path className="gway-tip" d={`M${tip.x + back} ${tip.y - half}L${tip.x} ${tip.y}L${tip.x + back} ${tip.y + half}Z`} />
      )}
      {count === null || badge === null ? null : <Count at={badge} count={count} />}
    </g>
  )
}

function Count({ at, count }: { readonly at: { readonly x: number; readonly y: number }; readonly count: string }) {
  const width = 9 + 6.6 * count.length
  return (
    <g transform={`translate(${at.x} ${at.y})`}>
      <rect className="gway-badge" x={-width / 2} y={-8} width={width} height={16} rx={3} />
      <text className="gway-count" textAnchor="middle" y={4}>
        {count}
      </text>
    </g>
  )
}
