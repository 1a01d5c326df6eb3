import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Piece } from '../../parts/chain-graph/route.ts'
import { useCounterSum } from '../../state/counters.ts'
import type { KernelIndex } from '../../state/kernel-index.ts'
import type { Drawing } from './graph/drawing.ts'
import { FOLDED, type GraphJump } from './graph/graph-model.ts'

interface WayHintProps {
  readonly index: KernelIndex
  readonly drawing: Drawing
  readonly pieceId: string
}

/** A way where the pointer rests: from which rule to which chain, and what went along it. */
export function WayHint({ index, drawing, pieceId }: WayHintProps) {
  const piece = drawing.pieces.find(({ id }) => id === pieceId)
  return piece === undefined ? null : <Words index={index} drawing={drawing} piece={piece} />
}

function Words({ index, drawing, piece }: Omit<WayHintProps, 'pieceId'> & { readonly piece: Piece }) {
  const { t } = useTranslation('chains')
  const jumps = useMemo(() => jumpsOf(drawing, piece), [drawing, piece])
  const rows = useMemo(() => jumps.flatMap((jump) => jump.rows), [jumps])
  const names = useMemo(() => new Map(drawing.graph.nodes.map((node) => [node.id, node])), [drawing])
  const { delta, deltaBytes } = useCounterSum(rows)
  const nameOf = (id: string): string => {
    const node = names.get(id)
    return id === FOLDED ? t('wayPorts', { count: node?.foldedPorts ?? 0 }) : (node?.name ?? '')
  }
  const sources = new Set(jumps.map((jump) => jump.from))
  const targets = new Set(jumps.map((jump) => jump.to))
  const [source = ''] = sources
  const [target = ''] = targets
  const [row] = rows
  const from =
    sources.size > 1
      ? t('wayChains', { count: sources.size })
      : source === FOLDED
        ? nameOf(source)
        : rows.length === 1 && row !== undefined
          ? t('wayRule', { chain: nameOf(source), number: index.rows[row]?.rule ?? 0 })
          : t('wayRules', { count: rows.length, chain: nameOf(source) })
  const to = targets.size > 1 ? t('wayChains', { count: targets.size }) : nameOf(target)
  return (
    <>
      <span className="m">{t('wayWords', { from, to })}</span>
      <Counted delta={delta} bytes={deltaBytes} />
    </>
  )
}

function Counted({ delta, bytes }: { readonly delta: number; readonly bytes: number }) {
  const { t } = useTranslation('chains')
  return <span className="t2">{delta === 0 ? t('wayIdle') : t('wayCount', { count: delta, bytes })}</span>
}

function jumpsOf({ graph }: Drawing, { ways }: Piece): GraphJump[] {
  const own = new Set(ways)
  return graph.jumps.filter((jump) => own.has(jump.id))
}

/** What a rule has counted, for the hint of its line. */
export function RowCounted({ row }: { readonly row: number }) {
  const rows = useMemo(() => [row], [row])
  const { delta, deltaBytes } = useCounterSum(rows)
  return <Counted delta={delta} bytes={deltaBytes} />
}
