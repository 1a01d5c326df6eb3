/** Numbers by chance that come again with the same seed. */
export interface Chance {
  readonly seed: number
  /** A whole number from 0 to below `n`. */
  readonly below: (n: number) => number
  readonly pick: <T>(things: readonly T[]) => T
  /** True once in `n` times. */
  readonly oneIn: (n: number) => boolean
}

/** The seed is printed, so that a run that fails can be done again: TAPWALL_SEED=… */
export function chanceFor(what: string): Chance {
  const seed = Number(process.env['TAPWALL_SEED'] ?? 20_251_123)
  console.log(`${what}: TAPWALL_SEED=${seed}`)
  return chance(seed)
}

/** mulberry32. */
export function chance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number) => Math.floor(next() * n)
  return {
    seed,
    below,
    // An empty list is a mistake of the test; what is picked then is not there, and told by its type where it is used.
    pick: <T>(things: readonly T[]) => things[below(things.length)] as T,
    oneIn: (n) => below(n) === 0,
  }
}
