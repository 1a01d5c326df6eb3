import { type Condition, keyOf } from './dimensions.ts'
import type { DeviceMatch } from './line.ts'
import { joined } from './ranges.ts'

/**
 * Numbers for the names of devices, as far as matches tell them apart: each name that is named, and for each start (`tap+`) all other
 * names that begin so; the last number is every other name.
 */
export class Names {
  /** What stands for each number; a trailing `+` is all that begin so and have no number of their own. */
  readonly atoms: readonly string[]
  private readonly dimension: 'device' | 'bridge'

  constructor(dimension: 'device' | 'bridge', matches: readonly DeviceMatch[]) {
    this.dimension = dimension
    const atoms = new Set(matches.map(({ name, isStart }) => (isStart ? `${name}+` : name)))
    atoms.delete('+')
    this.atoms = [...[...atoms].sort(), '+']
  }

  condition({ name, isStart, not }: DeviceMatch): Condition {
    const fits = (atom: string): boolean => {
      const start = atom.endsWith('+') ? atom.slice(0, -1) : null
      return isStart ? (start ?? atom).startsWith(name) : start === null && atom === name
    }
    const found = this.atoms.flatMap((atom, n) => (fits(atom) !== not ? [[BigInt(n), BigInt(n) + 1n] as const] : []))
    const ranges = joined(found)
    return { dimension: this.dimension, key: keyOf(ranges), ranges }
  }
}
