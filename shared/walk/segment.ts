import type { World, WorldBridge, WorldDevice, WorldPlace } from './world.ts'

/** A card of a place. */
export interface Card {
  readonly place: WorldPlace
  readonly device: WorldDevice
}

/** Cables and bridges of a world as a graph: who hears whom without a router between. */
export class Segments {
  readonly #places: ReadonlyMap<string, WorldPlace>
  readonly #devices = new Map<string, ReadonlyMap<string, WorldDevice>>()
  /** Newest first, as the kernel keeps and floods them (net/bridge/br_if.c, `list_add_rcu`). */
  readonly #ports = new Map<string, WorldDevice[]>()
  /** Cards that are no port of a bridge, by MAC. */
  readonly #byMac = new Map<string, Card[]>()
  readonly #towards = new Map<string, ReadonlyMap<string, string>>()
  readonly #hearing = new Map<string, readonly Card[]>()

  constructor(world: World) {
    this.#places = new Map(world.places.map((place) => [place.name, place]))
    for (const place of world.places) {
      this.#devices.set(place.name, new Map(place.devices.map((device) => [device.name, device])))
      for (const device of place.devices) {
        if (device.master !== null) {
          const key = keyOf(place.name, device.master)
          const ports = this.#ports.get(key) ?? []
          ports.unshift(device)
          this.#ports.set(key, ports)
        } else if (device.mac !== null) this.#byMac.set(device.mac, [...(this.#byMac.get(device.mac) ?? []), { place, device }])
      }
    }
  }

  place(name: string): WorldPlace | undefined {
    return this.#places.get(name)
  }

  device(place: string, name: string): WorldDevice | undefined {
    return this.#devices.get(place)?.get(name)
  }

  ports(place: string, bridge: string): readonly WorldDevice[] {
    return this.#ports.get(keyOf(place, bridge)) ?? []
  }

  /** Where the cable of a card ends. */
  otherEnd({ peer }: WorldDevice): Card | null {
    if (peer === null) return null
    const place = this.place(peer.place)
    const device = this.device(peer.place, peer.device)
    return place === undefined || device === undefined ? null : { place, device }
  }

  /** The port of a bridge behind which a card with this MAC is plugged in, whether or not the bridge has heard of it; null for nobody. */
  portTowards(place: string, bridge: string, mac: string): string | null {
    let known = this.#towards.get(mac)
    if (known === undefined) {
      known = this.#spread(mac)
      this.#towards.set(mac, known)
    }
    return known.get(keyOf(place, bridge)) ?? null
  }

  /** Cards, no ports, that hear what this card sends to all. */
  hearing(from: Card): readonly Card[] {
    const key = keyOf(from.place.name, from.device.name)
    let cards = this.#hearing.get(key)
    if (cards === undefined) {
      const found: Card[] = []
      this.#eachBridge(this.#segmentOf(from), (card) => found.push(card))
      cards = found
      this.#hearing.set(key, cards)
    }
    return cards
  }

  #spread(mac: string): Map<string, string> {
    const towards = new Map<string, string>()
    for (const owner of this.#byMac.get(mac) ?? [])
      this.#eachBridge(this.#segmentOf(owner), undefined, (place, bridge, port) => {
        if (!towards.has(keyOf(place, bridge))) towards.set(keyOf(place, bridge), port)
      })
    return towards
  }

  /** Where a card's frames go first: the ports of its own bridge, or what its cable leads to. */
  #segmentOf({ place, device }: Card): Card[] {
    const isBridge = place.bridges.some(({ name }) => name === device.name)
    if (!isBridge) return this.#across(device)
    return this.ports(place.name, device.name).flatMap((port) => this.#across(port))
  }

  #across(device: WorldDevice): Card[] {
    const end = device.isUp ? this.otherEnd(device) : null
    return end?.device.isUp === true ? [end] : []
  }

  #eachBridge(
    first: readonly Card[],
    onCard?: (card: Card) => void,
    onBridge?: (place: string, bridge: string, entered: string) => void,
  ): void {
    const seen = new Set<string>()
    const open = [...first]
    for (let card = open.pop(); card !== undefined; card = open.pop()) {
      const { place, device } = card
      if (device.master === null) {
        onCard?.(card)
        continue
      }
      const key = keyOf(place.name, device.master)
      if (seen.has(key)) continue
      seen.add(key)
      onBridge?.(place.name, device.master, device.name)
      const own = this.device(place.name, device.master)
      if (own?.isUp === true) onCard?.({ place, device: own })
      for (const port of this.ports(place.name, device.master)) if (port !== device) open.push(...this.#across(port))
    }
  }
}

export const bridgeOf = ({ bridges }: WorldPlace, name: string): WorldBridge | undefined =>
  bridges.find((bridge) => bridge.name === name)

const keyOf = (place: string, device: string): string => `${place}/${device}`
