import type { PacketState, WalkPacket } from './packet.ts'

/**
 * All that a rule may look at when a packet is tried against it at one hook. Devices: a name; null, there is none; undefined, not known, so
 * that a match which asks for it is unsure.
 */
export interface Subject {
  readonly packet: WalkPacket
  /** `-i`, `-o`: of a bridged packet the bridge itself (Linux, net/bridge/br_netfilter_hooks.c). */
  readonly in: string | null | undefined
  readonly out: string | null | undefined
  /** The ports of the bridge, as `-m physdev` asks for them. */
  readonly physIn: string | null | undefined
  readonly physOut: string | null | undefined
  /** `--physdev-is-bridged`: the packet crosses the bridge and is not routed; undefined: not known. */
  readonly isBridged: boolean | undefined
  /** Undefined: not known. Null: connection tracking has not looked yet (table raw), so `-m state` finds INVALID (xt_conntrack.c). */
  readonly state: PacketState | null | undefined
  readonly connection: SubjectConnection | null
  /** `-m mark`; undefined where an act that is not known may have set it. */
  readonly mark: number | undefined
  /** It begins in this namespace and may have a socket, as `-m owner` asks for it; what comes in has none. Undefined: not known. */
  readonly isSentHere: boolean | undefined
  /** `-m pkttype`: by the frame's destination. */
  readonly packetType: 'unicast' | 'broadcast' | 'multicast' | undefined
  /** `-m addrtype`: how the routing tables of the namespace call an address; undefined: not known. */
  readonly addressType: (address: string) => AddressType | undefined
}

export type AddressType =
  | 'UNSPEC'
  | 'UNICAST'
  | 'LOCAL'
  | 'BROADCAST'
  | 'ANYCAST'
  | 'MULTICAST'
  | 'BLACKHOLE'
  | 'UNREACHABLE'
  | 'PROHIBIT'

/** The connection of a packet, as `-m conntrack` asks for it. */
export interface SubjectConnection {
  readonly direction: 'original' | 'reply'
  /** Addresses were translated: `--ctstate SNAT`, `DNAT`. */
  readonly isSourceTranslated: boolean
  readonly isDestinationTranslated: boolean
  readonly isReplied: boolean
  /** `-m connmark`; undefined: not known. */
  readonly mark: number | undefined
  readonly original: WalkPacket | null
}
