import type { PacketWalk, WalkedConnection } from '#shared/contract/walk'
import type { ConntrackTuple } from '#shared/netfilter/conntrack-entries'
import { titleOf } from './trace-rows.ts'

/** What connection tracking knew of a packet's connection before it and after it, entry by entry. */
export interface ConnectionRow {
  readonly key: string
  /** What a person calls the machine whose kernel has the entry. */
  readonly title: string
  /** Null: it is not there. */
  readonly before: WalkedConnection['entry'] | null
  readonly after: WalkedConnection['entry'] | null
  /** The later of the two. */
  readonly entry: WalkedConnection['entry']
  readonly change: 'new' | 'changed' | 'gone' | 'same'
}

type Walk = Pick<PacketWalk, 'connections' | 'connectionsBefore' | 'places'>

/** Machines in the order in which the packet met them; an entry that the packet ended stands where it was. */
export function connectionRows({ connections, connectionsBefore, places }: Walk): ConnectionRow[] {
  const before = new Map(connectionsBefore.map((each) => [keyOf(each), each]))
  const after = new Map(connections.map((each) => [keyOf(each), each]))
  const found = [...new Map([...before, ...after])]
  const rank = (place: string) => places.findIndex(({ name }) => name === place)
  found.sort(([, a], [, b]) => rank(a.place) - rank(b.place))
  return found.map(([key, { place, entry }]) => {
    const [was, is] = [before.get(key)?.entry ?? null, after.get(key)?.entry ?? null]
    const change = was === null ? 'new' : is === null ? 'gone' : stateWords(was) === stateWords(is) ? 'same' : 'changed'
    return { key, title: titleOf(places, place), before: was, after: is, entry, change }
  })
}

/** An entry is found again by the packet that opened it. */
const keyOf = ({ place, entry: { family, protocol, zone, original } }: WalkedConnection): string =>
  [place, family, protocol, zone, JSON.stringify(original)].join(' ')

/** In conntrack's own words: the state of TCP, and what it writes into brackets. */
export const stateWords = ({ state, isReplied, isAssured }: WalkedConnection['entry']): string =>
  [state, isReplied ? null : '[UNREPLIED]', isAssured ? '[ASSURED]' : null].filter(Boolean).join(' ')

/** `192.168.1.15:40122 → 91.1.180.14:22`, or `… type 8 id 7`. */
export function tupleWords({ source, destination, sourcePort, destinationPort, ...icmp }: ConntrackTuple): string {
  const end = (address: string, port: number | undefined) =>
    port === undefined ? address : `${address.includes(':') ? `[${address}]` : address}:${port}`
  return [
    `${end(source, sourcePort)} → ${end(destination, destinationPort)}`,
    icmp.icmpType === undefined ? null : `type ${icmp.icmpType}`,
    icmp.icmpId === undefined ? null : `id ${icmp.icmpId}`,
  ]
    .filter(Boolean)
    .join(' ')
}
