import type { Origin } from '../ruleset/ruleset.ts'
import type { Line } from './sections.ts'

/** Indices of two lines that stand for each other: [left, right]. */
export type Pair = readonly [number, number]

/**
 * Which lines stand for each other, whatever their order: first those of equal text, then those that differ in comment and names only,
 * then those that were made for the same thing, where both sides have as many of them. Sorted by the left line.
 */
export function matchLines(left: readonly Line[], right: readonly Line[]): Pair[] {
  const pairs: Pair[] = []
  let restLeft = left.map((_, at) => at)
  let restRight = right.map((_, at) => at)
  for (const { keyOf, evenly } of TIERS) {
    if (restLeft.length === 0 || restRight.length === 0) break
    const found = pairsBy(
      restLeft.map((at) => [at, keyOf(left[at] as Line)]),
      restRight.map((at) => [at, keyOf(right[at] as Line)]),
      evenly,
    )
    pairs.push(...found)
    const [takenLeft, takenRight] = [new Set(found.map(([at]) => at)), new Set(found.map(([, at]) => at))]
    restLeft = restLeft.filter((at) => !takenLeft.has(at))
    restRight = restRight.filter((at) => !takenRight.has(at))
  }
  return pairs.sort(([a], [b]) => a - b)
}

interface Tier {
  readonly keyOf: (line: Line) => string | null
  /** Only where both sides have as many lines of a key: three for one are not pairs. */
  readonly evenly: boolean
}

const TIERS: readonly Tier[] = [
  { keyOf: (line) => `${line.text}\n${madeFor(line.origin)}`, evenly: false },
  { keyOf: ({ text }) => text, evenly: false },
  { keyOf: (line) => `${line.plain}\n${madeFor(line.origin)}`, evenly: false },
  { keyOf: ({ plain }) => plain, evenly: false },
  // `-m tcp` without a port matches what `-p tcp` does.
  { keyOf: ({ plain }) => plain.replace(/ -m (?:tcp|udp)(?= -[jm])/, ''), evenly: false },
  { keyOf: ({ origin, plain }) => madeFor(origin) ?? (plain.startsWith('create ') ? 'create' : null), evenly: true },
]

/** What a line was made for, without what a release decides: numbers of zones, addresses of servers. */
function madeFor(origin: Origin | null): string | null {
  if (origin === null) return null
  switch (origin.kind) {
    case 'zone':
      return `zone ${origin.portId}`
    case 'provider':
      return `provider ${origin.portId} ${origin.what} ${origin.by}`
    default:
      return Object.values(origin).join(' ')
  }
}

type Keyed = readonly [at: number, key: string | null]

/** The first line of a key with the first one, the second with the second. */
function pairsBy(left: readonly Keyed[], right: readonly Keyed[], evenly: boolean): Pair[] {
  const [ofLeft, ofRight] = [byKey(left), byKey(right)]
  return [...ofLeft].flatMap(([key, places]) => {
    const others = ofRight.get(key) ?? []
    if (evenly && places.length !== others.length) return []
    return others.slice(0, places.length).map((other, n): Pair => [places[n] as number, other])
  })
}

function byKey(lines: readonly Keyed[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  for (const [at, key] of lines) {
    if (key === null) continue
    const known = places.get(key)
    if (known === undefined) places.set(key, [at])
    else known.push(at)
  }
  return places
}
