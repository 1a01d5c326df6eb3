import { type Decided, decideBridge } from './bridge-decision.ts'
import { type Course, DELIVERED, type Ended, ended, endedOf, type From, NOT_LISTENING, ON, passOf } from './course.ts'
import { type Devices, Flight, isGroupMac, type Met } from './flight.ts'
import { enter, MARTIAN, staysHere } from './martian.ts'
import type { Memory } from './memory.ts'
import type { Network } from './network.ts'
import type { WalkPacket } from './packet.ts'
import { groupMac, neighbourMac } from './routing.ts'
import { bridgeOf, type Card } from './segment.ts'
import type { BridgeDecision, Pass, Step } from './step.ts'
import type { Attached } from './tracking.ts'
import type { WorldBridge, WorldDevice, WorldPlace } from './world.ts'

/** A world whose bridges are plugged in a circle floods for ever: passes of one packet, and how many of them one behind the other. */
const MOST_PASSES = 5000
const DEEPEST = 100

const LOOPBACK = 'lo'
/** Stands for the bridge's own MAC, which may not be known. */
const ITSELF = '00:00:00:00:00:00'

/** Follows one packet through a world, pass by pass; each pass begins where the one before sent it. */
export class Walker {
  readonly unsureOf: Step[] = []
  readonly delivered: Ended[] = []
  readonly rejected: Ended[] = []
  readonly #network: Network
  readonly #memory: Memory
  #left = MOST_PASSES
  #depth = 0

  constructor(network: Network, memory: Memory) {
    this.#network = network
    this.#memory = memory
  }

  begin({ place: name, device, as }: From, packet: WalkPacket, attached: Attached = null): Pass {
    const place = this.#network.segments.place(name)
    if (place === undefined) throw new Error(`no place ${name}`)
    if (device !== undefined && this.#network.segments.device(name, device) === undefined)
      throw new Error(`no card ${device} at ${name}`)
    return as === 'ip' ? this.#send(place, device ?? null, packet, attached) : this.#write(place, device ?? null, packet)
  }

  /** By the IP stack of the place itself. */
  #send(place: WorldPlace, device: string | null, packet: WalkPacket, attached: Attached): Pass {
    const { routing } = this.#network.read(place)
    const course: Course = { kind: 'sent', place: place.name, bridge: null, in: null, packet }
    const way = routing.way(packet.destination, device)
    if (way === null || !place.speaks[packet.family]) return passOf(course, null, { met: ended('no-route') })
    const out = way.to === 'local' ? LOOPBACK : way.device
    if (out === null) return passOf(course, null, { met: ended('no-route') })
    const flight = this.#flight(place, packet)
    flight.tracked = attached === 'untracked' ? flight.tracking.track(packet, 0) : attached
    const devices = { in: null, out, physIn: null, physOut: null }
    const met = this.#kept(flight, flight.meet('OUTPUT', devices))
    if (met.verdict !== 'accept') return passOf(course, flight, { met, out })
    // Another destination may have another way (ip_route_me_harder).
    const again = flight.packet.destination === packet.destination ? way : routing.way(flight.packet.destination, device)
    const last = again === null ? null : again.to === 'local' ? LOOPBACK : again.device
    if (again === null || last === null) return passOf(course, flight, { met: ended('no-route'), out })
    const posted = this.#kept(flight, flight.meet('POSTROUTING', { ...devices, out: last }))
    if (posted.verdict !== 'accept') return passOf(course, flight, { met: posted, out: last })
    if (again.to === 'local') {
      const inside: Course = { kind: 'received', place: place.name, bridge: null, in: LOOPBACK, packet: flight.packet }
      const arrived = flight.fork()
      const next = this.#come(place, arrived, inside, { in: LOOPBACK, out: null, physIn: null, physOut: null }, true)
      return passOf(course, flight, { met: ON, out: last, next: [next] })
    }
    const via = again.to === 'out' ? again.via : null
    return this.#leave(place, flight, course, last, via)
  }

  /** Past the IP stack, as a packet socket does. */
  #write(place: WorldPlace, device: string | null, packet: WalkPacket): Pass {
    const { segments } = this.#network
    const course: Course = { kind: 'sent', place: place.name, bridge: null, in: null, packet }
    const way = this.#network.read(place).routing.way(packet.destination, device)
    const out = device ?? (way === null || way.to === 'local' ? null : way.device)
    const card = out === null ? undefined : segments.device(place.name, out)
    if (card === undefined) return passOf(course, null, { met: ended('no-route') })
    const via = way?.to === 'out' && way.device === card.name ? way.via : null
    const destinationMac =
      packet.destinationMac ??
      (way?.to === 'everybody' ? groupMac(packet.destination) : this.#macOf(place, card, via ?? packet.destination))
    if (destinationMac === null) return passOf(course, null, { met: ended('no-neighbour'), out: card.name })
    const sourceMac = packet.sourceMac ?? card.mac
    const frame: WalkPacket = { ...packet, destinationMac, ...(sourceMac === null ? {} : { sourceMac }) }
    return this.#cabled({ ...course, packet: frame }, null, place, card, frame)
  }

  #macOf(place: WorldPlace, device: WorldDevice, address: string): string | null {
    return neighbourMac(this.#network.segments, { place, device }, address)
  }

  /** To the neighbour that is next, with a frame of this place's own. */
  #leave(place: WorldPlace, flight: Flight, course: Course, out: string, via: string | null): Pass {
    const { segments } = this.#network
    const card = segments.device(place.name, out)
    if (card === undefined || !card.isUp) return passOf(course, flight, { met: ended('link-down'), out })
    const way = this.#network.read(place).routing.way(flight.packet.destination, out)
    const isForAll = way?.to === 'everybody'
    const mac = isForAll ? groupMac(flight.packet.destination) : this.#macOf(place, card, via ?? flight.packet.destination)
    if (mac === null) return passOf(course, flight, { met: ended('no-neighbour'), out })
    const { sourceMac: _, ...rest } = flight.packet
    const frame: WalkPacket = { ...rest, destinationMac: mac, ...(card.mac === null ? {} : { sourceMac: card.mac }) }
    return this.#cabled(course, flight, place, card, frame)
  }

  /** Out of a card: over its cable, or of a bridge's own card over its ports (`br_dev_xmit`). */
  #cabled(course: Course, flight: Flight | null, place: WorldPlace, card: WorldDevice, frame: WalkPacket): Pass {
    const bridge = bridgeOf(place, card.name)
    if (!card.isUp) return passOf(course, flight, { met: ended('link-down'), out: card.name })
    if (bridge === undefined) return passOf(course, flight, { met: ON, out: card.name, next: this.#across(card, frame) })
    const decided = decideBridge(this.#network.segments, this.#memory, place, bridge, null, frame.destinationMac ?? '')
    if (decided.do === 'drop' || decided.do === 'up')
      return passOf(course, flight, { met: ended(decided.do === 'up' ? 'no-port' : decided.end), out: card.name, decision: 'drop' })
    const ports = decided.do === 'forward' ? [decided.port] : decided.ports
    const next = ports.flatMap((port) => this.#across(port, frame))
    return passOf(course, flight, { met: ON, out: card.name, decision: decided.do, next })
  }

  #across(card: WorldDevice, frame: WalkPacket): readonly Pass[] {
    const end = this.#network.segments.otherEnd(card)
    if (end === null) return []
    this.#depth += 1
    const pass = this.#arrive(end, frame)
    this.#depth -= 1
    return [pass]
  }

  #arrive({ place, device }: Card, packet: WalkPacket): Pass {
    const bridge = device.master === null ? undefined : bridgeOf(place, device.master)
    const kind = bridge === undefined ? 'received' : 'bridge'
    const course: Course = { kind, place: place.name, bridge: bridge?.name ?? null, in: device.name, packet }
    this.#left -= 1
    if (this.#left < 0 || this.#depth > DEEPEST) return passOf(course, null, { met: { verdict: 'unsure', end: 'unsure' } })
    if (!device.isUp) return passOf(course, null, { met: ended('link-down') })
    if (bridge !== undefined) return this.#bridge(place, bridge, device, course)
    const isForAnother =
      packet.destinationMac !== undefined && !isGroupMac(packet.destinationMac) && device.mac !== packet.destinationMac
    if ((isForAnother && device.mac !== null) || !place.speaks[packet.family]) return passOf(course, null, { met: NOT_LISTENING })
    const flight = this.#flight(place, packet)
    return this.#come(place, flight, course, { in: device.name, out: null, physIn: null, physOut: null }, true)
  }

  /** A frame at a port of a bridge. */
  #bridge(place: WorldPlace, bridge: WorldBridge, port: WorldDevice, course: Course): Pass {
    const { packet } = course
    const isShown = bridge.netfilter[packet.family]
    // The kernel takes no frame from a group (`br_handle_frame`).
    if (packet.sourceMac !== undefined && isGroupMac(packet.sourceMac))
      return passOf(course, null, { met: NOT_LISTENING, decision: 'drop' })
    const flight = this.#flight(place, packet)
    const into: Devices = { in: bridge.name, out: null, physIn: port.name, physOut: null }
    const met = isShown ? this.#kept(flight, flight.meet('PREROUTING', into), port.name) : ON
    if (met.verdict !== 'accept') return passOf(course, flight, { met })
    if (packet.sourceMac !== undefined) this.#memory.hear(place.name, bridge.name, packet.sourceMac, port.name)
    const changed = isShown && flight.packet.destination !== packet.destination ? this.#redirect(place, bridge, flight) : ON
    if (changed.verdict !== 'accept') return passOf(course, flight, { met: changed, decision: 'drop' })
    const mac = flight.packet.destinationMac
    const decided: Decided =
      mac === undefined
        ? { do: 'drop', end: 'no-port' }
        : mac === ITSELF
          ? { do: 'up' }
          : decideBridge(this.#network.segments, this.#memory, place, bridge, port.name, mac)
    switch (decided.do) {
      case 'drop':
        return passOf(course, flight, { met: ended(decided.end), decision: 'drop' })
      case 'up':
        return passOf(course, flight, { met: ON, decision: 'up', next: [this.#up(place, bridge, port, flight.fork(), isShown)] })
      case 'forward':
        return this.#forward(course, flight, bridge, port, decided.port, 'forward')
      case 'flood':
        return this.#flood(place, course, flight, bridge, port, decided)
    }
  }

  /**
   * Translated on a bridge, a packet goes by the routing table: on through the bridge to who has the new address, or up to be routed
   * (`br_nf_pre_routing_finish`).
   */
  #redirect(place: WorldPlace, bridge: WorldBridge, flight: Flight): Met {
    // A group's frame stays one to all while its packet is for one.
    if (isGroupMac(flight.packet.destinationMac ?? ITSELF)) return { verdict: 'unsure', end: 'unsure' }
    const way = this.#network.read(place).routing.way(flight.packet.destination, null)
    if (way === null || way.to === 'everybody') return ended('no-route')
    const card = this.#network.segments.device(place.name, bridge.name)
    if (way.to === 'local' || way.device !== bridge.name) {
      if (way.to === 'out' && !place.forwards[flight.packet.family]) return ended('no-route')
      flight.packet = { ...flight.packet, destinationMac: card?.mac ?? ITSELF }
      return ON
    }
    const mac = card === undefined ? null : this.#macOf(place, card, way.via ?? flight.packet.destination)
    if (mac === null) return ended('no-neighbour')
    flight.packet = { ...flight.packet, destinationMac: mac }
    return ON
  }

  #forward(
    course: Course,
    flight: Flight,
    bridge: WorldBridge,
    port: WorldDevice,
    to: WorldDevice,
    decision: BridgeDecision,
  ): Pass {
    const outcome = { out: to.name, decision }
    if (bridge.netfilter[flight.packet.family]) {
      const devices: Devices = { in: bridge.name, out: bridge.name, physIn: port.name, physOut: to.name }
      const met = this.#kept(flight, flight.meet('FORWARD', devices), port.name)
      if (met.verdict !== 'accept') return passOf(course, flight, { ...outcome, met })
      const posted = this.#kept(flight, flight.meet('POSTROUTING', { ...devices, in: null }), port.name)
      if (posted.verdict !== 'accept') return passOf(course, flight, { ...outcome, met: posted })
    }
    return passOf(course, flight, { ...outcome, met: ON, next: this.#across(to, flight.packet) })
  }

  /** To one other port it is one pass; else each port has a pass of its own behind the one that came in. */
  #flood(
    place: WorldPlace,
    course: Course,
    flight: Flight,
    bridge: WorldBridge,
    port: WorldDevice,
    { ports, isUp }: Extract<Decided, { do: 'flood' }>,
  ): Pass {
    const [only] = ports
    const comesUp = isUp && place.speaks[flight.packet.family]
    const isOne = only !== undefined && ports.length === 1 && !comesUp
    const copy: Course = isOne ? course : { ...course, packet: flight.packet }
    const next = ports.map((to) => this.#forward(copy, isOne ? flight : flight.fork(), bridge, port, to, 'flood'))
    // What goes up is confirmed before INPUT, whatever becomes of it (br_netfilter_hooks.c, `br_nf_local_in`, Linux 6.8).
    if (isUp && flight.tracked !== null) flight.tracking.confirm(flight.tracked)
    if (comesUp) next.push(this.#up(place, bridge, port, flight.fork(), bridge.netfilter[flight.packet.family]))
    const [pass] = next
    if (isOne && pass !== undefined) return pass
    return passOf(course, flight, { met: next.length === 0 ? ended('no-port') : ON, decision: 'flood', next })
  }

  /** From a bridge to the machine's own IP; PREROUTING is not met twice (`ip_sabotage_in`). */
  #up(place: WorldPlace, bridge: WorldBridge, port: WorldDevice, flight: Flight, isShown: boolean): Pass {
    const course: Course = { kind: 'received', place: place.name, bridge: null, in: bridge.name, packet: flight.packet }
    if (!place.speaks[flight.packet.family]) return passOf(course, null, { met: NOT_LISTENING })
    return this.#come(
      place,
      flight,
      course,
      { in: bridge.name, out: null, physIn: isShown ? port.name : null, physOut: null },
      !isShown,
    )
  }

  /** An IP packet in the stack of a place: for itself, or to be passed on. */
  #come(place: WorldPlace, flight: Flight, course: Course, devices: Devices, isBefore: boolean): Pass {
    const { routing } = this.#network.read(place)
    const mac = flight.packet.destinationMac
    const entered = this.#kept(flight, enter(flight, devices, isBefore, devices.in !== LOOPBACK, routing), null, devices.in)
    if (entered.verdict !== 'accept') return passOf(course, flight, { met: entered })
    const { destination, family } = flight.packet
    const way = routing.arriving(destination, devices.in ?? null)
    const isHeard = way?.to === 'local' || (way?.to === 'everybody' && routing.hearsGroup(destination, place.forwards))
    if (isHeard) {
      const met = this.#kept(flight, flight.meet('INPUT', devices), devices.physIn, devices.in)
      if (met.verdict !== 'accept') return passOf(course, flight, { met })
      this.delivered.push(endedOf(flight, null, devices.in ?? null))
      return passOf(course, flight, { met: DELIVERED })
    }
    if (way?.to === 'everybody' || !place.forwards[family] || (mac !== undefined && mac !== ITSELF && isGroupMac(mac)))
      return passOf(course, flight, { met: NOT_LISTENING })
    if (way === null) return passOf({ ...course, kind: 'routed' }, flight, { met: ended('no-route') })
    return this.#route(place, flight, { ...course, kind: 'routed' }, devices, way.device, way.via)
  }

  #route(place: WorldPlace, flight: Flight, course: Course, devices: Devices, out: string, via: string | null): Pass {
    const { ttl } = flight.packet
    if (ttl !== undefined && ttl <= 1) return passOf(course, flight, { met: ended('ttl-exceeded'), out })
    if (staysHere(flight.packet)) return passOf(course, flight, { met: MARTIAN, out })
    // Before FORWARD sees it (net/ipv4/ip_forward.c, net/ipv6/ip6_output.c).
    if (ttl !== undefined) flight.packet = { ...flight.packet, ttl: ttl - 1 }
    const met = this.#kept(flight, flight.meet('FORWARD', { ...devices, out }), devices.physIn, devices.in)
    if (met.verdict !== 'accept') return passOf(course, flight, { met, out })
    const posted = this.#kept(flight, flight.meet('POSTROUTING', { ...devices, in: null, out }), devices.physIn)
    if (posted.verdict !== 'accept') return passOf(course, flight, { met: posted, out })
    return this.#leave(place, flight, course, out, via)
  }

  #flight(place: WorldPlace, packet: WalkPacket): Flight {
    return new Flight(this.#network.read(place), this.#memory.tracking(place.name), packet)
  }

  /** Keeps what made a packet's way unsure, and who refused it with an answer. */
  #kept(flight: Flight, met: Met, port: string | null | undefined = null, card: string | null | undefined = null): Met {
    if (met.verdict === 'unsure') this.unsureOf.push(...flight.unsureOf)
    if (met.end === 'rejected') this.rejected.push(endedOf(flight, port ?? null, card ?? null))
    return met
  }
}
