import type { Family } from '../netfilter/rule-spec.ts'
import type { State } from './dimensions.ts'
import type { FlowDirection } from './flow.ts'

/** One packet. What is left out is not known, so what depends on it is unsure; but a device left out is one that no rule names. */
export interface Packet {
  /** `to-host` and `from-host`: of this machine itself, not by a port of a bridge; INPUT and OUTPUT. */
  readonly direction: FlowDirection | 'to-host' | 'from-host'
  /** The port's device; of the machine itself the interface by which the packet comes or goes. */
  readonly tap: string
  readonly family: Family
  /** 0 to 255. */
  readonly protocol: number
  readonly source: string
  readonly destination: string
  readonly sourcePort?: number
  readonly destinationPort?: number
  readonly icmpType?: number
  readonly icmpCode?: number
  readonly sourceMac?: string
  /** The port of the bridge at the other end. */
  readonly device?: string
  readonly bridge?: string
  /** NEW when left out. */
  readonly state?: State
}
