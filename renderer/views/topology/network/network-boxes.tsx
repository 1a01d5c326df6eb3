import { useTranslation } from 'react-i18next'
import type { Box } from '../board/geometry.ts'
import { Label } from '../board/text.tsx'
import type { HostPlace } from './network-layout.ts'
import type { NetworkModel, OutsideFacts, RouterFacts } from './network-model.ts'

/** Machines of the network that are no VMs. */

export function OutsideBox({ host, box, live }: { host: OutsideFacts; box: Box | undefined; live: boolean }) {
  const { t } = useTranslation('topology')
  if (box === undefined) return null
  const named = host.name !== '' && host.name !== host.address
  return (
    <g>
      <rect className="net-box" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={3} />
      <Label x={box.x + 12} y={box.y + 21} text={host.address} look="mono strong" room={box.width - 24} />
      <Label
        x={box.x + 12}
        y={box.y + 39}
        text={live ? t('network.pinged') : named ? host.name : t('network.outsideHost')}
        look="dim"
        room={box.width - 24}
      />
      <Socket x={box.x + box.width} y={box.y + box.height / 2} live={live} />
    </g>
  )
}

export function RouterBox({ router, box }: { router: RouterFacts; box: Box | undefined }) {
  const { t } = useTranslation('topology')
  if (box === undefined) return null
  const [nat] = router.floating
  const line = box.y + 58
  return (
    <g>
      <rect className="net-box" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={3} />
      <Label x={box.x + 12} y={box.y + 21} text={router.name} look="strong" room={70} />
      <Label x={box.x + box.width - 12} y={box.y + 21} text={t('network.router')} look="dim" anchor="end" room={64} />
      <path className="net-rule" d={`M${box.x} ${box.y + 32.5}H${box.x + box.width}`} />
      {nat === undefined ? (
        <Label x={box.x + 12} y={line - 12} text={t('network.noFloating')} look="dim" room={box.width - 24} />
      ) : (
        <>
          <Label x={box.x + 12} y={line - 10} text={`DNAT ${nat.outside}`} look="mono" room={box.width - 20} />
          <Label x={box.x + 12} y={line + 5} text={`→    ${nat.inside}`} look="mono" room={box.width - 44} />
          {router.moreFloating > 0 ? (
            <Label
              x={box.x + box.width - 12}
              y={line + 5}
              text={t('network.plus', { count: router.moreFloating })}
              look="mono dim"
              anchor="end"
            />
          ) : null}
        </>
      )}
      {router.gatewayOf === null ? null : <Socket x={box.x} y={box.y + box.height / 2} live={false} />}
      <Socket x={box.x + box.width} y={box.y + box.height / 2} live={false} />
    </g>
  )
}

export function SwitchBox({ model, box, routers }: { model: NetworkModel; box: Box; routers: readonly Box[] }) {
  const { t } = useTranslation('topology')
  return (
    <g>
      <rect className="net-box" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={3} />
      <Label x={box.x + 12} y={box.y + 21} text="br-int" look="mono strong" />
      <Label x={box.x + 12} y={box.y + 38} text={t('network.noFirewall')} look="dim" room={box.width - 20} />
      {model.networks.map((network, at) => (
        <Label key={network.id} x={box.x + 12} y={box.y + 66 + at * 16} text={network.name} look="mono" room={box.width - 20} />
      ))}
      {model.moreNetworks > 0 ? (
        <Label
          x={box.x + 12}
          y={box.y + 66 + model.networks.length * 16}
          text={t('network.plus', { count: model.moreNetworks })}
          look="mono dim"
        />
      ) : null}
      {routers.map((router) => (
        <Socket key={router.y} x={box.x} y={router.y + router.height / 2} live={false} />
      ))}
    </g>
  )
}

export function HostBox({ place: { host, box, more } }: { place: HostPlace }) {
  const { t } = useTranslation('topology')
  const count = host.full.length + host.lines.length + host.folded
  return (
    <g>
      <rect className="net-host" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={3} />
      <Label x={box.x + 14} y={box.y + 22} text={host.name} look="strong" room={220} />
      <Label x={box.x + box.width - 14} y={box.y + 22} text={t('ports', { count })} look="dim" anchor="end" />
      {count === 0 ? <Label x={box.x + 24} y={box.y + 52} text={t('network.noPorts')} look="dim" /> : null}
      {more === null ? null : (
        <>
          <rect className="net-more" x={more.x + 0.5} y={more.y + 0.5} width={more.width - 1} height={more.height - 3} rx={3} />
          <Label x={more.x + 12} y={more.y + 17} text={t('network.morePorts', { count: host.folded })} />
          <Label x={more.x + more.width - 12} y={more.y + 17} text={t('network.inPorts')} look="live" anchor="end" />
        </>
      )}
    </g>
  )
}

/** Where a cable is plugged in. */
export function Socket({ x, y, live }: { x: number; y: number; live: boolean }) {
  return (
    <rect
      className={live ? 'net-socket net-socket-live' : 'net-socket'}
      x={Math.round(x) - 3.5}
      y={Math.round(y) - 3.5}
      width={7}
      height={7}
    />
  )
}
