import type { Flight, Met } from './flight.ts'
import type { WalkPacket } from './packet.ts'
import type { BridgeDecision, EndCode, Pass } from './step.ts'
import type { Tracked } from './tracking.ts'

/**
 * Where a packet begins. `ip`: the place sends it as its own, by routing table and OUTPUT; `device` chooses the card of a packet to a
 * group or to a link-local address. `frame`: it is written on the cable of the card as it stands (a packet socket), past the rules of the
 * place itself; MACs that the packet does not have are those that `ip` would give it.
 */
export interface From {
  readonly place: string
  readonly device?: string
  readonly as: 'ip' | 'frame'
}

/** A packet where it ended: as its receiver, or the rule that refused it, saw it. */
export interface Ended {
  readonly place: string
  /** The port of a bridge that it came in by and was shown to rules at, crossed or routed; null for none. */
  readonly port: string | null
  /** The card by which it came to the IP stack, of a bridge the bridge's own; null for what only crosses one or is sent here. */
  readonly card: string | null
  /** Of a refusal: how it is answered; null: not at all, or not known. */
  readonly answer: string | null
  readonly packet: WalkPacket
  readonly tracked: Tracked | null
}

/** Where a pass begins. */
export interface Course {
  readonly kind: Pass['kind']
  readonly place: string
  readonly bridge: string | null
  readonly in: string | null
  readonly packet: WalkPacket
}

/** What came of it. */
export interface Outcome {
  readonly met: Met
  readonly out?: string | null
  readonly decision?: BridgeDecision | null
  readonly next?: readonly Pass[]
}

/** `flight` null: no rule was asked. */
export const passOf = (course: Course, flight: Flight | null, { met, out = null, decision = null, next = [] }: Outcome): Pass => ({
  ...course,
  ...{ out, decision, hooks: flight?.hooks ?? [], verdict: met.verdict, end: met.end, next },
})

export const ON: Met = { verdict: 'accept', end: null }
export const ended = (end: EndCode): Met => ({ verdict: 'drop', end })
export const DELIVERED: Met = { verdict: 'accept', end: 'delivered' }
export const NOT_LISTENING = ended('not-for-this-machine')

export const endedOf = ({ place, packet, tracked, answer }: Flight, port: string | null, card: string | null): Ended => ({
  place: place.name,
  packet,
  tracked,
  answer,
  port,
  card,
})
