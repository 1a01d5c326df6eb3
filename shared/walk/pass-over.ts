import { ended, ON, passOf } from './course.ts'
import { type Devices, Flight, type Met } from './flight.ts'
import { journeyOf } from './journey.ts'
import type { ReadPlace } from './network.ts'
import type { PacketState, WalkPacket } from './packet.ts'
import type { HookName, Journey, Pass } from './step.ts'
import type { Tracking } from './tracking.ts'

/**
 * One crossing of one namespace by itself, whatever is around it. Devices: a name; null, there is none; undefined, not known, so that rules
 * which ask for it are unsure.
 */
export interface Crossing {
  readonly place: ReadPlace
  readonly tracking: Tracking
  /** `bridge`: from port `in` to port `out`. `received` and `routed`: in by the card `in`. */
  readonly kind: Pass['kind']
  readonly bridge?: string
  readonly in?: string | null
  readonly out?: string | null
  /** The port of the bridge `in` by which a frame for the machine itself came; none when left out. */
  readonly port?: string
  /** Told instead of being found in `tracking`. */
  readonly state?: PacketState | 'unknown'
  /** That the packet has as it comes in; 0 when left out. */
  readonly mark?: number
  /** False: a bridge that does not show its packets to iptables (`bridge-nf-call-iptables`). True when left out. */
  readonly passesRules?: boolean
}

const HOOKS: { readonly [K in Pass['kind']]: readonly HookName[] } = {
  bridge: ['PREROUTING', 'FORWARD', 'POSTROUTING'],
  routed: ['PREROUTING', 'FORWARD', 'POSTROUTING'],
  received: ['PREROUTING', 'INPUT'],
  sent: ['OUTPUT', 'POSTROUTING'],
}

/** The rules that a packet meets there, and what they say. Connections are kept in `tracking`, as the packet makes them. */
export function passOver(crossing: Crossing, packet: WalkPacket): Journey {
  const { place, tracking, kind, bridge, state, mark = 0, passesRules = true } = crossing
  const flight = new Flight(place, tracking, packet)
  flight.givenState = state
  flight.mark = mark
  const { ttl } = packet
  let met: Met = ON
  for (const hook of passesRules ? HOOKS[kind] : []) {
    if (kind === 'routed' && hook === 'FORWARD' && ttl !== undefined) {
      if (ttl <= 1) met = ended('ttl-exceeded')
      else flight.packet = { ...flight.packet, ttl: ttl - 1 }
    }
    if (met.verdict === 'accept') met = flight.meet(hook, devicesAt(hook, crossing))
    if (met.verdict !== 'accept') break
  }
  const isDelivered = kind === 'received' && met.verdict === 'accept'
  const course = { kind, place: place.name, bridge: bridge ?? null, in: crossing.in ?? null, packet }
  const pass = passOf(course, flight, {
    met: isDelivered ? { verdict: 'accept', end: 'delivered' } : met,
    out: crossing.out ?? null,
    decision: kind === 'bridge' ? 'forward' : null,
  })
  return journeyOf(packet, pass, flight.unsureOf)
}

/** As br_netfilter_hooks.c, ip_input.c and ip_output.c name them. */
function devicesAt(hook: HookName, crossing: Crossing): Devices {
  const isLeaving = hook === 'FORWARD' || hook === 'POSTROUTING' || hook === 'OUTPUT'
  const isEntering = hook === 'PREROUTING' || hook === 'INPUT' || hook === 'FORWARD'
  if (crossing.kind === 'bridge') {
    const { bridge } = crossing
    const ends = { in: isEntering ? bridge : null, out: isLeaving ? bridge : null }
    return { ...ends, physIn: crossing.in, physOut: isLeaving ? crossing.out : null }
  }
  const physIn = crossing.kind === 'sent' ? null : (crossing.port ?? null)
  return { in: isEntering ? crossing.in : null, out: isLeaving ? crossing.out : null, physIn, physOut: null }
}
