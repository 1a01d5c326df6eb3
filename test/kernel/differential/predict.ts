import { rowsOf } from '#shared/netfilter/dump'
import { countsOf } from '#shared/walk/counts'
import { walkJourney } from '#shared/walk/journey'
import { Memory } from '#shared/walk/memory'
import { Network } from '#shared/walk/network'
import { passesOf } from '#shared/walk/passes'
import type { Journey } from '#shared/walk/step'
import type { World, WorldDevice, WorldPlace } from '#shared/walk/world'
import { bridgeMac, bridgesOf, cablesOf } from './cables.ts'
import type { Scene, Seen, Talked } from './scene.ts'

/** What is worked out for a packet: as `Seen`, and the journey to look at where they differ. */
export interface Foretold extends Pick<Seen, 'copies' | 'moved'> {
  readonly journey: Journey
}

/** The cards and bridges of a scene as a world: each card is a place of its own, and who hears nothing. */
export function worldOf({ cabling, dump }: Pick<Scene, 'cabling' | 'dump'>): World {
  const bridges = bridgesOf(cabling).map((bridge, nth) => ({ ...bridge, mac: bridgeMac(nth) }))
  const cables = cablesOf(cabling).flatMap(({ host, ends: [one, two] }) =>
    host === null || two !== undefined ? [[one, two ?? host ?? '']] : [[host, one]],
  )
  const otherEnd = new Map(cables.flatMap(([a = '', b = '']) => [[a, b] as const, [b, a] as const]))
  const cards = [...cabling.ports, ...cabling.networks]
  const placeOf = (device: string): string => {
    if (cards.some(({ card }) => card === device)) return device
    return bridges.find(({ ports }) => ports.some(({ name }) => name === device))?.where ?? ''
  }
  const device = (name: string, mac: string | null, master: string | null): WorldDevice => {
    const peer = otherEnd.get(name)
    return {
      name,
      mac,
      master,
      addresses: [],
      isUp: true,
      peer: peer === undefined ? null : { place: placeOf(peer), device: peer },
    }
  }
  const bridged = (where: 'host' | 'ends'): WorldPlace => {
    const own = bridges.filter((bridge) => bridge.where === where)
    const isHost = where === 'host'
    return {
      ...{ name: where, title: where, kind: isHost ? 'host' : 'switch' },
      devices: own.flatMap(({ name, mac, ports }) => [
        device(name, mac, null),
        ...ports.map((port) => device(port.name, null, name)),
      ]),
      bridges: own.map(({ name, mac, ports }) => ({
        ...{ name, netfilter: { ipv4: isHost, ipv6: isHost } },
        forwarding: [
          { mac, port: name, isLocal: true },
          ...ports.flatMap((port) => port.macs.map((behind) => ({ mac: behind, port: port.name, isLocal: false }))),
        ],
      })),
      ...{ routes: [], neighbours: [], forwards: { ipv4: false, ipv6: false }, speaks: { ipv4: true, ipv6: false } },
      dump: isHost ? dump : { tables: [], sets: [] },
    }
  }
  return {
    places: [
      bridged('host'),
      bridged('ends'),
      ...cards.map(
        ({ card, mac }): WorldPlace => ({
          ...{ name: card, title: card, kind: 'vm', devices: [device(card, mac, null)], bridges: [], routes: [], neighbours: [] },
          ...{ forwards: { ipv4: false, ipv6: false }, speaks: { ipv4: false, ipv6: false }, dump: { tables: [], sets: [] } },
        }),
      ),
    ],
  }
}

/** Foretells conversations of one scene. */
export class Oracle {
  private readonly network: Network
  private readonly rows: ReadonlyMap<string, number>

  constructor(scene: Pick<Scene, 'cabling' | 'dump'>) {
    this.network = new Network(worldOf(scene))
    this.rows = new Map(rowsOf(scene.dump).map(({ family, table, chain, rule }, at) => [`${family} ${table} ${chain} ${rule}`, at]))
  }

  /** Nothing is known of any connection before it. */
  talk({ seen }: Pick<Talked, 'seen'>): Foretold[] {
    const memory = new Memory()
    return seen.map(({ sent }) => {
      const journey = walkJourney(this.network, memory, { place: sent.card, device: sent.card, as: 'frame' }, sent.packet)
      const moved = new Map<number, readonly [number, number]>()
      for (const { place, family, table, chain, rule, packets, bytes } of countsOf([journey])) {
        const row = this.rows.get(`${family} ${table} ${chain} ${rule}`)
        if (place === 'host') moved.set(row ?? -1, [packets, bytes ?? -1])
      }
      const copies: Record<string, number> = {}
      for (const { place, kind } of passesOf(journey.first)) if (kind === 'received') copies[place] = (copies[place] ?? 0) + 1
      return { journey, moved, copies }
    })
  }
}

/** Every rule that it meets is known to match or not, and so is each counter. */
export const isSure = ({ first, verdict }: Journey): boolean =>
  verdict !== 'unsure' &&
  passesOf(first).every(({ hooks }) => hooks.every(({ steps }) => steps.every(({ match }) => match !== 'unsure')))

/** Where the kernel and what was foretold part, in words; empty where they agree. */
export function differences(scene: Pick<Scene, 'dump'>, seen: Pick<Seen, 'copies' | 'moved'>, foretold: Foretold): string[] {
  const rows = rowsOf(scene.dump)
  const found: string[] = []
  for (const card of new Set([...Object.keys(seen.copies), ...Object.keys(foretold.copies)])) {
    const [was, told] = [seen.copies[card] ?? 0, foretold.copies[card] ?? 0]
    if (was !== told && !['host', 'ends'].includes(card)) found.push(`${card} got ${was} of it, foretold were ${told}`)
  }
  for (const row of new Set([...seen.moved.keys(), ...foretold.moved.keys()])) {
    const [was, told] = [seen.moved.get(row) ?? [0, 0], foretold.moved.get(row) ?? [0, 0]]
    const { table = '', chain = '', text = '' } = rows[row] ?? {}
    if (was[0] !== told[0] || was[1] !== told[1])
      found.push(`${table} ${chain}: ${text} counted ${was.join(':')}, foretold were ${told.join(':')}`)
  }
  return found
}
