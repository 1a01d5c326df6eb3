import { z } from 'zod'
import { create } from 'zustand'
import { Family } from '#shared/netfilter/rule-spec'

/** What Topology draws; the browser keeps it. */
export const TopologyMode = z.enum(['network', 'map'])
export type TopologyMode = z.infer<typeof TopologyMode>
/** How near the map is looked at, from afar: each level shows more of the same places. */
export const MapZoom = z.enum(['network', 'bridge', 'chains', 'rules'])
export type MapZoom = z.infer<typeof MapZoom>

const Kept = z.object({
  mode: TopologyMode.catch('network'),
  zoom: MapZoom.catch('chains'),
  family: Family.catch('ipv4'),
})
export type TopologyState = z.infer<typeof Kept>

const KEY = 'tapwall.topology'

function read(): TopologyState {
  try {
    return Kept.parse(JSON.parse(window.localStorage.getItem(KEY) ?? '{}'))
  } catch {
    return Kept.parse({})
  }
}

export const useTopology = create<TopologyState>()(read)

useTopology.subscribe((state) => {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(state))
  } catch {
    // Without storage the next visit begins anew.
  }
})

export const setTopology = (change: Partial<TopologyState>): void => useTopology.setState(change)

/** One level nearer or further away; null at the end of the scale. */
export function nextZoom(step: 1 | -1): MapZoom | null {
  const levels = MapZoom.options
  return levels[levels.indexOf(useTopology.getState().zoom) + step] ?? null
}
