/** Values from the first up to, and not with, the second. */
export type Range = readonly [from: bigint, to: bigint]
/** Rising, apart from each other, none empty. */
export type Ranges = readonly Range[]

/** Any ranges put in order, overlapping and touching ones joined. */
export function joined(ranges: readonly Range[]): Ranges {
  const sorted = ranges.filter(([from, to]) => from < to).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const found: [bigint, bigint][] = []
  for (const [from, to] of sorted) {
    const last = found.at(-1)
    if (last === undefined || from > last[1]) found.push([from, to])
    else if (to > last[1]) last[1] = to
  }
  return found
}

/** What of `0..size` is not in the ranges. */
export function complement(ranges: Ranges, size: bigint): Ranges {
  const found: Range[] = []
  let at = 0n
  for (const [from, to] of ranges) {
    if (from > at) found.push([at, from])
    at = to
  }
  if (at < size) found.push([at, size])
  return found
}

/** `a` without what is in `b`. */
export function without(a: Ranges, b: Ranges): Ranges {
  const found: Range[] = []
  let first = 0
  for (const [from, to] of a) {
    let at = from
    while ((b[first]?.[1] ?? to) <= at && first < b.length) first++
    for (let n = first; n < b.length; n++) {
      const [cut, end] = b[n] ?? [to, to]
      if (cut >= to) break
      if (cut > at) found.push([at, cut])
      if (end > at) at = end
    }
    if (at < to) found.push([at, to])
  }
  return found
}
