import { z } from 'zod'
import { Dump } from '../netfilter/dump.ts'

/**
 * What is known of the namespaces that a packet may meet: cards, cables, bridges, addresses, routes and rules. Names are the kernel's, so
 * that one read from a machine may hold anything; a place is told by its name alone.
 */

const Name = z.string().min(1).max(255)
const Address = z.string().regex(/^[0-9a-fA-F:.]{2,45}$/)
const Prefix = z.string().regex(/^[0-9a-fA-F:.]{2,45}\/\d{1,3}$/)
const Mac = z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/)
const PerFamily = z.strictObject({ ipv4: z.boolean(), ipv6: z.boolean() })

export const WorldDevice = z.strictObject({
  name: Name,
  /** Null: not known, or nobody sends to it. */
  mac: Mac.nullable(),
  /** With the length of their subnet. */
  addresses: z.array(Prefix),
  isUp: z.boolean(),
  /** The other end of its cable; null where what is plugged in is not part of this world. */
  peer: z.strictObject({ place: Name, device: Name }).nullable(),
  /** The bridge whose port it is. */
  master: Name.nullable(),
})
export type WorldDevice = z.infer<typeof WorldDevice>

/** The bridge's own card, with its MAC and addresses, is the device of the same name. */
export const WorldBridge = z.strictObject({
  name: Name,
  /** Its packets are shown to iptables (`bridge-nf-call-iptables`), to ip6tables. */
  netfilter: PerFamily,
  /** The forwarding table; null where it was not read and is taken to know everybody who is plugged in. */
  forwarding: z.array(z.strictObject({ mac: Mac, port: Name, isLocal: z.boolean() })).nullable(),
})
export type WorldBridge = z.infer<typeof WorldBridge>

export const WorldPlace = z.strictObject({
  /** The network namespace. */
  name: Name,
  /** What a person calls it. */
  title: z.string(),
  kind: z.enum(['host', 'switch', 'router', 'vm', 'outside']),
  devices: z.array(WorldDevice),
  bridges: z.array(WorldBridge),
  /** Beside those that follow from addresses. */
  routes: z.array(z.strictObject({ prefix: Prefix, via: Address.nullable(), device: Name })),
  /** Null: whoever is on the same segment and has an address answers for it. */
  neighbours: z.array(z.strictObject({ address: Address, mac: Mac, device: Name })).nullable(),
  /** It passes packets on between its cards. */
  forwards: PerFamily,
  /** The family is switched on. */
  speaks: PerFamily,
  dump: Dump,
})
export type WorldPlace = z.infer<typeof WorldPlace>

export const World = z.strictObject({ places: z.array(WorldPlace) })
export type World = z.infer<typeof World>

/** The same world with other rules at some places, by name. */
export const worldHolding = ({ places }: World, dumps: ReadonlyMap<string, Dump>): World => ({
  places: places.map((place) => ({ ...place, dump: dumps.get(place.name) ?? place.dump })),
})
