import type { Piece } from './diagram.ts'

/** Joins pieces of one value that differ in one dimension only, until none do: fewer and larger ones, still apart from each other. */
export function mergePieces(pieces: readonly Piece[], dimensions: number): Piece[] {
  let now = [...pieces]
  for (let before = -1; before !== now.length; ) {
    before = now.length
    for (let dimension = dimensions - 1; dimension >= 0; dimension--) now = mergedAlong(now, dimension)
  }
  return now
}

function mergedAlong(pieces: readonly Piece[], dimension: number): Piece[] {
  const found = new Map<string, Piece>()
  for (const piece of pieces) {
    const key = `${piece.value} ${piece.sides.map((side, n) => (n === dimension ? '' : (side?.join() ?? '*'))).join(' ')}`
    const same = found.get(key)
    found.set(key, same === undefined ? piece : { value: piece.value, sides: joinedSides(same, piece, dimension) })
  }
  return [...found.values()]
}

const joinedSides = (a: Piece, b: Piece, dimension: number): Piece['sides'] =>
  a.sides.map((side, n) => {
    if (n !== dimension) return side
    const other = b.sides[n] ?? null
    return side === null || other === null ? null : [...side, ...other].sort((x, y) => x - y)
  })
