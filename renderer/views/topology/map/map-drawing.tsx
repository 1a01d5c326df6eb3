import { useTranslation } from 'react-i18next'
import { VerdictGlyph } from '../../../parts/verdict.tsx'
import type { PortFacts } from '../../../state/port-facts.ts'
import { metroPath } from '../board/geometry.ts'
import { Label } from '../board/text.tsx'
import { Bridge, Folded, Nat } from './map-bridge.tsx'
import { mapTracks } from './map-paths.ts'
import type { StationPlace } from './map-places.ts'
import { Platform } from './map-platform.tsx'
import type { AllWords } from './map-stations.ts'
import type { PartProps } from './part-props.ts'

/** The parts of the map that do not depend on the level: zones, lines, stations. */

/** The grounds: outside, router, switch, host, and netfilter as a part of the host. */
export function Zones({ layout, model }: PartProps) {
  const { t } = useTranslation('topology')
  const { x, band, zone, size, zoom } = layout
  const bottom = zoom === 'network' ? size.height - 8 : band.bottom
  const right = size.width - 14
  const host = model.way.place?.port.hostName ?? ''
  const names = [
    { from: 14, to: 176, name: t('map.outside') },
    { from: 184, to: 350, name: t('map.router', { name: model.way.place?.router?.name ?? '' }) },
    { from: 358, to: 508, name: t('map.switch') },
  ]
  const hostX = x(516)
  const low = zone.top
  const shape =
    zoom === 'network'
      ? `M${hostX + 8} ${band.top}H${right - 8}a8 8 0 0 1 8 8V${bottom - 8}a8 8 0 0 1-8 8H${hostX + 8}a8 8 0 0 1-8-8V${band.top + 8}a8 8 0 0 1 8-8Z`
      : `M${hostX + 8} ${band.top}H${right - 8}a8 8 0 0 1 8 8V${zone.bottom - 8}a8 8 0 0 1-8 8H${x(14) + 8}a8 8 0 0 1-8-8V${low + 8}a8 8 0 0 1 8-8H${hostX - 8}a8 8 0 0 0 8-8V${band.top + 8}a8 8 0 0 1 8-8Z`
  return (
    <g>
      {names.map(({ from, to, name }) => (
        <g key={from}>
          <rect className="map-zone" x={x(from)} y={band.top} width={x(to) - x(from)} height={bottom - band.top} rx={8} />
          <Label x={x(from) + 12} y={band.top + 19} text={name} look="dim" room={x(to) - x(from) - 20} />
        </g>
      ))}
      <path className="map-zone" d={shape} />
      <Label x={hostX + 12} y={band.top + 19} text={host === '' ? t('map.noHost') : host} look="dim" room={300} />
      {zoom === 'network' ? null : (
        <Label
          x={x(14) + 12}
          y={low + 19}
          text={t('map.netfilter', { host, family: model.way.rows?.lanes.to.chain.family === 'ipv6' ? 'IPv6' : 'IPv4' })}
          look="dim"
          room={300}
        />
      )}
    </g>
  )
}

/** Both ways: idle ones thin and grey, lit ones thick to the VM and hollow from it. */
export function Ways({ layout, model }: PartProps) {
  const { lit } = model.way
  const tracks = mapTracks(layout).map((track) => ({
    ...track,
    isLit: track.segment === 'out-source' ? model.lines['out-source'].packets > 0 : lit[track.direction].has(track.segment),
  }))
  return (
    <g>
      {tracks.map(({ id, path, isLit }) => (isLit ? null : <path key={id} className="map-idle" d={path} />))}
      {tracks.map(({ id, path, isLit, direction, segment, mark }) =>
        isLit ? (
          <g key={id} data-lit={`${direction} ${segment}`}>
            <path className={`map-lit map-lit-${direction}`} d={path} />
            {direction === 'from' ? <path className="map-core" d={path} /> : null}
            {mark === null ? null : (
              <path
                className={`map-mark map-mark-${direction}`}
                transform={`translate(${mark.x} ${mark.y}) rotate(${mark.turn})`}
                d={direction === 'to' ? 'M-5 -2.5L0.5 0L-5 2.5ZM1 -2.5L6 0L1 2.5Z' : 'M-5 -5.5L5 0L-5 5.5Z'}
              />
            )}
          </g>
        ) : null,
      )}
    </g>
  )
}

/** INPUT and OUTPUT with where they lead, still or not. */
export function SideHooks({ layout: { x, input, output, platforms, entry }, model }: PartProps) {
  const { t } = useTranslation('topology')
  const to = platforms.out.y + entry + 10
  const live = (line: 'input' | 'output') => (model.lines[line].packets > 0 ? 'map-other' : 'map-idle')
  const { input: into, output: out } = model.rows ?? { input: null, output: null }
  const then = into?.chain == null ? '' : t('map.thenOut', { chain: into.chain.name })
  return (
    <g>
      <path
        className={live('input')}
        d={metroPath([
          [x(62), input],
          [x(410) - Math.abs(input - to), input],
          [x(410), to],
          [x(480), to],
        ])}
      />
      <path className={live('output')} d={`M${x(62)} ${output}H${x(390)}`} />
      <circle className="map-ring" cx={x(390)} cy={output} r={5} />
      <Label x={x(62) + 40} y={input - 15} text={t('map.inputWhy')} look="dim" room={x(410) - x(62) - 50} />
      <Label x={x(62) + 52} y={output - 15} text={t('map.outputWhy')} look="dim" room={x(410) - x(62) - 60} />
      {/* Low down the two stand so close that there is no line between them. */}
      {output - input < 52 ? null : (
        <>
          <Label x={x(62) + 16} y={input + 20} text={then} look="dim" room={x(400) - x(62)} />
          <Label x={x(62) + 16} y={output + 20} text={out?.chain?.name ?? ''} look="dim" room={x(400) - x(62)} />
        </>
      )}
    </g>
  )
}

interface StationsProps extends PartProps {
  readonly places: readonly StationPlace[]
  readonly words: AllWords
}

export function Stations({ layout, model, places, words }: StationsProps) {
  return (
    <g>
      {places.map((place) => (
        <StationMark key={place.id} place={place} layout={layout} model={model} words={words} />
      ))}
    </g>
  )
}

function StationMark({ place, layout, model, words: all }: PartProps & { place: StationPlace; words: AllWords }) {
  const words = all[place.id]
  const { id, box, label, role, shape, room } = place
  if (shape === 'platform') {
    if (id === 'bridge') return <Bridge layout={layout} model={model} words={all} />
    if (id === 'hook') return <Folded layout={layout} model={model} words={all} />
    if (id !== 'in' && id !== 'out' && id !== 'source') return null
    const facts = model.platforms[id]
    return (
      <Platform words={words} facts={facts} box={box} layout={layout} index={model.index} moved={model.moved} note={words.role} />
    )
  }
  const big = id === 'hook' || id === 'vm' || id === 'input' || id === 'output'
  return (
    <g className={words.lit ? 'map-station map-on' : 'map-station'}>
      {id === 'vm' ? (
        <rect className="map-halo" x={box.x - 8} y={box.y - 6} width={box.width + 16} height={box.height + 12} rx={15} />
      ) : null}
      {shape === 'capsule' ? (
        <rect
          className={id === 'vm' ? 'map-ring map-vm' : 'map-ring'}
          x={box.x}
          y={box.y}
          width={box.width}
          height={box.height}
          rx={box.width / 2}
        />
      ) : shape === 'ring' ? (
        <circle className="map-ring" cx={box.x + box.width / 2} cy={box.y + box.height / 2} r={box.width / 2} />
      ) : null}
      {id === 'accept' || id === 'drop' ? (
        <g className="map-verdict" transform={`translate(${box.x + box.width / 2 - 7} ${box.y + box.height / 2 - 7})`}>
          <VerdictGlyph verdict={id} size={14} />
        </g>
      ) : null}
      <Label x={label.x} y={label.y} text={words.name} look={big ? 'strong' : 'mono'} room={room} anchor={label.anchor} />
      {role === null || id === 'input' || id === 'output' ? null : (
        <Label x={role.x} y={role.y} text={words.role} look={id === 'vm' ? 'mono' : 'dim'} room={room} anchor="middle" />
      )}
      {id === 'router' ? <Nat layout={layout} model={model} /> : null}
    </g>
  )
}

/** Other VMs of the host: each where they are few, else one station with their count. */
export function Neighbours({ layout: { x, others }, model }: PartProps) {
  const { t } = useTranslation('topology')
  const { neighbours, ofNeighbours } = model
  const rows = foldNeighbours(neighbours)
  return (
    <g>
      {rows.map((row, at) => {
        const y = others + at * 22
        return (
          <g key={row === null ? 'folded' : row.port.id}>
            <path
              className={row === null && ofNeighbours > 0 ? 'map-other' : 'map-idle'}
              d={metroPath([
                [x(433), y + 26],
                [x(433) + 26, y],
                [x(560), y],
              ])}
            />
            <circle className="map-ring" cx={x(560)} cy={y} r={row === null ? 7 : 5} />
            {row === null ? (
              <Label
                x={x(560) + 14}
                y={y + 4}
                text={t('map.others', {
                  ports: t('morePorts', { count: neighbours.length }),
                  packets: t('packets', { count: ofNeighbours }),
                })}
                room={x(900) - x(574)}
              />
            ) : (
              <>
                <Label x={x(560) + 14} y={y + 4} text={row.vm} look="mono" room={80} />
                <Label x={x(560) + 100} y={y + 4} text={row.addresses} look="mono dim" room={x(900) - x(660)} />
              </>
            )}
          </g>
        )
      })}
    </g>
  )
}

/** Null stands for all of them. */
export const foldNeighbours = (neighbours: readonly PortFacts[]): readonly (PortFacts | null)[] =>
  neighbours.length > 2 ? [null] : neighbours
