import { isGroupMac } from './flight.ts'
import type { Memory } from './memory.ts'
import type { Segments } from './segment.ts'
import type { WorldBridge, WorldDevice, WorldPlace } from './world.ts'

/** Where a bridge sends a frame: net/bridge/br_input.c (`br_handle_frame_finish`), br_forward.c. */
export type Decided =
  | { readonly do: 'forward'; readonly port: WorldDevice }
  /** `isUp`: and to the machine's own IP, as everything that is for everybody. */
  | { readonly do: 'flood'; readonly ports: readonly WorldDevice[]; readonly isUp: boolean }
  | { readonly do: 'up' }
  | { readonly do: 'drop'; readonly end: 'same-port' | 'link-down' | 'no-port' }

/** `from` null: the machine itself sends by its bridge. */
export function decideBridge(
  segments: Segments,
  memory: Memory,
  place: WorldPlace,
  bridge: WorldBridge,
  from: string | null,
  destination: string,
): Decided {
  const ports = segments.ports(place.name, bridge.name)
  const others = ports.filter(({ name, isUp }) => name !== from && isUp)
  if (isGroupMac(destination)) return { do: 'flood', ports: others, isUp: from !== null }
  if (isOwn(segments, place, bridge, destination)) return { do: 'up' }
  const known = portOf(segments, memory, place, bridge, destination)
  if (known === null) return others.length === 0 ? { do: 'drop', end: 'no-port' } : { do: 'flood', ports: others, isUp: false }
  const port = ports.find(({ name }) => name === known)
  if (port === undefined) return { do: 'drop', end: 'no-port' }
  if (known === from) return { do: 'drop', end: 'same-port' }
  return port.isUp ? { do: 'forward', port } : { do: 'drop', end: 'link-down' }
}

function isOwn(segments: Segments, place: WorldPlace, bridge: WorldBridge, mac: string): boolean {
  if (bridge.forwarding?.some((entry) => entry.isLocal && entry.mac === mac) === true) return true
  const own = [segments.device(place.name, bridge.name), ...segments.ports(place.name, bridge.name)]
  return own.some((device) => device?.mac === mac)
}

function portOf(segments: Segments, memory: Memory, place: WorldPlace, bridge: WorldBridge, mac: string): string | null {
  const heard = memory.heardAt(place.name, bridge.name, mac)
  if (heard !== undefined) return heard
  if (bridge.forwarding !== null) return bridge.forwarding.find((entry) => entry.mac === mac)?.port ?? null
  return segments.portTowards(place.name, bridge.name, mac)
}
