import type { TFunction } from 'i18next'
import { deviceOf } from '#shared/project/device-name'
import type { Project } from '#shared/project/schema'
import { portChain, qbrName, type WrapPrefix } from '#shared/ruleset/naming'
import type { IndexedChain } from '../../state/kernel-index.ts'
import { shortChain, splitChain } from '../../state/kernel-words.ts'
import { type LitWay, STATIONS, type Station } from './lit.ts'
import type { Way } from './use-way.ts'
import type { WayPlace } from './way-place.ts'

/** What a station is called, what it says, and what it leads to. */
export interface StationFacts {
  readonly id: Station
  /** As drawn, before it is cut to the room that there is. */
  readonly name: string
  /** Its name where nothing needs to be cut. */
  readonly fullName: string
  readonly role: string
  /** Packets of this port since the baseline; null where nothing is counted. */
  readonly packets: number | null
  /** What the rule there counts for all ports, when that is more. */
  readonly ofAll: number | null
  readonly lit: boolean
  /** Chain in the kernel that it stands for. */
  readonly chain: IndexedChain | null
  readonly leadsTo: 'chain' | 'ports' | 'ping' | null
}

type Words = TFunction<'way'>

export function stationFacts(t: Words, way: Way): StationFacts[] {
  const { place, rows, counts, lit, idle } = way
  const names = namesOf(t, way)
  const chains: Partial<Record<Station, IndexedChain | null | undefined>> = {
    hook: rows?.hook,
    top: rows?.top,
    forward: rows?.forward,
    sg: rows?.sg,
    in: rows?.lanes.to.chain,
    out: rows?.lanes.from.chain,
    drop: rows?.fallback,
    accept: rows?.sg,
  }
  const hooked = counts.to.device + counts.from.device
  const passed = counts.to.passed + counts.from.passed
  const packets: Partial<Record<Station, number>> = {
    hook: hooked,
    in: counts.to.entry,
    out: counts.from.entry,
    drop: counts.to.dropped + counts.from.dropped,
    accept: passed,
  }
  const all: Partial<Record<Station, number>> = { hook: counts.forward, accept: counts.accepted }
  return STATIONS.map((id) => {
    const chain = chains[id] ?? null
    const own = idle === null ? (packets[id] ?? null) : null
    const { name, fullName } = names[id]
    return {
      ...{ id, name, fullName, chain },
      role: roleOf(t, id, place, lit),
      packets: own,
      ofAll: own !== null && (all[id] ?? 0) > own ? (all[id] ?? null) : null,
      lit: lit.stations.has(id),
      leadsTo: leadsTo(id, chain, place),
    }
  })
}

function leadsTo(id: Station, chain: IndexedChain | null, place: WayPlace | null): StationFacts['leadsTo'] {
  if (chain !== null) return 'chain'
  if (place === null) return null
  if (id === 'bridge' || id === 'device' || id === 'vm') return 'ports'
  return id === 'peer' ? 'ping' : null
}

type Names = Readonly<Record<Station, { readonly name: string; readonly fullName: string }>>

/** Chains have the kernel's names; those that are not there yet the names that they will get. */
function namesOf(t: Words, { place, rows, project }: Way): Names {
  const prefix = prefixOf(project, place)
  const plain = (name: string) => ({ name, fullName: name })
  const short = (name: string) => ({ name: shortChain(name), fullName: name })
  const lane = (chain: IndexedChain | undefined, letter: 'i' | 'o') => {
    const name = chain?.name ?? (place === null ? letter : portChain(prefix, letter, place.port.id))
    return { name: splitChain(name).rest, fullName: name }
  }
  const unknown = t('unknown')
  return {
    peer: place?.peer ?? plain(unknown),
    router: plain(place?.router?.name ?? unknown),
    switch: plain('br-int'),
    bridge: plain(place === null ? unknown : (place.port.vif?.bridgeName ?? qbrName(place.port.id))),
    hook: plain('FORWARD'),
    top: short(rows?.top?.name ?? 'neutron-filter-top'),
    forward: short(rows?.forward?.name ?? `${prefix}-FORWARD`),
    sg: short(rows?.sg?.name ?? `${prefix}-sg-chain`),
    in: lane(rows?.lanes.to.chain, 'i'),
    out: lane(rows?.lanes.from.chain, 'o'),
    drop: plain('DROP'),
    accept: plain('ACCEPT'),
    device: plain(place === null ? unknown : deviceOf(place.port)),
    vm: plain(place?.vm ?? unknown),
  }
}

function prefixOf(project: Project | null, place: WayPlace | null): WrapPrefix {
  const host = project?.hosts.find((one) => one.name === place?.port.hostName)
  return host?.firewallDriver === 'iptables' ? 'neutron-linuxbri' : 'neutron-openvswi'
}

function roleOf(t: Words, id: Station, place: WayPlace | null, lit: LitWay): string {
  const vm = place?.vm ?? t('vmUnknown')
  switch (id) {
    case 'peer': {
      const kind = place?.peer?.kind ?? 'outside'
      return t(kind === 'outside' ? 'role.outside' : kind === 'vm' ? 'role.peerVm' : 'role.peerRouter')
    }
    case 'router':
      // Tracks may run past it: a neighbour's packets go straight to the switch.
      if (lit.stations.has('peer') && !lit.stations.has('router')) return t('notPassed')
      return t(place?.router?.nat ? 'role.routerNat' : 'role.router')
    case 'vm':
      return place?.port.fixedIps[0]?.ipAddress ?? t('role.vm')
    default:
      return t(`role.${id}`, { vm })
  }
}

/** "FORWARD, hook, 8 packets since baseline". */
export function spokenName(t: Words, { fullName, name, role, packets, ofAll, id }: StationFacts): string {
  const counted = packets === null ? null : t('packets', { count: packets })
  const title = id === 'peer' ? fullName : name
  return [title, role, counted, ofAll === null ? null : t('ofAll', { count: ofAll })].filter(Boolean).join(', ')
}
