import { Tracking } from './tracking.ts'

/** What the kernels keep from one packet to the next: connections of each place, and who was heard behind which port of a bridge. */
export class Memory {
  readonly #tracking: Map<string, Tracking>
  readonly #heard: Map<string, Map<string, string>>

  constructor() {
    this.#tracking = new Map()
    this.#heard = new Map()
  }

  tracking(place: string): Tracking {
    const known = this.#tracking.get(place)
    if (known !== undefined) return known
    const tracking = new Tracking()
    this.#tracking.set(place, tracking)
    return tracking
  }

  /** The places that track anything, by name. */
  places(): string[] {
    return [...this.#tracking.keys()]
  }

  /** All entries of all places. */
  connections(): { place: string; entry: ReturnType<Tracking['connections']>[number] }[] {
    return this.places().flatMap((place) =>
      this.tracking(place)
        .connections()
        .map((entry) => ({ place, entry })),
    )
  }

  /** A bridge hears a source at one of its ports (`br_fdb_update`). */
  hear(place: string, bridge: string, mac: string, port: string): void {
    const key = `${place}/${bridge}`
    const heard = this.#heard.get(key) ?? new Map<string, string>()
    heard.set(mac, port)
    this.#heard.set(key, heard)
  }

  heardAt(place: string, bridge: string, mac: string): string | undefined {
    return this.#heard.get(`${place}/${bridge}`)?.get(mac)
  }

  copy(): Memory {
    const copy = new Memory()
    for (const [place, tracking] of this.#tracking) copy.#tracking.set(place, tracking.copy())
    for (const [bridge, heard] of this.#heard) copy.#heard.set(bridge, new Map(heard))
    return copy
  }
}
