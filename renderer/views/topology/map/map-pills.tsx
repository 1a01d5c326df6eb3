import { useTranslation } from 'react-i18next'
import { Pill } from '../board/text.tsx'
import { GAUGE, type MapLayout } from './map-layout.ts'
import type { LineCount, MapModel } from './use-map.ts'

interface PillPlace {
  readonly key: string
  readonly x: number
  readonly y: number
  readonly count: LineCount
  readonly look: 'live' | 'still' | 'dropped'
}

/** Numbers on the lines where they are counted; a line that nothing came by has none, but for those that ought to stand still. */
export function Pills({ layout, model }: { readonly layout: MapLayout; readonly model: MapModel }) {
  const { t } = useTranslation('topology')
  const { idle } = model.way
  if (idle !== null && idle !== 'still') return null
  const words = ({ packets, bytes, ofAll }: LineCount): string => {
    const own = bytes === 0 && packets > 0 ? `${packets}` : `${packets}:${bytes}`
    return packets === 0 && ofAll === null ? '0' : ofAll === null ? own : t('map.ofAll', { own, all: ofAll })
  }
  return (
    <g>
      {[
        ...networkPills(layout, model),
        ...(layout.zoom === 'chains' || layout.zoom === 'rules' ? chainPills(layout, model) : []),
      ].map(({ key, x, y, count, look }) => (
        <g key={key} data-pill={key}>
          <Pill x={x} y={y} text={words(count)} look={look} />
        </g>
      ))}
    </g>
  )
}

/** Outside of the host nothing is counted: the packets that a test proved to have come by. */
function networkPills({ x, track }: MapLayout, { way: { lit, counts } }: MapModel): readonly PillPlace[] {
  const above = track - 14
  const below = track + GAUGE + 15
  const plain = (packets: number): LineCount => ({ packets, bytes: 0, ofAll: null })
  const some = (key: string, isLit: boolean, column: number, y: number, packets: number): PillPlace[] =>
    isLit && packets > 0 ? [{ key, x: x(column), y, count: plain(packets), look: 'still' }] : []
  return [
    ...some('to peer-router', lit.to.has('peer-router'), 180, above, counts.to.device),
    ...some('from peer-router', lit.from.has('peer-router'), 180, below, counts.from.passed),
    ...some('to router-switch', lit.to.has('router-switch'), 388, above, counts.to.device),
    ...some('from router-switch', lit.from.has('router-switch'), 388, below, counts.from.passed),
    ...some('to device-vm', lit.to.has('device-vm'), 908, above, counts.to.passed),
    ...some('from device-vm', lit.from.has('device-vm'), 908, below, counts.from.device),
  ]
}

function chainPills(layout: MapLayout, { lines }: MapModel): readonly PillPlace[] {
  const { x, rowA, rowB, back, platforms, entry, input, output } = layout
  const middle = GAUGE / 2
  const place = (line: keyof typeof lines, at: number, y: number, stays = false): PillPlace[] => {
    const count = lines[line]
    const moved = count.packets > 0 || count.ofAll !== null
    if (!moved && !stays) return []
    const drops = line === 'in-drop' || line === 'out-drop'
    return [{ key: line, x: at, y, count, look: count.packets === 0 ? 'still' : drops ? 'dropped' : 'live' }]
  }
  const [inWay, outWay] = [platforms.in.y + entry, platforms.out.y + entry]
  const between = Math.round((rowA + rowB) / 2)
  return [
    ...place('bridge-hook', x(623), Math.round((back.to + rowA) / 2) + 8),
    ...place('hook-top', x(422), rowA + middle),
    ...place('top-local', x(242), rowA + middle),
    ...place('local-forward', x(62) + middle, between - 14),
    ...place('forward-sg', x(243), rowB + middle),
    ...place('sg-in', x(432), Math.round((inWay + rowB) / 2) - 8),
    ...place('sg-out', x(426), Math.round((outWay + rowB) / 2) + 8),
    ...place('in-accept', x(772), inWay - 19),
    ...place('out-accept', x(778), outWay + 20),
    ...place('in-drop', x(700), platforms.in.y + platforms.in.height + 12, true),
    ...place('out-drop', x(700), platforms.out.y - 9, lines['out-drop'].packets > 0),
    ...place('accept-device', x(966) + middle, Math.round((back.to + rowB) / 2) + 8),
    ...place('input', x(345), input, true),
    ...place('output', x(345), output, true),
  ]
}
