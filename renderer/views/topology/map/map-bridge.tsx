import { useTranslation } from 'react-i18next'
import { useSession } from '../../../state/session.ts'
import { Label } from '../board/text.tsx'
import { GAUGE } from './map-layout.ts'
import { bridgeBox } from './map-places.ts'
import { type AllWords, cableName } from './map-stations.ts'
import type { PartProps } from './part-props.ts'

/** Router, bridge and the folded netfilter of the map. */

/** What the router rewrites, above it. */
export function Nat({ layout: { x, track }, model }: PartProps) {
  const { t } = useTranslation('topology')
  const { place, project } = model.way
  // Floating addresses are of IPv4.
  if (model.way.rows?.lanes.to.chain.family === 'ipv6') return null
  const floating = project?.floatingIps.find(({ portId }) => portId === place?.port.id)
  if (floating === undefined)
    return <Label x={x(264)} y={track - 20} text={t('map.noNat')} look="dim" anchor="middle" room={x(150)} />
  return (
    <>
      <Label x={x(264)} y={track - 31} text={`${floating.floatingIp} →`} look="mono" anchor="middle" room={x(150)} />
      <Label x={x(264)} y={track - 17} text={floating.fixedIp} look="mono" anchor="middle" room={x(150)} />
    </>
  )
}

export function Bridge({ layout, model, words }: PartProps & { words: AllWords }) {
  const { t } = useTranslation('topology')
  const { x, track, zoom, back } = layout
  const kernel = useSession(({ session }) => session?.kernel ?? null)
  const box = bridgeBox(layout)
  const own = words.bridge
  const below = box.y + box.height
  const sysctl = kernel === null || model.way.rows === null ? null : kernel.bridgeNfCallIptables
  return (
    <g className={own.lit ? 'map-platform map-through map-on' : 'map-platform map-through'}>
      <rect x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={box.height / 2} />
      <Label
        x={x(733)}
        y={zoom === 'network' ? box.y - 7 : track + 4}
        text={own.name}
        look="mono"
        anchor="middle"
        room={x(826) - x(640)}
      />
      {zoom === 'network' ? null : (
        <>
          <circle className="map-ring" cx={x(583)} cy={track + GAUGE / 2} r={5} />
          <Label x={x(576)} y={box.y - 7} text={cableName(model)} look="mono" room={130} />
          {sysctl === null ? null : (
            <Label
              x={x(733)}
              y={below + 14}
              text={t(sysctl ? 'map.handed' : 'map.notHanded')}
              look="dim"
              anchor="middle"
              room={x(836) - x(640)}
            />
          )}
          {sysctl === null || back.from - below < 40 ? null : (
            <Label x={x(733)} y={below + 29} text={`bridge-nf-call-iptables = ${sysctl ? 1 : 0}`} look="mono dim" anchor="middle" />
          )}
        </>
      )}
      {zoom === 'bridge' ? (
        <Label x={x(960)} y={track + 52} text={model.way.place?.port.macAddress ?? ''} look="mono dim" anchor="middle" />
      ) : null}
    </g>
  )
}

/** All of netfilter as one place: what came in, and what became of it. */
export function Folded({ layout: { folded: box, x }, model, words }: PartProps & { words: AllWords }) {
  const { t } = useTranslation('topology')
  const { to, from } = model.way.counts
  const lost = to.dropped + from.dropped
  return (
    <g className={words.hook.lit ? 'map-platform map-on' : 'map-platform'}>
      <rect x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={7} />
      <Label x={box.x + box.width / 2} y={box.y + 18} text={words.hook.name} look="strong" anchor="middle" />
      <Label x={box.x + 12} y={box.y + 38} text={t('map.through')} look="dim" />
      <Label x={box.x + box.width - 12} y={box.y + 38} text={`${to.passed + from.passed}`} look="mono" anchor="end" />
      <Label x={box.x + 12} y={box.y + 55} text={t('map.lost')} look="dim" />
      <Label x={box.x + box.width - 12} y={box.y + 55} text={`${lost}`} look={lost > 0 ? 'mono lost' : 'mono'} anchor="end" />
      <Label x={x(640)} y={box.y + box.height + 16} text={t('map.foldedHint')} look="dim" room={x(1010) - x(640)} />
    </g>
  )
}
