import type { Condition } from './dimensions.ts'
import type { Ranges } from './ranges.ts'

/**
 * The values of one part of a packet, put together to classes that no condition tells apart. A set of a thousand members is one class,
 * so that what follows depends on how many different conditions there are, not on how many values they name.
 */
export interface Partition {
  /** The values of each class. */
  readonly classes: readonly Ranges[]
  /** For the key of each condition: which classes fit it. */
  readonly fits: ReadonlyMap<string, readonly boolean[]>
}

export function partition(size: bigint, conditions: readonly Condition[]): Partition {
  const unique = [...new Map(conditions.map((condition) => [condition.key, condition])).values()]
  const edges = unique.flatMap(({ ranges }, n) =>
    ranges.flatMap(([from, to]) => [
      { at: from, n, opens: true },
      { at: to, n, opens: false },
    ]),
  )
  edges.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  const classes: [bigint, bigint][][] = []
  const members: (readonly number[])[] = []
  const numbers = new Map<string, number>()
  const open = new Set<number>()
  const close = (from: bigint, end: bigint): void => {
    const to = end < size ? end : size
    if (from >= to) return
    const inside = [...open].sort((a, b) => a - b)
    const key = inside.join()
    let number = numbers.get(key)
    if (number === undefined) {
      number = classes.length
      numbers.set(key, number)
      classes.push([])
      members.push(inside)
    }
    classes[number]?.push([from, to])
  }
  let at = 0n
  for (const edge of edges) {
    close(at, edge.at)
    at = edge.at
    if (edge.opens) open.add(edge.n)
    else open.delete(edge.n)
  }
  close(at, size)
  const fits = new Map(unique.map(({ key }, n) => [key, members.map((inside) => inside.includes(n))]))
  return { classes, fits }
}
