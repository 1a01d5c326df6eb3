import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Verdict } from '../../parts/verdict.tsx'
import { drawnSide, drawnWay, lookAtStep, useTrace } from '../../state/trace.ts'
import { isStep, type StepRow } from '../../state/trace-rows.ts'
import { verdictSaid } from './act-words.ts'
import { branchesOf, type Station, stationsOf } from './stations.ts'
import type { ShownWay } from './use-trace-view.ts'
import './way-figure.css'

/** The machines that the packet passes, in order; where rules were asked, a tick for each step. */
export function WayFigure({ way }: { readonly way: ShownWay }) {
  const { t } = useTranslation('trace')
  const own = useTrace(drawnWay)
  const side = useTrace(drawnSide)
  const rows = useTrace((store) => store.rows)
  const journey = own?.journey ?? null
  const { project, row } = way
  const target = journey === null ? null : targetName(project, journey.packet.destination)
  const stations = useMemo(
    () => (own === null ? [] : stationsOf(own.journey.first, { t, places: own.places, steps: rows.filter(isStep), side, target })),
    [own, t, rows, side, target],
  )
  if (journey === null) return null
  const branches = branchesOf(journey.first)
  const end = stations.findLast(({ missed }) => !missed)?.pass ?? null
  const said = verdictSaid(journey.verdict, t('unsureMatch'))
  return (
    <section className="trace-way" aria-label={t('figure')}>
      <ol>
        {stations.map((station, at) => (
          <StationItem key={station.key} station={station} row={row} isFirst={at === 0} all={way.all}>
            {station.pass === end ? (
              <span className="trace-end">
                <Verdict verdict={said.verdict}>
                  {[said.words, end?.end == null ? '' : t(`ends.${end.end}`)].filter(Boolean).join(t('comma'))}
                </Verdict>
              </span>
            ) : null}
          </StationItem>
        ))}
      </ol>
      {branches > 0 ? <p className="lab trace-branches">{t('station.branches', { count: branches })}</p> : null}
    </section>
  )
}

/** The VM, router or host that has the address. */
function targetName(project: ShownWay['project'], address: string): string | null {
  if (project === null) return null
  const portId = project.floatingIps.find(({ floatingIp }) => floatingIp === address)?.portId
  const port = project.ports.find(({ id, fixedIps }) => id === portId || fixedIps.some(({ ipAddress }) => ipAddress === address))
  return (
    project.vms.find(({ id }) => id === port?.deviceId)?.name ??
    project.outsideHosts.find((host) => host.address === address)?.name ??
    project.routers.find(({ id }) => id === port?.deviceId)?.name ??
    null
  )
}

interface StationItemProps {
  readonly station: Station
  readonly row: StepRow | null
  readonly isFirst: boolean
  readonly all: number
  readonly children: React.ReactNode
}

function StationItem({ station, row, isFirst, all, children }: StationItemProps) {
  const { t } = useTranslation('trace')
  const { name, isData, role, device, note, steps, missed } = station
  const isHere = row !== null && steps.some(({ key }) => key === row.key)
  const isSilent = station.pass?.kind === 'bridge' && steps.length === 0
  const look = ['trace-station', missed ? 'trace-missed' : '', isSilent ? 'trace-silent' : '', isHere ? 'trace-here' : '']
    .filter(Boolean)
    .join(' ')
  const words = (
    <>
      <b className={isData ? 'm el' : 'el'}>{name}</b>
      <span className="m t3 el">{role}</span>
    </>
  )
  const first = steps.find(({ step }) => step.match !== 'no') ?? steps[0]
  return (
    <>
      {isFirst ? null : (
        <li
          className={['trace-link', missed ? 'trace-missed' : '', device === null ? '' : 'trace-named'].join(' ')}
          aria-hidden="true"
        >
          <span className="m t3 el" title={device ?? ''}>
            {device}
          </span>
        </li>
      )}
      <li className="trace-stop">
        {first === undefined ? (
          <span className={look} title={`${name} ${role}`}>
            {words}
          </span>
        ) : (
          <button
            type="button"
            className={look}
            title={t('station.open', { name })}
            aria-current={isHere ? 'step' : undefined}
            onClick={() => lookAtStep(first.key)}
          >
            {words}
          </button>
        )}
        <span className="trace-below m">
          {isHere && row !== null ? (
            <>
              {t('station.stepOf', { place: row.number, all })}
              <Ticks steps={steps} row={row} />
            </>
          ) : (
            <span className="t3 el" title={note}>
              {note}
            </span>
          )}
          {children}
        </span>
      </li>
    </>
  )
}

/** With more steps than this a tick would be narrower than a pixel. */
const MOST_TICKS = 40
const TICK = 6.4

/** One mark a step: bright where it matched, tall where one is. */
function Ticks({ steps, row }: { readonly steps: readonly StepRow[]; readonly row: StepRow }) {
  const at = steps.findIndex(({ key }) => key === row.key)
  const from = Math.max(0, Math.min(at - MOST_TICKS / 2, steps.length - MOST_TICKS))
  const drawn = steps.slice(from, from + MOST_TICKS)
  const tick = drawn.length > 16 ? 3.6 : TICK
  return (
    <svg className="trace-ticks" width={drawn.length * tick} height={14} aria-hidden="true">
      {drawn.map(({ key, step }, place) => {
        const isHere = key === row.key
        return (
          <rect
            key={key}
            x={place * tick}
            y={isHere ? 0 : 3}
            width={tick - (tick > 5 ? 2.4 : 1.4)}
            height={isHere ? 14 : 8}
            className={step.match === 'no' && !isHere ? 'trace-tick' : 'trace-tick trace-tick-on'}
          />
        )
      })}
    </svg>
  )
}
