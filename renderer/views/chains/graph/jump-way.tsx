import { useCallback, useMemo } from 'react'
import type { Box, Piece } from '../../../parts/chain-graph/route.ts'
import { WayLook } from '../../../parts/chain-graph/way-layer.tsx'
import { counters, useCounterSum, useCounters } from '../../../state/counters.ts'

interface JumpWayProps {
  readonly piece: Piece
  /** Rows of each jump, by its id. */
  readonly rows: ReadonlyMap<string, readonly number[]>
  readonly sight: Box
}

/** A jump: solid, the thicker the more packets took it since the baseline, and with their number; thin and dotted when none did. */
export function JumpWay({ piece, rows, sight }: JumpWayProps) {
  const own = useMemo(() => [...new Set(piece.ways.flatMap((id) => rows.get(id) ?? []))], [piece, rows])
  return piece.kind === 'trunk' ? <Trunk piece={piece} rows={rows} sight={sight} /> : <Branch piece={piece} rows={own} />
}

function Branch({ piece, rows }: { readonly piece: Piece; readonly rows: readonly number[] }) {
  const { delta } = useCounterSum(rows)
  if (delta <= 0) return <WayLook piece={piece} className="gway" hint={hintOf(piece)} />
  return <WayLook piece={piece} className="gway gway-live" width={weight(delta)} count={String(delta)} hint={hintOf(piece)} />
}

/** Alive from the first to the last place where packets joined it or left it. */
function Trunk({ piece, rows, sight }: JumpWayProps) {
  const live = useCounters(
    useCallback(() => liveSpan(piece, rows), [piece, rows]),
    (a, b) => a.delta === b.delta && a.top === b.top && a.bottom === b.bottom,
  )
  const within = (top: number, bottom: number) => {
    const [from, to] = [Math.max(top, sight.top), Math.min(bottom, sight.bottom)]
    return from < to ? `M${piece.box.left} ${from}V${to}` : ''
  }
  return (
    <>
      <WayLook piece={piece} className="gway" path={within(piece.box.top, piece.box.bottom)} hint={hintOf(piece)} />
      {live.delta > 0 ? (
        <WayLook
          piece={piece}
          className="gway gway-live"
          path={within(live.top, live.bottom)}
          width={weight(live.delta)}
          hint={hintOf(piece)}
        />
      ) : null}
    </>
  )
}

function liveSpan({ ways, spans }: Piece, rows: ReadonlyMap<string, readonly number[]>) {
  let [delta, top, bottom] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  ways.forEach((id, at) => {
    const own = counters.sum(rows.get(id) ?? []).delta
    const span = spans[at]
    if (own <= 0 || span === undefined) return
    delta += own
    top = Math.min(top, span[0])
    bottom = Math.max(bottom, span[1])
  })
  return { delta, top, bottom }
}

/** Before the id of a piece, in the key of its hint. */
export const WAY = 'way '
const hintOf = ({ id }: Piece): string => `${WAY}${id}`

/** Ten times the packets are three quarters of a pixel more, so that both one packet and a million can be told. */
const weight = (packets: number): number => Math.min(6, 1.75 + 0.75 * Math.log10(Math.max(1, packets)))
