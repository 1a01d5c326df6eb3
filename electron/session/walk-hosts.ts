import type { TracedPass } from '#shared/contract/walk'
import type { TraceFilter } from '#shared/trace/trace-rules'
import type { TracedPass as ToldPass } from '#shared/trace/traced'
import { passesByRules } from '#shared/walk/passes'
import type { Pass } from '#shared/walk/step'
import type { World } from '#shared/walk/world'
import type { PlannedTrace } from './trace-plan.ts'
import type { WorkedOut } from './walk-owner.ts'
import type { WalkTurn } from './walk-question.ts'

/** Those in which the packet met the rules of a host. */
export const passesAt = (first: Pass, place: string): readonly Pass[] => passesByRules(first).filter((pass) => pass.place === place)

/** `place`: the namespace that stands for the host in a walk. */
export interface WalkedHost extends PlannedTrace {
  readonly place: string
}

/** More rules than these are not written for a trace. */
const MOST_DEVICES = 7

/** The hosts on the way, with what to follow there: the packets as they are there, behind routers that translate addresses. */
export function hostsOnTheWay({ world, topology, turns, question }: WorkedOut): WalkedHost[] {
  return topology.computes.flatMap(({ hostName, namespace }): WalkedHost[] => {
    const place = world.places.find(({ name }) => name === namespace)
    const passes = turns.flatMap((turn) => passesAt(turn.journey.first, namespace).map((pass) => ({ pass, turn })))
    const first = (passes.find(({ turn }) => turn.direction === 'there') ?? passes[0])?.pass
    if (first === undefined || place === undefined) return []
    const devices = [...new Set(passes.flatMap(({ pass }) => (pass.in === null ? [] : [pass.in])))].slice(0, MOST_DEVICES)
    const otherPort = (bridge: string, port: string): string | null => {
      const ports = place.devices.flatMap(({ name, master }) => (master === bridge ? [name] : []))
      return ports.length === 2 ? (ports.find((name) => name !== port) ?? null) : null
    }
    const { packet } = first
    const { family, protocol, source, destination, destinationPort, icmpType } = packet
    const filter: TraceFilter = {
      ...{
        family,
        protocol,
        sources: [source],
        destinations: [destination],
        devices: [...devices, null],
        bothWays: true,
        ofHost: false,
      },
      // A program chooses its source port itself.
      ...(destinationPort === undefined ? {} : { destinationPort }),
      ...(icmpType === undefined || question.what !== 'ping' ? {} : { icmpType }),
    }
    return [{ host: hostName, place: namespace, filter, otherPort }]
  })
}

/** Which of the told passes are of which packet: those of one direction come in the order of the packets. */
export function shareOut(
  { turns, world }: { readonly turns: readonly WalkTurn[]; readonly world: World },
  passes: readonly ToldPass[],
): TracedPass[][] {
  const hosts = world.places.flatMap(({ name, kind }) => (kind === 'host' ? [name] : []))
  const left = new Map<string, ToldPass[]>()
  const queue = (place: string, direction: 'there' | 'back'): ToldPass[] => {
    const key = `${place} ${direction}`
    const known = left.get(key)
    if (known !== undefined) return known
    const own = passes.filter((pass) => pass.place === place && (pass.way === 'there' ? 'there' : 'back') === direction)
    left.set(key, own)
    return own
  }
  const shared = turns.map(({ direction, journey }) =>
    hosts.flatMap((place) => queue(place, direction).splice(0, passesAt(journey.first, place).length)),
  )
  // What nobody foresaw is told with the last packet of its direction.
  for (const direction of ['there', 'back'] as const) {
    const rest = hosts.flatMap((place) => queue(place, direction))
    const at = Math.max(
      0,
      turns.findLastIndex((turn) => turn.direction === direction),
    )
    if (rest.length > 0) shared[at] = [...(shared[at] ?? []), ...rest]
  }
  return shared.map((own) => own.map(asTold))
}

const asTold = ({ place, at, traceId, way, bridge, in: inside, out, hooks, verdict, lines }: ToldPass): TracedPass => ({
  ...{ place, at, traceId, way, bridge, in: inside, out, verdict, hooks: [...hooks], lines: [...lines] },
})
