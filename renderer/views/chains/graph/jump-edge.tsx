import type { Edge, EdgeProps } from '@xyflow/react'
import { useCounterSum } from '../../../state/counters.ts'
import type { Route } from './route.ts'

export type JumpFlowEdge = Edge<{ readonly route: Route; readonly rows: readonly number[] }, 'jump'>

/** A jump: solid, thick and with its count when packets took it since the baseline; thin and dashed when none did. */
export function JumpEdge({ data }: EdgeProps<JumpFlowEdge>) {
  return data === undefined ? null : <Jump route={data.route} rows={data.rows} />
}

function Jump({ route, rows }: { readonly route: Route; readonly rows: readonly number[] }) {
  const { delta } = useCounterSum(rows)
  const { tip, badge } = route
  const back = tip.from === 'left' ? -6 : 6
  const arrow = `M${tip.x + back} ${tip.y - 3.5}L${tip.x} ${tip.y}L${tip.x + back} ${tip.y + 3.5}Z`
  const live = delta > 0
  const width = 9 + 6.6 * String(delta).length
  return (
    <g className={live ? 'gjump gjump-live' : 'gjump'}>
      <path className="gjump-way" d={route.path} />
      <path className="gjump-tip" d={arrow} />
      {live ? (
        <g transform={`translate(${badge.x} ${badge.y})`}>
          <rect className="gjump-badge" x={-width / 2} y={-8} width={width} height={16} rx={3} />
          <text className="gjump-count" textAnchor="middle" y={4}>
            {delta}
          </text>
        </g>
      ) : null}
    </g>
  )
}
