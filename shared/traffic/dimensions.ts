import type { Family } from '../netfilter/rule-spec.ts'
import { complement, type Ranges } from './ranges.ts'

/** The parts of a packet that rules look at, in the order in which diagrams ask for them. */
export const DIMENSIONS = [
  'state',
  'protocol',
  'destinationPort',
  'sourcePort',
  'icmpType',
  'source',
  'destination',
  'sourceMac',
  'device',
  'bridge',
] as const
export type Dimension = (typeof DIMENSIONS)[number]
/** Those whose values are numbers from the start; devices are numbered when all names are known. */
export type NumberDimension = Exclude<Dimension, 'device' | 'bridge'>

export const indexOf = (dimension: Dimension): number => DIMENSIONS.indexOf(dimension)

/** Those of a new connection's first packet first. */
export const STATES = ['NEW', 'INVALID', 'UNTRACKED', 'ESTABLISHED', 'RELATED'] as const
export type State = (typeof STATES)[number]

/** How many values each part has: addresses and MAC addresses as numbers, an ICMP type as 256 times the type and the code. */
const SIZES: { readonly [F in Family]: Readonly<Record<NumberDimension, bigint>> } = {
  ipv4: sizes(32n),
  ipv6: sizes(128n),
}

function sizes(bits: bigint) {
  const address = 1n << bits
  return {
    ...{ state: BigInt(STATES.length), protocol: 256n, destinationPort: 65536n, sourcePort: 65536n, icmpType: 65536n },
    ...{ source: address, destination: address, sourceMac: 1n << 48n },
  }
}

export const sizeOf = (family: Family, dimension: NumberDimension): bigint => SIZES[family][dimension]

/** One part of a packet is in the ranges. Equal keys of one part have equal ranges. */
export interface Condition {
  readonly dimension: Dimension
  readonly key: string
  readonly ranges: Ranges
}

export function conditionOf(dimension: NumberDimension, family: Family, inside: Ranges, not: boolean): Condition {
  const ranges = not ? complement(inside, sizeOf(family, dimension)) : inside
  return { dimension, key: keyOf(ranges), ranges }
}

export const keyOf = (ranges: Ranges): string => ranges.map(([from, to]) => `${from.toString(36)}-${to.toString(36)}`).join()
