import type { From } from './course.ts'
import type { Memory } from './memory.ts'
import type { Network } from './network.ts'
import type { WalkPacket } from './packet.ts'
import { endsOf } from './passes.ts'
import type { Journey, Pass, Step, Verdict } from './step.ts'
import { Walker } from './walker.ts'

/**
 * A packet's way through a world, changed as it goes in `memory`: connections and what bridges have heard. ARP and neighbour discovery are
 * not walked: who is on the same segment and has the address is found. A place or card that is not of the world is a bug of the caller.
 */
export function walkJourney(network: Network, memory: Memory, from: From, packet: WalkPacket): Journey {
  const walker = new Walker(network, memory)
  return journeyOf(packet, walker.begin(from, packet), walker.unsureOf)
}

export function journeyOf(packet: WalkPacket, first: Pass, unsureOf: readonly Step[]): Journey {
  const ends = endsOf(first)
  const delivered = ends.find(({ end }) => end === 'delivered')
  // It may also leave the world that is known.
  const left = ends.some(({ verdict, end }) => end === null && verdict === 'accept')
  const unsure = ends.some(({ verdict }) => verdict === 'unsure')
  const verdict: Verdict = delivered !== undefined ? 'accept' : unsure ? 'unsure' : left ? 'accept' : 'drop'
  return { packet, first, verdict, deliveredTo: delivered?.place ?? null, unsureOf: unsure ? [...unsureOf] : [] }
}

/** The address that a place would give to a packet of its own; null where it has no way to the destination. */
export function sourceFor(network: Network, place: string, destination: string): string | null {
  const found = network.segments.place(place)
  const way = found === undefined ? null : network.read(found).routing.way(destination, null)
  return way === null ? null : way.to === 'local' ? destination : way.source
}
