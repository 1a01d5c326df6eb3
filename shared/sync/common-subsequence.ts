/**
 * Longest common subsequence of two lists of texts: pairs of indices [in a, in b], rising in both. Hunt and Szymanski (1977):
 * O((n + r) log n) with r equal pairs, which for marks, unique in a wanted chain, is close to n log n; the usual table of n × m would
 * not do for a chain with a jump for each of ten thousand ports.
 */
export function commonSubsequence(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const placesInB = new Map<string, number[]>()
  b.forEach((text, at) => {
    const places = placesInB.get(text)
    if (places === undefined) placesInB.set(text, [at])
    else places.push(at)
  })
  // tails[k] ends, as early in b as can be, a common subsequence of length k + 1.
  const tails: Link[] = []
  a.forEach((text, at) => {
    // Falling, so that one element of a is not taken twice.
    for (const place of (placesInB.get(text) ?? []).toReversed()) {
      const k = firstNotBelow(tails, place)
      tails[k] = { a: at, b: place, before: tails[k - 1] }
    }
  })
  const pairs: (readonly [number, number])[] = []
  for (let link = tails.at(-1); link !== undefined; link = link.before) pairs.push([link.a, link.b])
  return pairs.reverse()
}

interface Link {
  readonly a: number
  readonly b: number
  readonly before: Link | undefined
}

function firstNotBelow(tails: readonly Link[], place: number): number {
  let low = 0
  let high = tails.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const tail = tails[middle]
    if (tail !== undefined && tail.b < place) low = middle + 1
    else high = middle
  }
  return low
}
