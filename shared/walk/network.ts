import type { Dump } from '../netfilter/dump.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import { Routing } from './routing.ts'
import { type Rules, readRules } from './rules.ts'
import { Segments } from './segment.ts'
import type { World, WorldPlace } from './world.ts'

/** The rules of one namespace, ready for packets. Keep it as long as the dump. */
export interface ReadPlace {
  readonly name: string
  rules(family: Family): Rules
  /** Something asks for connections, so the kernel tracks them (`nf_ct_netns_get`). */
  tracks(family: Family): boolean
  /** Null: nothing is known of the place beside its rules. */
  readonly routing: Routing | null
}

/** A place of which nothing is known but its rules. */
export const readDump = (dump: Dump, name: string): ReadPlace => new PlaceOfDump(dump, name, null)

class PlaceOfDump implements ReadPlace {
  readonly name: string
  readonly routing: Routing | null
  readonly #dump: Dump
  readonly #rules = new Map<Family, Rules>()
  readonly #tracks = new Map<Family, boolean>()

  constructor(dump: Dump, name: string, routing: Routing | null) {
    this.#dump = dump
    this.name = name
    this.routing = routing
  }

  rules(family: Family): Rules {
    const known = this.#rules.get(family)
    if (known !== undefined) return known
    const rules = readRules(this.#dump, family)
    this.#rules.set(family, rules)
    return rules
  }

  tracks(family: Family): boolean {
    const known = this.#tracks.get(family)
    if (known !== undefined) return known
    const tables = this.#dump.tables.filter((table) => table.family === family)
    const tracks = tables.some(({ chains }) => chains.some(({ rules }) => rules.some(({ text }) => TRACKING.test(text))))
    this.#tracks.set(family, tracks)
    return tracks
  }
}

/** Matches and targets that ask for it. The table nat alone does not: without a translation in it no packet meets its policies. */
const TRACKING =
  /-m (state|conntrack|connbytes|connlabel|connlimit|connmark|cluster|helper)\b|-j (CT|NOTRACK|DNAT|SNAT|MASQUERADE|REDIRECT|NETMAP|CONNMARK|CONNSECMARK|SYNPROXY|CLUSTERIP)\b/

/** A world ready for walking: graph, routes and rules are worked out when they are first asked for, and kept. */
export class Network {
  readonly segments: Segments
  readonly #read = new Map<string, ReadPlace & { readonly routing: Routing }>()

  constructor(world: World) {
    this.segments = new Segments(world)
  }

  read(place: WorldPlace): ReadPlace & { readonly routing: Routing } {
    const known = this.#read.get(place.name)
    if (known !== undefined) return known
    const routing = new Routing(place)
    const read = Object.assign(new PlaceOfDump(place.dump, place.name, routing), { routing })
    this.#read.set(place.name, read)
    return read
  }
}
