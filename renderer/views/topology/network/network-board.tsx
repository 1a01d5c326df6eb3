import { type Ref, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import { useWay } from '../../../parts/way-strip/use-way.ts'
import { linkOf } from '../../../state/plugs.ts'
import { openView, selectHost, showPortsOf } from '../../../state/screen.ts'
import { targetState, useSession } from '../../../state/session.ts'
import type { WayFamily } from '../../../state/way.ts'
import { Board, type BoardControl } from '../board/board.tsx'
import { metroPath } from '../board/geometry.ts'
import type { Spot } from '../board/spots.tsx'
import { Label } from '../board/text.tsx'
import { HostBox, OutsideBox, RouterBox, SwitchBox } from './network-boxes.tsx'
import { networkPlaces } from './network-layout.ts'
import { networkModel } from './network-model.ts'
import { PortPicture } from './port-picture.tsx'
import './network.css'

interface NetworkBoardProps {
  readonly project: Project
  readonly chosen: string | null
  readonly family: WayFamily
  readonly onChoose: (portId: string) => void
  readonly onZoom: (zoom: number) => void
  readonly ref: Ref<BoardControl>
}

const LIMITS = { least: 0.7, most: 1.15 }

/** The project's machines and the cables between them, as the lab builds them. */
export function NetworkBoard({ project, chosen, family, onChoose, onZoom, ref }: NetworkBoardProps) {
  const { t } = useTranslation('topology')
  const model = useMemo(() => networkModel(project, chosen), [project, chosen])
  const places = useMemo(() => networkPlaces(model), [model])
  const lab = useSession(({ session }) => session?.lab)
  const running = useSession(({ session }) => targetState(session) === 'running')
  const way = useWay(chosen, family)
  const litFrom = (segment: 'peer-router' | 'router-switch') => way.lit.to.has(segment) || way.lit.from.has(segment)
  const isLit = (id: string): boolean => {
    const [from, to] = id.split(' ')
    if (to === 'switch')
      return litFrom('router-switch') && model.routers.find((router) => router.id === from)?.name === way.place?.router?.name
    return litFrom('peer-router') && model.outside.find((host) => host.id === from)?.address === way.place?.peer?.name
  }
  const home = { x: 0, y: 0, width: places.width, height: places.height }
  const spots = useMemo<Spot[]>(() => {
    const outside = model.outside.flatMap((host, at): Spot[] => {
      const box = places.outside[at]
      const name = t('network.outsideName', { name: host.name || host.address, address: host.address })
      return box === undefined ? [] : [{ id: host.id, box, name, main: true, chosen: false, onOpen: () => openView('ping') }]
    })
    const routers = model.routers.flatMap((router, at): Spot[] => {
      const box = places.routers[at]
      const [nat] = router.floating
      const words =
        nat === undefined
          ? t('network.routerName', { name: router.name })
          : t('network.routerNatName', { name: router.name, ...nat })
      return box === undefined
        ? []
        : [{ id: router.id, box, name: words, main: true, chosen: false, onOpen: () => openView('networks') }]
    })
    const wire: Spot = {
      ...{ id: 'switch', box: { ...places.switch, height: 64 }, name: t('network.switchName'), main: true, chosen: false },
      onOpen: () => openView('networks'),
    }
    const hosts = places.hosts.flatMap(({ host, box, ports, more }): Spot[] => {
      const openHost = () => {
        selectHost(host.name)
        openView('hosts')
      }
      const count = host.full.length + host.lines.length + host.folded
      return [
        {
          ...{ id: `host ${host.name}`, box: { ...box, height: 32 }, main: true, chosen: false, onOpen: openHost },
          name: t('network.hostName', { host: host.name, ports: t('ports', { count }) }),
        },
        ...ports.map(({ facts, vm }): Spot => {
          const link = linkOf(lab, facts)
          const name = t('network.vmName', {
            vm: facts.vm,
            device: facts.device,
            address: facts.addresses,
            link: t(`link.${link}`),
          })
          const { id } = facts.port
          return { id, box: vm, name, main: true, chosen: id === chosen, onOpen: () => onChoose(id) }
        }),
        ...(more === null
          ? []
          : [
              {
                ...{ id: `more ${host.name}`, box: more, main: true, chosen: false, onOpen: openPorts },
                name: t('network.moreName', { ports: t('ports', { count: host.folded }), host: host.name }),
              },
            ]),
      ]
    })
    return [...outside, ...routers, wire, ...hosts]
  }, [model, places, chosen, lab, onChoose, t])
  return (
    <Board
      ref={ref}
      label={t('network.label')}
      size={places}
      home={home}
      shape={`${places.hosts.length} ${places.height}`}
      limits={LIMITS}
      spots={spots}
      onZoom={onZoom}
    >
      <line
        className="net-divider"
        x1={places.dividers.x}
        x2={places.dividers.x}
        y1={places.dividers.top}
        y2={places.height - 20}
      />
      <Label x={20} y={40} text={t('network.outside')} look="strong" room={90} />
      <Label x={20} y={56} text={model.externalCidrs[0] ?? ''} look="mono dim" room={160} />
      <Label x={220} y={40} text={t('network.project')} look="strong" room={200} />
      <Label
        x={220}
        y={56}
        text={
          model.networks.length === 1
            ? (model.networks[0]?.cidrs[0] ?? '')
            : t('network.networks', { count: model.networks.length + model.moreNetworks })
        }
        look={model.networks.length === 1 ? 'mono dim' : 'dim'}
        room={200}
      />
      {places.cables.map(({ id, points }) => (
        <path
          key={id}
          className={isLit(id) ? 'net-cable net-cable-live' : running ? 'net-cable' : 'net-cable net-cable-off'}
          d={metroPath(points, 6)}
        />
      ))}
      {model.outside.map((host, at) => (
        <OutsideBox
          key={host.id}
          host={host}
          box={places.outside[at]}
          live={isLit(`${host.id} ${model.routers.find((router) => router.gatewayOf === host.networkId)?.id ?? ''}`)}
        />
      ))}
      {model.routers.map((router, at) => (
        <RouterBox key={router.id} router={router} box={places.routers[at]} />
      ))}
      <SwitchBox model={model} box={places.switch} routers={places.routers} />
      {places.hosts.map((place) => (
        <g key={place.host.name}>
          <HostBox place={place} />
          {place.ports.map((port) => (
            <PortPicture
              key={port.facts.port.id}
              project={project}
              place={port}
              from={places.switch.x + places.switch.width}
              chosen={port.facts.port.id === chosen}
              running={running}
              link={linkOf(lab, port.facts)}
            />
          ))}
        </g>
      ))}
      {model.moreOutside > 0 ? (
        <Label
          x={places.notes.outside[0]}
          y={places.notes.outside[1]}
          text={t('network.more', { count: model.moreOutside })}
          look="dim"
        />
      ) : null}
      {model.moreRouters > 0 ? (
        <Label
          x={places.notes.routers[0]}
          y={places.notes.routers[1]}
          text={t('network.more', { count: model.moreRouters })}
          look="dim"
        />
      ) : null}
      {model.moreHosts > 0 ? (
        <Label
          x={places.notes.hosts[0]}
          y={places.notes.hosts[1]}
          text={t('network.moreHosts', { count: model.moreHosts })}
          look="dim"
        />
      ) : null}
      {model.nowhere > 0 ? (
        <Label
          x={places.notes.nowhere[0]}
          y={places.notes.nowhere[1]}
          text={t('network.nowhere', { count: model.nowhere })}
          look="dim"
        />
      ) : null}
    </Board>
  )
}

function openPorts(): void {
  showPortsOf(null)
  openView('ports')
}
