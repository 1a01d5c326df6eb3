import { useCallback, useEffect, useMemo, useRef } from 'react'
import { type CanvasControl, GraphCanvas } from '../chain-graph/graph-canvas.tsx'
import { HEADER, LINE } from '../chain-graph/places.ts'
import { type Piece, routeWays } from '../chain-graph/route.ts'
import { WayLayer, WayLook } from '../chain-graph/way-layer.tsx'
import './chain-picture.css'
import { layoutPicture } from './picture-layout.ts'
import { chainPicture, type PictureOf, type PictureWay } from './picture-model.ts'
import { PictureChain, PictureContext } from './picture-node.tsx'

const nodeTypes = { item: PictureChain }

interface ChainPictureProps extends PictureOf {
  /** Number of the step that is looked at, from 0; null marks none. */
  readonly current: number | null
  /** Number of the step where another way through other rules parts from this one. */
  readonly apart?: number | null
  readonly label: string
  /** A step that a person chose in the picture: by its number, from 0. */
  readonly onChoose: (step: number) => void
}

/**
 * A packet's way through chains, drawn: the chains that it came through from left to right, their rules as lines with what each made of
 * it, and the jumps and returns between them. What is behind the current step is solid, what is ahead of it is thin; without a current
 * step all of it is behind. It fills what it stands in, which must be a flex column with a height.
 */
export function ChainPicture({ dump, family, steps, current, apart = null, label, onChoose }: ChainPictureProps) {
  const canvas = useRef<CanvasControl>(null)
  const picture = useMemo(() => chainPicture({ dump, family, steps }), [dump, family, steps])
  const places = useMemo(() => layoutPicture(picture), [picture])
  const pieces = useMemo(() => routeWays(picture.ways, places), [picture, places])
  const items = useMemo(() => picture.nodes.map((chain) => ({ id: chain.id, data: { chain } })), [picture])
  const ways = useMemo(() => new Map(picture.ways.map((way) => [way.id, way])), [picture])
  const draw = useCallback((piece: Piece) => <PictureStroke piece={piece} ways={ways} current={current} />, [ways, current])
  const actions = useMemo(() => ({ current, apart, steps: steps.length, onChoose }), [current, apart, steps, onChoose])

  const at = current === null ? undefined : picture.places[current]
  const [node, y] = [at?.node ?? null, HEADER + (at?.line ?? 0) * LINE]
  // The step that is played comes into sight, and takes the focus along when it was in here.
  useEffect(() => {
    const control = canvas.current
    if (control === null || node === null) return
    if (document.activeElement?.matches('[data-picture-line]') === true) control.focus(node, '[aria-current="step"]', y)
    else control.reveal(node, y)
  }, [node, y])

  return (
    <PictureContext value={actions}>
      <GraphCanvas ref={canvas} places={places} items={items} nodeTypes={nodeTypes} chosen={node} label={label}>
        <WayLayer pieces={pieces} draw={draw} />
      </GraphCanvas>
    </PictureContext>
  )
}

interface PictureStrokeProps {
  readonly piece: Piece
  readonly ways: ReadonlyMap<string, PictureWay>
  readonly current: number | null
}

function PictureStroke({ piece, ways, current }: PictureStrokeProps) {
  const own = piece.ways.flatMap((id) => ways.get(id) ?? [])
  const first = Math.min(...own.map((way) => way.step))
  const isBehind = current === null || first <= current
  const isBack = own.every((way) => way.back)
  const classes = ['gway', isBehind ? 'gway-live' : 'gway-ahead', isBack ? 'gway-back' : '']
  const path = piece.kind === 'trunk' ? `M${piece.box.left} ${piece.box.top}V${piece.box.bottom}` : piece.path
  return <WayLook piece={piece} path={path} className={classes.filter(Boolean).join(' ')} width={isBehind && !isBack ? 2 : 1.25} />
}
