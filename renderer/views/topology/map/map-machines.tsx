import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import type { WayPlace } from '../../../parts/way-strip/way-place.ts'
import { counters, useCounters } from '../../../state/counters.ts'
import { useKernel } from '../../../state/kernel.ts'
import { type PortFacts, portFacts, portRows } from '../../../state/port-facts.ts'
import { shortId } from '../../../texts/format.ts'
import { metroPath } from '../board/geometry.ts'
import { Label } from '../board/text.tsx'
import { GAUGE, type MapLayout } from './map-layout.ts'

/** The other machines at the level Network, as stations on branches of the ways. */

export type MachineRow =
  | { readonly kind: 'port'; readonly facts: PortFacts }
  | { readonly kind: 'host'; readonly name: string; readonly count: number }
  | { readonly kind: 'more'; readonly count: number }

export interface Machines {
  readonly outside: readonly { readonly id: string; readonly name: string; readonly joined: boolean }[]
  readonly moreOutside: number
  readonly routers: readonly { readonly id: string; readonly name: string }[]
  readonly rows: readonly MachineRow[]
}

/** Ports of the chosen one's host first, then the other hosts', each under its name; what has no room is counted. */
export function machinesOf(project: Project | null, place: WayPlace | null, most: number): Machines {
  if (project === null) return { outside: [], moreOutside: 0, routers: [], rows: [] }
  const gateways = new Set(
    project.ports.filter((port) => port.deviceOwner === 'network:router_gateway').map((port) => port.networkId),
  )
  const outside = project.outsideHosts.filter(({ address }) => address !== place?.peer?.name)
  const routers = project.routers.filter(({ id, name }) => (name || shortId(id)) !== place?.router?.name)
  const host = place?.port.hostName ?? null
  const others = portFacts(project).filter(({ port }) => port.hostName !== null && port.id !== place?.port.id)
  const own = others.filter(({ port }) => port.hostName === host)
  const rows: MachineRow[] = own.map((facts) => ({ kind: 'port', facts }))
  for (const { name } of project.hosts.filter((each) => each.name !== host)) {
    const ports = others.filter(({ port }) => port.hostName === name)
    rows.push({ kind: 'host', name, count: ports.length }, ...ports.map((facts): MachineRow => ({ kind: 'port', facts })))
  }
  const shown = rows.length <= most ? rows : rows.slice(0, most - 1)
  const left = rows.slice(shown.length).filter(({ kind }) => kind === 'port').length
  return {
    outside: outside.slice(0, 6).map(({ id, address, networkId }) => ({ id, name: address, joined: gateways.has(networkId) })),
    moreOutside: Math.max(0, outside.length - 6),
    routers: routers.slice(0, 4).map(({ id, name }) => ({ id, name: name || shortId(id) })),
    rows: left === 0 ? shown : [...shown, { kind: 'more', count: left }],
  }
}

interface MachineProps {
  readonly layout: MapLayout
  readonly machines: Machines
}

export function MachineRows({ layout, machines }: MachineProps) {
  const { t } = useTranslation('topology')
  const { x, track, machines: grid } = layout
  const under = track + GAUGE + 8
  const y = (at: number): number => grid.top + at * grid.step
  return (
    <g>
      {machines.outside.map((host, at) => (
        <g key={host.id}>
          {host.joined ? (
            <path
              className="map-idle"
              d={metroPath([
                [x(60), y(at + 1)],
                [x(226), y(at + 1)],
                [x(226), track + 40],
                [x(264), under],
              ])}
            />
          ) : null}
          <circle className="map-ring" cx={x(60)} cy={y(at + 1)} r={5} />
          <Label x={x(60) + 12} y={y(at + 1) - 5} text={host.name} look="mono" room={x(170) - x(60) - 12} />
        </g>
      ))}
      {machines.moreOutside > 0 ? (
        <Label x={x(60) + 12} y={y(7) + 4} text={t('network.more', { count: machines.moreOutside })} look="dim" />
      ) : null}
      {machines.routers.map((router, at) => (
        <g key={router.id}>
          <circle className="map-ring" cx={x(264)} cy={y(at + 3)} r={6} />
          <Label x={x(264) + 12} y={y(at + 3) + 4} text={router.name} look="mono" room={x(346) - x(276)} />
        </g>
      ))}
      {machines.rows.map((row, at) => (
        <g key={row.kind === 'port' ? row.facts.port.id : row.kind === 'host' ? `host ${row.name}` : 'more'}>
          {row.kind === 'host' ? null : (
            <path
              className="map-idle"
              d={metroPath([
                [x(433), y(at)],
                [x(560), y(at)],
              ])}
            />
          )}
          <Row row={row} x={x(560)} y={y(at)} right={layout.size.width - 36} />
        </g>
      ))}
    </g>
  )
}

function Row({ row, x, y, right }: { readonly row: MachineRow; readonly x: number; readonly y: number; readonly right: number }) {
  const { t } = useTranslation('topology')
  if (row.kind === 'host')
    return (
      <>
        <Label x={x - 14} y={y + 8} text={row.name} look="strong" room={200} />
        <Label x={right} y={y + 8} text={t('ports', { count: row.count })} look="dim" anchor="end" />
        <path className="map-rule" d={`M${x - 14} ${y - 9.5}H${right}`} />
      </>
    )
  if (row.kind === 'more')
    return (
      <>
        <circle className="map-ring" cx={x} cy={y} r={7} />
        <Label x={x + 16} y={y + 4} text={t('morePorts', { count: row.count })} />
      </>
    )
  return <PortRow facts={row.facts} x={x} y={y} right={right} />
}

function PortRow({
  facts,
  x,
  y,
  right,
}: {
  readonly facts: PortFacts
  readonly x: number
  readonly y: number
  readonly right: number
}) {
  const index = useKernel((kernel) => kernel.index)
  const rows = useMemo(() => {
    const own = index === null ? undefined : portRows(index).get(facts.port.id)
    return own === undefined ? null : [...own.in, ...own.out]
  }, [index, facts])
  const packets = useCounters(() => (rows === null ? null : rows.reduce((sum, row) => sum + counters.row(row).delta, 0)))
  const room = right - x
  return (
    <>
      <circle className={packets !== null && packets > 0 ? 'map-ring map-ring-live' : 'map-ring'} cx={x} cy={y} r={5} />
      <Label x={x + 16} y={y + 4} text={facts.vm} look="mono" room={room * 0.22} />
      <Label x={x + 16 + room * 0.25} y={y + 4} text={facts.addresses} look="mono dim" room={room * 0.3} />
      <Label x={x + 16 + room * 0.57} y={y + 4} text={facts.device} look="mono dim" room={room * 0.28} />
      <Label
        x={right}
        y={y + 4}
        text={packets === null ? '' : `${packets}`}
        look={packets === null || packets === 0 ? 'mono dim' : 'mono live'}
        anchor="end"
      />
    </>
  )
}
