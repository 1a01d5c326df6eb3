import { useCallback, useMemo } from 'react'
import type { LabState } from '#shared/contract/states'
import { deviceOf } from '#shared/project/device-name'
import type { Project } from '#shared/project/schema'
import { counters, useBaselineTime, useCounters } from '../../state/counters.ts'
import { useKernel } from '../../state/kernel.ts'
import { usePing } from '../../state/ping.ts'
import { useProject } from '../../state/project.ts'
import { targetState, useSession } from '../../state/session.ts'
import {
  moved,
  sameCounts,
  stillCounts,
  type WayCounts,
  type WayFamily,
  type WayRows,
  wayCounts,
  wayRows,
} from '../../state/way.ts'
import { type LitWay, litWay, noOuterWay, type OuterWay } from './lit.ts'
import { type PingEnds, type WayPeer, type WayPlace, wayOfPing, wayPlace } from './way-place.ts'

/** Why nothing is counted; `still`: it is, and nothing has moved. */
export type WayIdle =
  | 'off'
  | 'lost'
  | 'unread'
  | 'starting'
  | 'waiting'
  | 'notApplied'
  | 'notFiltered'
  | 'noFamily'
  | 'elsewhere'
  | 'nowhere'
  | 'noPort'
  | 'still'

export interface Way {
  readonly place: WayPlace | null
  readonly rows: WayRows | null
  readonly counts: WayCounts
  readonly lit: LitWay
  /** Null while packets are on their way. */
  readonly idle: WayIdle | null
  readonly baseline: number | null
  readonly project: Project | null
}

export function useWay(portId: string | null, family: WayFamily): Way {
  const index = useKernel((kernel) => kernel.index)
  const lab = useSession((store) => targetState(store.session))
  const onMachine = useSession((store) => store.session?.target === 'machine')
  const host = useSession((store) => store.session?.kernel?.host ?? '')
  const project = useShownProject()
  const baseline = useBaselineTime()
  const tested = useTestedWay(project, host)
  const about = tested !== null && tested.portId === portId ? tested : null
  const place = useMemo(
    () => (project === null || portId === null ? null : wayPlace(project, portId, about?.peer ?? null)),
    [project, portId, about],
  )
  const device = place === null ? undefined : deviceOf(place.port)
  const running = lab === 'running'
  const rows = useMemo(
    () => (index === null || portId === null || !running ? null : wayRows(index, portId, family, device)),
    [index, portId, family, running, device],
  )
  const counts = useCounters(
    useCallback(() => (rows === null ? stillCounts : wayCounts(rows, (row) => counters.row(row).delta)), [rows]),
    sameCounts,
  )
  const since = about !== null && about.startedAt !== null && baseline !== null && baseline <= about.startedAt
  const outer = useMemo<OuterWay>(() => (since && about !== null ? outerOf(about) : noOuterWay), [since, about])
  const lit = useMemo(() => litWay(counts, outer), [counts, outer])
  const ofOtherFamily = index?.chains.some((chain) => chain.portId === portId && chain.family !== family) ?? false
  const idle =
    idleWord(lab === 'lost' && onMachine ? 'unread' : lab, index !== null && baseline !== null, place, rows, ofOtherFamily, host) ??
    (moved(counts) ? null : 'still')
  return { place, rows, counts, lit, idle, baseline, project }
}

/** The document that the kernel's rules were made of. */
const useShownProject = (): Project | null => useProject((store) => store.told?.applied?.project ?? store.told?.project ?? null)

interface TestedWay {
  readonly portId: string
  readonly peer: WayPeer | null
  readonly startedAt: number | null
  /** The port's own VM sent the echoes. */
  readonly sends: boolean
  /** Some echo has been answered. */
  readonly answered: boolean
}

/** The way that the last ping test took: the only thing that says who stood at the other end. */
function useTestedWay(project: Project | null, host: string): TestedWay | null {
  const from = usePing((store) => store.run?.request.from ?? null)
  const to = usePing((store) => store.run?.request.to ?? null)
  const startedAt = usePing((store) => store.run?.startedAt ?? null)
  const answered = usePing((store) => (store.run?.counted?.received ?? store.run?.echoes.length ?? 0) > 0)
  return useMemo(() => {
    const way = project === null || from === null || to === null ? null : wayOfPing(project, { from, to }, host)
    if (way === null) return null
    const sends = project?.ports.some((port) => port.id === way.portId && port.deviceId === from) ?? false
    return { ...way, startedAt, sends, answered }
  }, [project, host, from, to, startedAt, answered])
}

/** Port and family that the Ping test is about: of the test that is shown, before it of what is asked for. */
export function usePingWay(asked: PingEnds): { readonly portId: string | null; readonly family: WayFamily } {
  const project = useShownProject()
  const host = useSession((store) => store.session?.kernel?.host ?? '')
  const request = usePing((store) => store.run?.request ?? null)
  const { from, to } = request ?? asked
  const portId = useMemo(
    () => (project === null ? null : (wayOfPing(project, { from, to }, host)?.portId ?? null)),
    [project, from, to, host],
  )
  return { portId, family: to.includes(':') ? 'ipv6' : 'ipv4' }
}

/**
 * An echo that the other end sent and this host counted has come all the way; one that went out is known to have arrived only by
 * its answer.
 */
function outerOf({ peer, sends, answered }: TestedWay): OuterWay {
  if (peer === null) return noOuterWay
  return { peer: peer.kind !== 'router', router: peer.routed, proved: { to: !sends || answered, from: answered } }
}

function idleWord(
  lab: LabState['state'] | 'unread' | null,
  read: boolean,
  place: WayPlace | null,
  rows: WayRows | null,
  ofOtherFamily: boolean,
  host: string,
): WayIdle | null {
  if (lab === 'lost' || lab === 'unread') return lab
  if (lab === 'off' || lab === 'failed') return 'off'
  if (lab !== 'running') return 'starting'
  if (place === null) return 'noPort'
  if (place.port.hostName === null) return 'nowhere'
  if (host !== '' && place.port.hostName !== host) return 'elsewhere'
  if (!read) return 'waiting'
  if (rows !== null) return null
  if (ofOtherFamily) return 'noFamily'
  return place.port.portSecurityEnabled ? 'notApplied' : 'notFiltered'
}
