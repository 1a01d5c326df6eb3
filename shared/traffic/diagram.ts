/** For each dimension the classes that fit, null for all. */
export type Box = readonly (readonly boolean[] | null)[]
/** The number of a node in its diagram. Equal numbers are equal functions. */
export type Node = number

/** A part of the space in which a diagram has one value; for each dimension the numbers of its classes, null for all. */
export interface Piece {
  readonly value: number
  readonly sides: readonly (readonly number[] | null)[]
}

const BITS = 2 ** 21

/**
 * Functions from packets to numbers as decision diagrams: a node asks for the class of one dimension, in a fixed order, and equal nodes
 * are one. So the same function is always the same node, and what two rulesets make of a packet is compared without listing packets.
 * (Firewall decision diagrams, Gouda and Liu 2007; hash-consing as in Bryant 1986.)
 */
export class Diagram {
  /** The work is beyond the limit: results since are wrong and must not be used. */
  isExhausted = false
  private readonly dimensions: number[] = []
  private readonly kids: (readonly Node[])[] = []
  private readonly values: number[] = []
  private readonly unique = new Map<string, Node>()
  private readonly sizes: readonly number[]
  private readonly limit: number
  private work = 0

  /** `sizes`: how many classes each dimension has. `limit`: how many steps may be done. */
  constructor(sizes: readonly number[], limit: number) {
    this.sizes = sizes
    this.limit = limit
  }

  /** Steps done so far. */
  get spent(): number {
    return this.work
  }

  leaf(value: number): Node {
    return this.intern(`=${value}`, this.sizes.length, [], value)
  }

  /** The value of a leaf. */
  valueOf(node: Node): number | null {
    return this.dimensions[node] === this.sizes.length ? (this.values[node] ?? null) : null
  }

  /** `yes` within the box, `no` outside. */
  choose(box: Box, yes: Node, no: Node): Node {
    const memo = new Map<number, Node>()
    /** For each dimension the next one that the box constrains. */
    const next = this.sizes.map((_, from) => {
      const at = box.findIndex((side, n) => n >= from && side !== null)
      return at < 0 ? this.sizes.length : at
    })
    const at = (from: number, y: Node, n: Node): Node => {
      if (y === n) return y
      const constrained = next[from] ?? this.sizes.length
      if (constrained === this.sizes.length) return y
      const dimension = Math.min(constrained, this.dimensionOf(y), this.dimensionOf(n))
      const key = (constrained * BITS + y) * BITS + n
      const known = memo.get(key)
      if (known !== undefined) return known
      if (!this.mayGoOn()) return n
      const side = box[dimension] ?? null
      const made = this.node(dimension, (c) => {
        const other = this.kid(n, dimension, c)
        return side === null || side[c] ? at(dimension + 1, this.kid(y, dimension, c), other) : other
      })
      memo.set(key, made)
      return made
    }
    return at(0, yes, no)
  }

  /** One function of the values of several. */
  combine(nodes: readonly Node[], f: (values: readonly number[]) => number): Node {
    const memo = new Map<string, Node>()
    const at = (all: readonly Node[]): Node => {
      const dimension = Math.min(...all.map((node) => this.dimensionOf(node)))
      if (dimension === this.sizes.length) return this.leaf(f(all.map((node) => this.values[node] ?? 0)))
      const key = all.join()
      const known = memo.get(key)
      if (known !== undefined) return known
      if (!this.mayGoOn()) return all[0] ?? 0
      const made = this.node(dimension, (c) => at(all.map((node) => this.kid(node, dimension, c))))
      memo.set(key, made)
      return made
    }
    return at(nodes)
  }

  /** The function with one dimension fixed, where no earlier one is asked for. */
  fix(node: Node, dimension: number, c: number): Node {
    return this.dimensionOf(node) === dimension ? this.kid(node, dimension, c) : node
  }

  /** Pieces that are apart from each other and together are all packets with a wanted value; at most `most`, `rest` tells of more. */
  pieces(node: Node, isWanted: (value: number) => boolean, most: number): { readonly found: Piece[]; readonly rest: boolean } {
    const found: Piece[] = []
    let rest = false
    const leadsThere = this.reaching(isWanted)
    const sides: (readonly number[] | null)[] = this.sizes.map(() => null)
    const at = (n: Node): void => {
      if (rest || !leadsThere(n)) return
      const value = this.valueOf(n)
      if (value !== null) {
        if (found.length === most) rest = true
        else found.push({ value, sides: [...sides] })
        return
      }
      const dimension = this.dimensionOf(n)
      const byKid = new Map<Node, number[]>()
      for (const [c, kid] of (this.kids[n] ?? []).entries()) byKid.set(kid, [...(byKid.get(kid) ?? []), c])
      for (const [kid, classes] of byKid) {
        sides[dimension] = classes
        at(kid)
      }
      sides[dimension] = null
    }
    at(node)
    return { found, rest }
  }

  /** Different values within a piece, in no order that means something; ends when there are `most`. */
  valuesWithin(node: Node, sides: Piece['sides'], most: number): Set<number> {
    const found = new Set<number>()
    const seen = new Set<Node>()
    const at = (n: Node): void => {
      if (found.size >= most || seen.has(n)) return
      seen.add(n)
      const value = this.valueOf(n)
      if (value !== null) {
        found.add(value)
        return
      }
      const kids = this.kids[n] ?? []
      const classes = sides[this.dimensionOf(n)] ?? null
      for (const kid of new Set(classes === null ? kids : classes.map((c) => kids[c] ?? 0))) at(kid)
    }
    at(node)
    return found
  }

  private reaching(isWanted: (value: number) => boolean): (node: Node) => boolean {
    const known = new Map<Node, boolean>()
    const at = (n: Node): boolean => {
      const before = known.get(n)
      if (before !== undefined) return before
      const value = this.valueOf(n)
      const answer = value === null ? (this.kids[n] ?? []).some(at) : isWanted(value)
      known.set(n, answer)
      return answer
    }
    return at
  }

  private dimensionOf(node: Node): number {
    return this.dimensions[node] ?? this.sizes.length
  }

  private kid(node: Node, dimension: number, c: number): Node {
    return this.dimensions[node] === dimension ? (this.kids[node]?.[c] ?? node) : node
  }

  private node(dimension: number, kidOf: (c: number) => Node): Node {
    const kids = Array.from({ length: this.sizes[dimension] ?? 0 }, (_, c) => kidOf(c))
    const [first = 0] = kids
    return kids.every((kid) => kid === first) ? first : this.intern(`${dimension}:${kids.join()}`, dimension, kids, 0)
  }

  private intern(key: string, dimension: number, kids: readonly Node[], value: number): Node {
    const known = this.unique.get(key)
    if (known !== undefined) return known
    const made = this.dimensions.length
    this.dimensions.push(dimension)
    this.kids.push(kids)
    this.values.push(value)
    this.unique.set(key, made)
    return made
  }

  private mayGoOn(): boolean {
    this.work += 1
    if (this.work > this.limit || this.dimensions.length >= BITS) this.isExhausted = true
    return !this.isExhausted
  }
}
