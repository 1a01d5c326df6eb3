import type { Condition } from './dimensions.ts'

/** What becomes of a packet that fits. */
export type Act =
  | { readonly do: 'accept' | 'drop' | 'return' | 'go-on' | 'untrack' }
  /** A target that may do either: queues to programs, changed destinations, targets that are not known. */
  | { readonly do: 'either' }
  | { readonly do: 'jump' | 'goto'; readonly chain: string }

/** A device by its name, or by how it begins (`tap+`). */
export interface DeviceMatch {
  readonly where: 'in' | 'out' | 'bridge'
  readonly name: string
  readonly isStart: boolean
  readonly not: boolean
}

export interface SetMatch {
  readonly name: string
  readonly dimension: 'source' | 'destination'
  readonly not: boolean
}

/** A kernel rule as what has to hold of a packet, all of it, and what then becomes of the packet. */
export interface Line {
  readonly conditions: readonly Condition[]
  /** One of the two has to hold as well (`--ports`). */
  readonly either: readonly [Condition, Condition] | null
  readonly devices: readonly DeviceMatch[]
  /** What `--physdev-is-bridged` and `--physdev-is-out` ask for. Both are told by whether the packet has a bridge port to go out by. */
  readonly hasOut: readonly boolean[]
  readonly sets: readonly SetMatch[]
  /** Whether the packet that opens a TCP connection, SYN alone, has the flags that are asked for; null where none are. */
  readonly isSyn: boolean | null
  /** Whether a packet without a mark fits; null where no mark is asked for. */
  readonly isUnmarked: boolean | null
  /** A match that no packet fits (`! --physdev-is-in`). */
  readonly isNever: boolean
  /** There is a match that is not known here. */
  readonly isUnknown: boolean
  readonly act: Act
}
