import type { WayCounts, WayDirection } from '../../state/way.ts'

/** Stations in the order of the hooks. They never change places; what is not there is drawn idle. */
export const STATIONS = [
  'peer',
  'router',
  'switch',
  'bridge',
  'hook',
  'top',
  'forward',
  'sg',
  'in',
  'out',
  'drop',
  'accept',
  'device',
  'vm',
] as const
export type Station = (typeof STATIONS)[number]

/** Pieces of a track between two stations; each direction has its own. `lane` is the platform of the direction. */
export const SEGMENTS = [
  'peer-router',
  'router-switch',
  'switch-bridge',
  'bridge-hook',
  'hook-top',
  'top-forward',
  'forward-sg',
  'sg-lane',
  'lane-drop',
  'lane-accept',
  'accept-device',
  'device-vm',
] as const
export type Segment = (typeof SEGMENTS)[number]

/**
 * What is known of the way before the integration switch. No counter stands there: only a ping test says where its packets came
 * from, so without one this part stays idle.
 */
export interface OuterWay {
  readonly peer: boolean
  readonly router: boolean
  /** Directions in which a packet is known to have gone all the way between the switch and the other end. */
  readonly proved: Readonly<Record<WayDirection, boolean>>
}
export const noOuterWay: OuterWay = { peer: false, router: false, proved: { to: false, from: false } }

export interface LitWay {
  readonly to: ReadonlySet<Segment>
  readonly from: ReadonlySet<Segment>
  readonly stations: ReadonlySet<Station>
}

/**
 * Lit is what the counters prove. A packet from the VM meets FORWARD like any other, but goes on to the bridge's other end only
 * when it was let go; a packet to the VM reaches its device only then.
 */
export function litWay(counts: WayCounts, outer: OuterWay): LitWay {
  const { to, from } = counts
  const beyond = (passes: boolean): Segment[] =>
    passes ? segments([outer.peer, 'peer-router'], [outer.peer || outer.router, 'router-switch']) : []
  const inner = (lane: typeof to): Segment[] =>
    segments(
      [lane.device > 0 && counts.top > 0, 'hook-top'],
      [lane.device > 0 && counts.top > 0, 'top-forward'],
      [lane.device > 0, 'forward-sg'],
      [lane.entry > 0, 'sg-lane'],
      [lane.dropped > 0, 'lane-drop'],
      [lane.passed > 0, 'lane-accept'],
      [lane.passed > 0, 'accept-device'],
    )
  const came = to.device > 0
  const left = from.passed > 0
  const tracks = {
    to: new Set([
      ...beyond(came && outer.proved.to),
      ...segments([came, 'switch-bridge'], [came, 'bridge-hook'], [to.passed > 0, 'device-vm']),
      ...inner(to),
    ]),
    from: new Set([
      ...beyond(left && outer.proved.from),
      ...segments([left, 'switch-bridge'], [left, 'bridge-hook'], [from.device > 0, 'device-vm']),
      ...inner(from),
    ]),
  }
  return { ...tracks, stations: litStations(tracks, counts, outer) }
}

const segments = (...asked: readonly (readonly [lit: boolean, segment: Segment])[]): Segment[] =>
  asked.flatMap(([lit, segment]) => (lit ? [segment] : []))

function litStations(tracks: Record<WayDirection, ReadonlySet<Segment>>, { to, from }: WayCounts, outer: OuterWay): Set<Station> {
  const on = (segment: Segment) => tracks.to.has(segment) || tracks.from.has(segment)
  const hooked = to.device > 0 || from.device > 0
  const lit: Readonly<Record<Station, boolean>> = {
    peer: on('peer-router'),
    router: outer.router && on('router-switch'),
    switch: on('switch-bridge'),
    bridge: on('switch-bridge') || hooked,
    hook: hooked,
    top: on('hook-top'),
    forward: hooked,
    sg: on('forward-sg') || on('sg-lane'),
    in: to.entry > 0,
    out: from.entry > 0,
    drop: on('lane-drop'),
    accept: on('lane-accept'),
    device: on('device-vm') || on('accept-device'),
    vm: on('device-vm'),
  }
  return new Set(STATIONS.filter((station) => lit[station]))
}
