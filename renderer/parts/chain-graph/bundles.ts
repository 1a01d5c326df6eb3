import type { Way } from './places.ts'

/** A way with its ends, and the gap between two columns that it runs in. */
export interface Leg {
  readonly way: Way
  readonly startX: number
  readonly startY: number
  readonly endX: number
  readonly endY: number
  readonly into: 'left' | 'right'
  /** Right of the column with this number. */
  readonly gutter: number
}

/** More ways than these from one chain, or to one, would fill the gap: they share a lane. */
const MOST = 6

/** Ways that share a lane, and each of the others alone. */
export function bundled(legs: readonly Leg[]): Leg[][] {
  const into = count(legs, intoKey)
  const outOf = count(legs, outOfKey)
  const groups = new Map<string, Leg[]>()
  for (const leg of legs) {
    const key =
      (into.get(intoKey(leg)) ?? 0) > MOST ? intoKey(leg) : (outOf.get(outOfKey(leg)) ?? 0) > MOST ? outOfKey(leg) : leg.way.id
    const group = groups.get(key)
    if (group) group.push(leg)
    else groups.set(key, [leg])
  }
  return [...groups.values()]
}

const intoKey = ({ way, into }: Leg): string => `into ${way.to} ${into}`
const outOfKey = ({ way, into, startX }: Leg): string => `out of ${way.from} ${startX} ${into}`

function count(legs: readonly Leg[], key: (leg: Leg) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const leg of legs) counts.set(key(leg), (counts.get(key(leg)) ?? 0) + 1)
  return counts
}
